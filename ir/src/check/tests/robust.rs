//! Nothing that a program can be makes the checks panic or take long.

use crate::{
    Affinity, AffinityKind, Fact, Item, Location, LocationId, LocationKind, Op, Operator, OperatorId, Program, Quoted,
    Span, Tick, TickId, infer, parse,
};
use std::time::{Duration, Instant};

fn quoted(text: &str) -> Quoted {
    Quoted::from_canonical(text, Span::NONE)
}

fn location(name: &str, kind: LocationKind) -> Location {
    Location::new(name, kind)
}

/// Two processes, a cluster, clients, a helper, and a tick at two of them.
fn base() -> Program {
    let cluster = LocationKind::Cluster { count: quoted("3"), members: 3 };
    Program {
        items: vec![Item { text: "struct S { id: u64, s: (u64, bool) }".into(), span: Span::NONE }],
        locations: vec![
            location("p", LocationKind::Process),
            location("q", LocationKind::Process),
            location("c", cluster),
            location("clients", LocationKind::External),
            location("h", LocationKind::Helper { of: LocationId(0), parts: 2 }),
        ],
        ticks: [0, 2].map(|at| Tick { name: format!("t{at}"), at: LocationId(at), span: Span::NONE }).into(),
        ..Program::default()
    }
}

/// A small generator of numbers, so that a failure can be repeated by its seed.
struct Random(u64);

impl Random {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }

    fn closure(&mut self) -> Quoted {
        const CLOSURES: [&str; 16] = [
            "|x| x",
            "|x| (x, x)",
            "|(a, b)| (b, a)",
            "|x| x.id",
            "|x| Some(x)",
            "|x| S { id: x, s: x.s }",
            "|| 0",
            "|s, x, out| out.push((x, *s))",
            "|x: S| x.s",
            "|x| *x",
            "no closure",
            "|a, b| {}",
            "|x| vec![x]",
            "#[monotone] |x| x",
            "|x| Max(x)",
            "",
        ];
        quoted(CLOSURES[self.below(CLOSURES.len() as u64) as usize])
    }

    fn op(&mut self) -> Op {
        let to = LocationId(self.below(6) as u32);
        let tick = TickId(self.below(3) as u32);
        let some = self.below(2) == 0;
        let (f, g) = (self.closure(), self.closure());
        match self.below(45) {
            0 => Op::Input {
                port: "in".into(),
                element: quoted(["S", "(MemberId<c>, S)", "u64", "%"][self.below(4) as usize]),
                at: to,
            },
            1 => Op::Interval { period_ms: 1, at: to },
            2 => Op::Send { to, key: some.then_some(f) },
            3 => Op::Broadcast { to, key: None },
            4 => Op::Demux { to, key: None },
            5 | 6 => Op::Map(f),
            7 => Op::Filter(f),
            8 => Op::FilterMap(f),
            9 => Op::FlatMap(f),
            10 | 11 => Op::Union,
            12 => Op::KeyBy(f),
            13 => Op::Values,
            14 => Op::Join { until: some.then_some(f) },
            15 => Op::Quorum { key: f, count: quoted("2"), members: 9, until: some.then_some(g) },
            16 => Op::Unique,
            17 => Op::ArrivalOrder,
            18 => Op::Scan { init: f, step: g },
            19 => Op::PersistTo { log: "log".into() },
            20 => Op::Output { port: "out".into(), to },
            21 => Op::Batch(tick),
            22 => Op::AllTicks,
            23 => Op::Persist,
            24 => Op::Fold { init: f, step: g },
            25 => [Op::Max, Op::Last, Op::Count][self.below(3) as usize].clone(),
            26 => Op::Enumerate,
            27 => Op::UnwrapOr,
            28 | 29 => Op::DeferTick { init: some.then_some(f) },
            30 => Op::CrossSingleton,
            31 => [Op::FilterIfSome, Op::FilterIfNone][self.below(2) as usize].clone(),
            32 => Op::Exchange { to, key: f },
            33 => Op::Gather { to },
            34 => Op::SourceIter { items: f, at: to },
            35 => Op::Recover { element: quoted(["S", "%"][usize::from(some)]), log: "log".into(), at: to },
            36 => [Op::FirstTick(tick), Op::Random { period_ms: 1, at: to }][usize::from(some)].clone(),
            37 => [Op::Keys, Op::Entries, Op::Unordered, Op::Inspect(f)][self.below(4) as usize].clone(),
            38 => [Op::CrossProduct, Op::AntiJoin, Op::Deal { among: to }][self.below(3) as usize].clone(),
            39 | 40 => Op::Merge,
            41 => Op::Snapshot(tick),
            42 => [Op::AllTicksAtomic, Op::EndAtomic][usize::from(some)].clone(),
            43 => [Op::Reduce(f), Op::Min, Op::First, Op::Sort, Op::Delta][self.below(5) as usize].clone(),
            _ => Op::Replicate { to },
        }
    }
}

#[test]
fn any_graph_has_a_diagnosis() {
    for seed in 0..3_000 {
        let mut random = Random(seed);
        let mut program = base();
        let n = 1 + random.below(24);
        for i in 0..n {
            let inputs = (0..random.below(4)).map(|_| OperatorId(random.below(n + 1) as u32)).collect();
            let mut operator = Operator::new(random.op(), inputs);
            operator.name = (random.below(2) == 0).then(|| format!("x{i}"));
            operator.annotation = (random.below(8) == 0).then(|| quoted("(u64, S)"));
            operator.facts = match random.below(5) {
                0 => vec![Fact::Unique(vec!["id".into()]), Fact::Routed],
                1 => vec![Fact::Fd { determinant: vec!["0".into()], dependent: vec!["nope".into()] }, Fact::Balanced],
                2 => vec![Fact::Lossy, Fact::AtLeastOnce],
                _ => vec![],
            };
            program.operators.push(operator);
        }
        let locations = (0..random.below(4)).map(|_| LocationId(random.below(6) as u32)).collect();
        let kind = [AffinityKind::Fuse, AffinityKind::Separate][random.below(2) as usize];
        program.affinities.push(Affinity { kind, locations, span: Span::NONE });
        let (streams, diagnostics) = infer(&program);
        assert_eq!(streams.len(), program.operators.len(), "seed {seed}");
        assert_eq!(infer(&program), (streams, diagnostics), "seed {seed}");
    }
}

#[test]
fn no_tables_at_all() {
    let mut random = Random(1);
    for _ in 0..500 {
        let operators = vec![Operator::new(random.op(), vec![OperatorId(0)])];
        infer(&Program { operators, ..Program::default() });
    }
    assert_eq!(infer(&Program::default()).1.len(), 1);
}

/// `n` operators made by `op`, each reading the one before.
fn chain(n: usize, op: impl Fn(usize) -> Op) -> Program {
    let mut program = base();
    program
        .operators
        .push(Operator::new(Op::Input { port: "in".into(), element: quoted("u64"), at: LocationId(3) }, vec![]));
    program.operators.push(Operator::new(Op::Send { to: LocationId(0), key: None }, vec![OperatorId(0)]));
    for i in 2..n {
        program.operators.push(Operator::new(op(i), vec![OperatorId::new(i - 1)]));
    }
    program
}

fn in_time(name: &str, program: &Program) {
    let start = Instant::now();
    infer(program);
    let took = start.elapsed();
    assert!(took < Duration::from_secs(20), "{name} took {took:?}");
}

#[test]
fn large_programs_are_checked_in_linear_time() {
    let n = 30_000;
    in_time("one closure", &chain(n, |_| Op::Map(quoted("|(c, x)| (c, x)"))));
    in_time("different closures", &chain(n, |i| Op::Map(quoted(&format!("|(c, x)| (c, x + {i})")))));
    in_time("growing types", &chain(n, |_| Op::Map(quoted("|x| (x, x)"))));
    in_time("errors everywhere", &chain(n, |_| Op::Values));
    in_time(
        "no order anywhere",
        &chain(n, |_| Op::Scan { init: quoted("|| 0"), step: quoted("|s, x, out| out.push(x)") }),
    );
    let mut backwards = chain(n, |_| Op::Union);
    for i in 2..n {
        backwards.operators[i].inputs = vec![OperatorId::new((i + 1) % n), OperatorId::new(1 + i / 2)];
    }
    in_time("one great cycle", &backwards);
    let mut grows = chain(n, |_| Op::Map(quoted("|x| (x, x)")));
    grows.operators[2].op = Op::Send { to: LocationId(0), key: None };
    grows.operators[2].inputs = vec![OperatorId::new(n - 1)];
    in_time("a type that grows on a cycle", &grows);
}

/// The deepest that the parser lets through; a test's thread has 2 MiB of stack.
#[test]
fn deep_closures_fit_the_stack() {
    let nested = |open: &str, close: &str, n: usize| format!("|x| {}x{}", open.repeat(n), close.repeat(n));
    let n = 60;
    let closures = [
        nested("(", ")", n),
        nested("{ ", " }", n),
        nested("(|x| ", ")(x)", n),
        nested("Some(", ")", n),
        nested("if true { ", " } else { x }", n),
        nested("match x { x => ", " }", n),
        nested("vec![", "]", n),
        nested("&", "", n),
        format!("|x| x{}", ".f()".repeat(2_000)),
        format!("|x| x{}", " + x".repeat(4_000)),
        format!("|x| x{}", ".0".repeat(2_000)),
        format!("|x| {} {{ x }}", "if true { x } else ".repeat(1_000)),
        format!("|{}x{}| x", "(".repeat(n), ",)".repeat(n)),
        format!("|{}x| x", "&".repeat(n)),
        format!("|x: {}u8{}| x", "Option<".repeat(n), ">".repeat(n)),
    ];
    for closure in closures {
        let text = format!(
            "process p; external clients; const C: u64 = 1{};
             let x = clients.input::<u64>(\"in\").send(p); clients.output(\"out\", x.map({closure}));",
            " + 1".repeat(2_000)
        );
        let (program, _) = parse(&text);
        infer(&program);
    }
}
