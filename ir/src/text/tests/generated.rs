//! Random well-formed programs: their text reads back as themselves.

use super::round_trip;
use crate::text::operators::{OPERATORS, ROUND_ROBIN};
use crate::{
    Affinity, AffinityKind, Clause, Constant, Fact, Item, Location, LocationId, LocationKind, Op, Operator, OperatorId,
    Program, Quoted, Span, Tick, TickId, View, Wishes, Workload, canonicalize,
};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use std::collections::BTreeSet;

const CLOSURES: [[&str; 3]; 4] = [
    ["|| 0", "|| Vec::<u64>::new()", "|| (self_id(), BTreeMap::new())"],
    ["|x| x", "|(_, a)| a.0 + 1", "|x: &u64| if *x > 1 { Some(vec![*x]) } else { None }"],
    ["|a, b| *a += b", "#[commutative] |acc: &mut u64, x| *acc = (*acc).max(x)", "|a, (b, _)| a.push(b)"],
    ["|s, x, out| out.push((*s, x))", "|s, x, out: &mut Vec<u64>| { *s += 1; out.extend([x; 2]); }", "|_, _, _| {}"],
];
const TYPES: [&str; 4] = ["u64", "(ClientId, Vec<Option<u64>>)", "&'static str", "[u8; 16]"];
const PROCESSES: [u32; 2] = [0, 1];
const CLUSTERS: [u32; 2] = [2, 3];
const EXTERNAL: u32 = 4;
const PROCESS_HELPERS: [u32; 2] = [5, 6];
const CLUSTER_HELPER: u32 = 7;

/// How many rows the match of operators has.
const ROWS: u8 = 56;

/// Random numbers from which one operator is made.
#[derive(Clone, Debug)]
struct Seed {
    op: u8,
    choice: u8,
    inputs: [prop::sample::Index; 3],
    named: bool,
    facts: Vec<(u8, f64)>,
    annotated: bool,
}

fn seed() -> impl Strategy<Value = Seed> {
    let facts = prop::collection::vec((0u8..10, prop_oneof![Just(0.0), Just(1.0), 0.0..1e12, 0.0..1e-6]), 0..3);
    (any::<u8>(), any::<u8>(), any::<[prop::sample::Index; 3]>(), any::<bool>(), facts, prop::bool::weighted(0.1))
        .prop_map(|(op, choice, inputs, named, facts, annotated)| {
            let facts = if choice.is_multiple_of(4) { facts } else { Vec::new() };
            Seed { op, choice, inputs, named, facts, annotated }
        })
}

fn quoted(text: &str) -> Quoted {
    Quoted::from_canonical(text, Span::NONE)
}

impl Seed {
    fn closure(&self, parameters: usize) -> Quoted {
        quoted(CLOSURES[parameters][usize::from(self.choice) % 3])
    }

    fn text(&self) -> String {
        ["port", "a b", "\"\\\n\u{301}é"][usize::from(self.choice) % 3].to_string()
    }

    fn place(&self, plain: &[u32], helper: &[u32]) -> (LocationId, Option<Quoted>) {
        let at = usize::from(self.choice) % (plain.len() + helper.len());
        match plain.get(at) {
            Some(id) => (LocationId(*id), None),
            None => (LocationId(helper[at - plain.len()]), Some(self.closure(1))),
        }
    }

    /// The operator, and how many inputs it takes.
    fn op(&self, number: usize) -> (Op, usize) {
        let f = |parameters| self.closure(parameters);
        let until = self.choice.is_multiple_of(2).then(|| self.closure(1));
        let port = format!("{}{number}", self.text());
        let inputs = 1 + usize::from(until.is_some());
        match self.op % ROWS {
            0 => (Op::Input { port, element: quoted(TYPES[1]), at: LocationId(EXTERNAL) }, 0),
            1 => (Op::Interval { period_ms: 250 * (1 + u64::from(self.choice)), at: self.place(&PROCESSES, &[]).0 }, 0),
            2 => {
                let (to, key) = self.place(&PROCESSES, &PROCESS_HELPERS);
                (Op::Send { to, key }, 1)
            }
            3 => {
                let (to, key) = self.place(&CLUSTERS, &[CLUSTER_HELPER]);
                (Op::Broadcast { to, key }, 1)
            }
            4 => {
                let (to, key) = self.place(&CLUSTERS, &[CLUSTER_HELPER]);
                (Op::Demux { to, key }, 1)
            }
            5 => (Op::Filter(f(1)), 1),
            6 => (Op::FilterMap(f(1)), 1),
            7 => (Op::FlatMap(f(1)), 1),
            8 | 9 => (Op::Union, 2),
            10 => (Op::KeyBy(f(1)), 1),
            11 => (Op::Values, 1),
            12 => (Op::Join { until }, 1 + inputs),
            13 => {
                let count: Constant = quoted(["2", "F + 1", "2 * (F + 1) - 2"][usize::from(self.choice) % 3]);
                (Op::Quorum { key: f(1), count, members: 2, until }, inputs)
            }
            14 => (Op::Unique, 1),
            15 => (Op::ArrivalOrder, 1),
            16 => (Op::Scan { init: f(0), step: f(3) }, 1),
            17 => (Op::PersistTo { log: self.text() }, 1),
            18 => (Op::Output { port, to: LocationId(EXTERNAL) }, 1),
            19 => (Op::Batch(TickId(u32::from(self.choice) % 2)), 1),
            20 => (Op::AllTicks, 1),
            21 => (Op::Persist, 1),
            22 => (Op::Fold { init: f(0), step: f(2) }, 1),
            23 => (Op::Max, 1),
            24 => (Op::Last, 1),
            25 => (Op::Count, 1),
            26 => (Op::Enumerate, 1),
            27 => (Op::UnwrapOr, 2),
            28 => (Op::DeferTick { init: self.choice.is_multiple_of(2).then(|| f(0)) }, 1),
            29 => (Op::CrossSingleton, 2),
            30 => (Op::FilterIfSome, 2),
            31 => (Op::FilterIfNone, 2),
            32 => (Op::Exchange { to: self.place(&PROCESS_HELPERS, &[]).0, key: f(1) }, 1),
            33 => (Op::Gather { to: self.place(&[0, 2, 6], &[]).0 }, 1),
            34 => (Op::SourceIter { items: f(0), at: self.place(&PROCESSES, &[]).0 }, 0),
            35 => (Op::Random { period_ms: 20, at: self.place(&CLUSTERS, &[]).0 }, 0),
            36 => (Op::Recover { element: quoted(TYPES[0]), log: self.text(), at: LocationId(0) }, 0),
            37 => (Op::FirstTick(TickId(u32::from(self.choice) % 2)), 0),
            38 => (Op::Keys, 1),
            39 => (Op::Inspect(f(1)), 1),
            40 => (Op::Unordered, 1),
            41 => (Op::CrossProduct, 2),
            42 => (Op::Deal { among: self.place(&CLUSTERS, &[]).0 }, 1),
            43 => (Op::Merge, 1),
            44 => (Op::Snapshot(TickId(u32::from(self.choice) % 2)), 1),
            45 => (Op::AllTicksAtomic, 1),
            46 => (Op::EndAtomic, 1),
            47 => (Op::Reduce(f(2)), 1),
            48 => (Op::Min, 1),
            49 => (Op::First, 1),
            50 => (Op::Sort, 1),
            51 => (Op::Delta, 1),
            52 => (Op::AntiJoin, 2),
            53 => (Op::Replicate { to: self.place(&PROCESS_HELPERS, &[]).0 }, 1),
            54 => (Op::Entries, 1),
            _ => (Op::Map(f(1)), 1),
        }
    }

    fn facts(&self) -> Vec<Fact> {
        let name = |n: u8| ["id", "ballot", "0"][usize::from(n) % 3].to_string();
        let mut facts: Vec<Fact> = Vec::new();
        for (kind, number) in &self.facts {
            let fact = match kind {
                0 => Fact::Rate(*number),
                1 => Fact::Selectivity(*number),
                2 => Fact::Bytes(*number as u64),
                3 => Fact::Fd { determinant: vec![name(self.op)], dependent: vec![name(self.op), name(self.choice)] },
                4 => Fact::Unique(vec![name(self.op)]),
                5 => Fact::Unique(vec![name(0), name(1)]),
                6 => Fact::Routed,
                7 => Fact::AtLeastOnce,
                8 => Fact::Lossy,
                _ => Fact::Balanced,
            };
            let repeated = facts.iter().any(|other| std::mem::discriminant(other) == std::mem::discriminant(&fact));
            facts.extend((!repeated).then_some(fact));
        }
        facts
    }
}

fn declarations() -> Program {
    let wishes = |choice: u32| Wishes {
        machine: (choice == 0).then(|| "n2-standard-4 \"".into()),
        region: (choice < 2).then(|| "us-east1".into()),
        cpu_milli: (choice == 2).then_some(1_500),
        memory_mib: (choice != 1).then_some(512),
    };
    let cluster = |count: &str, members| LocationKind::Cluster { count: quoted(count), members };
    let helper = |of, parts| LocationKind::Helper { of: LocationId(of), parts };
    let tick = |name: &str, at| Tick { name: name.into(), at: LocationId(at), span: Span::NONE };
    Program {
        docs: vec!["Made at random.".into(), String::new()],
        items: vec![Item { text: "const F: usize = 1;".into(), span: Span::NONE }],
        locations: vec![
            Location { wishes: wishes(0), ..Location::new("p", LocationKind::Process) },
            Location { wishes: wishes(1), ..Location::new("map_1", LocationKind::Process) },
            Location { wishes: wishes(2), ..Location::new("c", cluster("2 * F + 1", 3)) },
            Location::new("tick", cluster("4", 4)),
            Location::new("clients", LocationKind::External),
            Location::new("h", helper(0, 4)),
            Location::new("one", helper(0, 1)),
            Location::new("hc", helper(2, 2)),
        ],
        ticks: vec![tick("t", 0), tick("at", 2)],
        affinities: vec![Affinity {
            kind: AffinityKind::Separate,
            locations: vec![LocationId(2), LocationId(0)],
            span: Span::NONE,
        }],
        operators: Vec::new(),
        workload: Some(Workload { clauses: vec![Clause::Observe { port: "a\tb".into(), view: View::Set }] }),
    }
}

/// A program with any graph: forward references, cycles, shared and unused results.
fn program(seeds: &[Seed]) -> Program {
    let mut program = declarations();
    let ops: Vec<(Op, usize)> = seeds.iter().enumerate().map(|(number, seed)| seed.op(number)).collect();
    let streams: Vec<OperatorId> =
        (0..ops.len()).filter(|at| !matches!(ops[*at].0, Op::Output { .. })).map(OperatorId::new).collect();
    for (number, (seed, (op, inputs))) in seeds.iter().zip(ops).enumerate() {
        if streams.is_empty() && inputs > 0 {
            continue;
        }
        let near = number.saturating_sub(2).min(streams.len().saturating_sub(1));
        // Chains more often than jumps.
        let pick = |index: &prop::sample::Index| match index.index(3) {
            0 => streams[index.index(streams.len())],
            _ => streams[near],
        };
        let output = matches!(op, Op::Output { .. });
        let mut operator = Operator::new(op, seed.inputs.iter().take(inputs).map(pick).collect());
        operator.name = (seed.named && !output).then(|| format!("n{number}"));
        operator.facts = seed.facts();
        operator.annotation = (seed.annotated && !output).then(|| quoted(TYPES[usize::from(seed.choice) % 4]));
        program.operators.push(operator);
    }
    if program.operators.len() < seeds.len() {
        program.operators.clear();
    }
    program
}

/// Programs with any graph, in canonical form.
pub(crate) fn programs() -> impl Strategy<Value = Program> {
    prop::collection::vec(seed(), 0..40).prop_map(|seeds| canonicalize(program(&seeds)))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn random_programs_survive_the_round_trip(seeds in prop::collection::vec(seed(), 0..40)) {
        let original = program(&seeds);
        let canonical = canonicalize(original.clone());
        round_trip(&canonical);
        prop_assert_eq!(canonical.operators.len(), original.operators.len());
        prop_assert!(canonicalize(canonical.clone()) == canonical);
        // What needs names is printed as if it had them.
        prop_assert_eq!(original.to_string(), canonicalize(original).to_string());
    }
}

#[test]
fn every_operator_is_made() {
    let mut runner = TestRunner::deterministic();
    let some = seed().new_tree(&mut runner).expect("there are seeds").current();
    let made: BTreeSet<&str> = (0..ROWS).map(|op| Seed { op, ..some.clone() }.op(0).0.name()).collect();
    // `until` belongs to the operator before it, and `round_robin` is written for two others.
    let known: BTreeSet<&str> =
        OPERATORS.iter().map(|spec| spec.name).filter(|name| ![ROUND_ROBIN, "until"].contains(name)).collect();
    assert_eq!(made, known);
}

#[test]
fn statements_beyond_a_limit_are_split() {
    let mut long = declarations();
    long.operators.push(Operator::new(Op::Interval { period_ms: 1, at: LocationId(0) }, Vec::new()));
    for at in 0..5_000 {
        long.operators.push(Operator::new(Op::Unique, vec![OperatorId(at)]));
    }
    round_trip(&canonicalize(long));

    let mut deep = declarations();
    deep.operators.push(Operator::new(Op::Interval { period_ms: 1, at: LocationId(0) }, Vec::new()));
    for at in 0..3_000 {
        deep.operators.push(Operator::new(Op::Interval { period_ms: 1, at: LocationId(0) }, Vec::new()));
        deep.operators.push(Operator::new(Op::Union, vec![OperatorId(2 * at + 1), OperatorId(2 * at)]));
    }
    round_trip(&canonicalize(deep));

    let mut wide = declarations();
    wide.operators.push(Operator::new(Op::Interval { period_ms: 1, at: LocationId(0) }, Vec::new()));
    let closure = quoted(&format!("|x| [{}]", vec!["x"; 4_000].join(", ")));
    for at in 0..20 {
        wide.operators.push(Operator::new(Op::Map(closure.clone()), vec![OperatorId(at)]));
    }
    round_trip(&canonicalize(wide));
}

#[test]
fn cycles_and_shared_streams_get_names() {
    let mut program = declarations();
    program.operators = vec![
        Operator::new(Op::Unique, vec![OperatorId(1)]),
        Operator::new(Op::Unique, vec![OperatorId(0)]),
        Operator::new(Op::Union, vec![OperatorId(2), OperatorId(3)]),
        Operator::new(Op::Map(quoted("|x| x")), vec![OperatorId(2)]),
    ];
    let program = canonicalize(program);
    round_trip(&program);
    let text = program.to_string();
    assert!(text.contains("let unique_1 = unique_1.unique().unique();\n"), "{text}");
    assert!(text.contains("let union_1 = union_1.union(union_1.map(|x| x));\n"), "{text}");
}
