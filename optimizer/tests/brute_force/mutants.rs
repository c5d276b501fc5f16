//! The mutation gate: each rule has a wrong variant. The driver takes it beside the table; every plan with a choice that
//! only the wrong variant offers is refused by the checker.

use crate::driver::image;
use crate::runner::choices;
use crate::support::read;
use std::collections::BTreeMap;
use suki_cost_model::{Profile, Target, rates};
use suki_ir::{Affinity, AffinityKind, LocationId, LocationKind, Op, Program, Span};
use suki_optimizer::charge::{Charges, Prices};
use suki_optimizer::parts::Evaluation;
use suki_optimizer::saturate::{Saturated, saturate, saturate_by};
use suki_optimizer::table::{Mask, NsPrices, Shape};
use suki_optimizer::volume::Volumes;
use suki_rewrites::certify::certify;
use suki_rewrites::decode::{Layout, decode};
use suki_rewrites::encode::Encoded;
use suki_rewrites::language::{Head, Node};
use suki_rewrites::limits::NODES_MAX;
use suki_rewrites::rule::{Apply, Demand, Derived, Means, Offer, Rule, Side};
use suki_rewrites::space::{Selection, SiteIndex, Space};
use suki_rewrites::{Distribution, Logical, Place, Role, encode, rules};
use suki_verification::check;

/// A wrong variant of a rule, and a program that it goes wrong in.
struct Mutant {
    rule: &'static str,
    /// What it does.
    wrong: &'static str,
    apply: Apply,
    text: &'static str,
}

const fn placed(
    rule: &'static str,
    wrong: &'static str,
    apply: fn(&Encoded, &Demand) -> Vec<Offer>,
    text: &'static str,
) -> Mutant {
    Mutant { rule, wrong, apply: Apply::Placement(apply), text }
}

const fn derived(
    rule: &'static str,
    wrong: &'static str,
    apply: fn(&mut Encoded, &Node) -> Vec<Derived>,
    text: &'static str,
) -> Mutant {
    Mutant { rule, wrong, apply: Apply::Algebra(apply), text }
}

const STAGES: &str = r#"
    process a; process b; external clients;
    let x = clients.input::<(u64, u64)>("in").send(a);
    let y = x.map(|(client, (k, v))| (client, (v, k))).send(b).flat_map(|(client, n)| vec![(client, n), (client, n)]);
    let z = y.map(|(client, (k, v))| (client, (k + 1, v))).map(|(client, (k, v))| (client, (v, k))).unique();
    clients.output("out", z);
"#;
const TWO: &str = r#"
    process a; external clients;
    let x = clients.input::<(u64, u64)>("in").send(a);
    let y = x.map(|(client, (k, v))| (k, (client, v))).join(x.map(|(_, (k, v))| (k, v)));
    let z = y.map(|(k, ((client, v), w))| (client, (k, v + w))).union(x).inspect(|x| format!("{x:?}")).persist_to("log");
    clients.output("out", z.unique());
"#;
const ORDERED: &str = r#"
    process a; process b; external clients;
    let x = clients.input::<u64>("in").send(a).arrival_order();
    let sums = x.scan(|| 0u64, |sum, (client, n), out| { *sum += n; out.push((client, *sum)); });
    let all = sums.send(b).scan(|| 0u64, |sum, (client, n), out| { *sum += n; out.push((client, *sum)); });
    clients.output("out", all.cross_product(all).map(|((client, n), (_, m))| (client, n + m)));
    workload { observe("out", bag); }
"#;
const KEYED: &str = r#"
    process a; external clients;
    let x = clients.input::<(u64, u64)>("in").send(a).key_by(|(_, (k, _))| *k).arrival_order();
    let sums = x.scan(|| 0u64, |sum, (client, (k, v)), out| { *sum += v; out.push((client, (k, *sum))); });
    clients.output("out", sums.values());
"#;
const QUEUES: &str = r#"
    process a; external clients;
    let x = clients.input::<(u64, u64)>("in").send(a).key_by(|(_, (k, _))| *k).arrival_order();
    clients.output("out", x.values());
"#;
const ITEMS: &str = r#"
    process a; external clients;
    let items = a.source_iter(|| vec![(1u64, 2u64)]);
    let x = clients.input::<u64>("in").send(a).map(|(client, n)| (n, client));
    clients.output("out", x.join(items.map(|(k, v)| (k, v))).map(|(k, (client, v))| (client, k + v)));
"#;
const VOTES: &str = r#"
    process a; cluster m[3]; external clients;
    let x = clients.input::<u64>("in").send(a);
    let votes = x.map(|(_, n)| n).broadcast(m).map(|n| n / 2).send(a).quorum(|n| *n, 2);
    clients.output("out", x.map(|(client, n)| (n, client)).join(votes.map(|n| (n, ()))).map(|(n, (client, ()))| (client, n)));
"#;
const TICK: &str = r#"
    process a; external clients; tick t at a;
    let x = clients.input::<u64>("in").send(a);
    let now = x.batch(t);
    clients.output("out", now.cross_singleton(now.persist().count()).map(|((client, _), n)| (client, *n)).all_ticks());
"#;
const LOOP: &str = r#"
    process a; process b; external clients;
    let x = clients.input::<u64>("in").send(a);
    let all = x.union(again);
    #[rate(0.5)]
    let forth = all.filter(|(_, n)| *n > 9).send(b);
    let again = forth.map(|(client, n)| (client, n / 2)).send(a);
    clients.output("out", all);
"#;

/// The wrong variants, in the order of the table. `fuse` has none that the driver could take: it is for whole plans.
const MUTANTS: &[Mutant] = &[
    derived("fuse-stateless", "the stages the other way round", swapped, STAGES),
    derived("push-down", "any stage crosses", crossing, STAGES),
    derived("forget-early", "a scan of what has no order", unordered, ORDERED),
    placed("implement-source", "a source at a helper", aside, ITEMS),
    placed("implement-stateless", "a key that no closure changes", same_key, STAGES),
    placed("implement-union", "replicas beside what is spread", beside_replicas, TWO),
    placed("implement-join", "any part of one side, any of the other", anywhere::<JOIN>, TWO),
    placed("implement-join-replicated", "neither side is at every part", anywhere::<JOIN>, TWO),
    placed("implement-quorum", "votes wherever they are", anywhere::<QUORUM>, VOTES),
    placed("implement-unique", "copies wherever they are", anywhere::<UNIQUE>, TWO),
    placed("implement-scan", "state for a key on each part", anywhere::<SCAN>, KEYED),
    placed("implement-arrival-order", "an order for a key on each part", anywhere::<ORDER>, QUEUES),
    placed("implement-whole", "a product on each part", anywhere::<WHOLE>, ORDERED),
    placed("implement-cross-replicated", "both sides at every part", replicas_twice, ORDERED),
    placed("implement-persist", "every replica writes", replicated::<PERSIST>, TWO),
    placed("implement-inspect", "every replica shows", replicated::<INSPECT>, TWO),
    placed("implement-region", "a tick group elsewhere than what it takes", apart, TICK),
    placed("implement-sink", "every replica puts out", replicated_sink, TWO),
    placed("refer", "a variable reads its definition where that is not", far_definition, LOOP),
    placed("enter", "every replica sends", replicated_hop, STAGES),
    placed("decouple", "a helper hears every replica", aside_of_replicas, STAGES),
    placed("partition", "every replica spreads", spread_replicas, STAGES),
    placed("gather", "replicas are gathered", gathered_replicas, STAGES),
    placed("replicate", "what is somewhere is everywhere", everywhere, TWO),
    placed("widen", "what is anywhere is where its key says", narrowed, TWO),
];

fn operators<'a>(
    encoded: &'a Encoded,
    demand: &Demand,
) -> Vec<(suki_rewrites::language::LogicalId, &'a Logical, Vec<egg::Id>)> {
    let nodes = encoded.graph[demand.stream].nodes.iter();
    let of_d = nodes.filter_map(|node| match node.head {
        Head::Logical(id) => Some((id, encoded.graph.analysis.payloads.logical(id), node.children.to_vec())),
        _ => None,
    });
    of_d.collect()
}

fn at(demand: &Demand, distribution: Distribution, stream: egg::Id) -> Demand {
    Demand { place: Place { role: demand.place.role, distribution }, stream }
}

const JOIN: u8 = 0;
const QUORUM: u8 = 1;
const UNIQUE: u8 = 2;
const SCAN: u8 = 3;
const ORDER: u8 = 4;
const WHOLE: u8 = 5;
const PERSIST: u8 = 6;
const INSPECT: u8 = 7;

fn is(sort: u8, logical: &Logical) -> bool {
    match sort {
        JOIN => matches!(logical, Logical::Keyed(Op::Join { .. })),
        QUORUM => matches!(logical, Logical::Keyed(Op::Quorum { .. })),
        UNIQUE => matches!(logical, Logical::Keyed(Op::Unique)),
        SCAN => matches!(logical, Logical::Scan { .. }),
        ORDER => matches!(logical, Logical::ArrivalOrder { .. }),
        WHOLE => matches!(logical, Logical::Whole(_)),
        PERSIST => matches!(logical, Logical::Effect { op: Op::PersistTo { .. }, .. }),
        INSPECT => matches!(logical, Logical::Effect { op: Op::Inspect(_), .. }),
        other => panic!("{other} is no sort"),
    }
}

/// The operator on every part of a helper, each with some of the input.
fn anywhere<const SORT: u8>(encoded: &Encoded, demand: &Demand) -> Vec<Offer> {
    let split = demand.place.distribution == Distribution::Any;
    offers(encoded, demand, |logical, children| {
        let some = || children.iter().map(|child| at(demand, Distribution::Any, *child)).collect();
        (split && is(SORT, logical)).then(some)
    })
}

fn aside(encoded: &Encoded, demand: &Demand) -> Vec<Offer> {
    let solo = matches!(demand.place.role, Role::Solo(..));
    offers(encoded, demand, |logical, _| (solo && matches!(logical, Logical::Source { .. })).then(Vec::new))
}

fn apart(encoded: &Encoded, demand: &Demand) -> Vec<Offer> {
    let Role::Home(family) = demand.place.role else { return Vec::new() };
    let solo = Place { role: Role::Solo(family, 0), distribution: Distribution::One };
    offers(encoded, demand, |logical, children| match logical {
        Logical::Region { batches, .. } => {
            let inputs = children[..batches.len()].iter();
            Some(inputs.map(|stream| Demand { place: solo.clone(), stream: *stream }).collect())
        }
        _ => None,
    })
}

fn replicated<const SORT: u8>(encoded: &Encoded, demand: &Demand) -> Vec<Offer> {
    let everywhere = demand.place.distribution == Distribution::Any;
    offers(encoded, demand, |logical, children| {
        (everywhere && is(SORT, logical)).then(|| vec![at(demand, Distribution::Replicated, children[0])])
    })
}

fn offers(
    encoded: &Encoded,
    demand: &Demand,
    needs: impl Fn(&Logical, Vec<egg::Id>) -> Option<Vec<Demand>>,
) -> Vec<Offer> {
    let all = operators(encoded, demand).into_iter();
    let offers = all.filter_map(|(id, logical, children)| {
        Some(Offer { means: Means::Execute(id), needs: needs(logical, children)? })
    });
    offers.collect()
}

fn same_key(encoded: &Encoded, demand: &Demand) -> Vec<Offer> {
    let hashed = matches!(demand.place.distribution, Distribution::Hash(_));
    offers(encoded, demand, |logical, children| {
        let one = matches!(logical, Logical::Stateless(stages) if matches!(stages.as_slice(), [Op::Map(_)]));
        (hashed && one).then(|| vec![at(demand, demand.place.distribution.clone(), children[0])])
    })
}

fn beside_replicas(encoded: &Encoded, demand: &Demand) -> Vec<Offer> {
    let any = demand.place.distribution == Distribution::Any;
    offers(encoded, demand, |logical, children| {
        let mut needs: Vec<Demand> = children.iter().map(|child| at(demand, Distribution::Any, *child)).collect();
        needs.first_mut()?.place.distribution = Distribution::Replicated;
        (any && *logical == Logical::Union).then_some(needs)
    })
}

fn replicas_twice(encoded: &Encoded, demand: &Demand) -> Vec<Offer> {
    let any = demand.place.distribution == Distribution::Any;
    offers(encoded, demand, |logical, children| {
        let all = || children.iter().map(|child| at(demand, Distribution::Replicated, *child)).collect();
        (any && is(WHOLE, logical)).then(all)
    })
}

fn replicas_of(family: LocationId, stream: egg::Id) -> Demand {
    Demand { place: Place { role: Role::Split(family, 0), distribution: Distribution::Replicated }, stream }
}

fn replicated_sink(encoded: &Encoded, demand: &Demand) -> Vec<Offer> {
    offers(encoded, demand, |logical, children| {
        let family = encoded.graph[*children.first()?].data.stream().family;
        matches!(logical, Logical::Sink { .. }).then(|| vec![replicas_of(family, children[0])])
    })
}

fn replicated_hop(encoded: &Encoded, demand: &Demand) -> Vec<Offer> {
    let hops = operators(encoded, demand).into_iter().filter_map(|(id, logical, children)| match logical {
        Logical::Hop { from, .. } if !matches!(encoded.program().location(*from).kind, LocationKind::External) => {
            Some(Offer { means: Means::Enter(id), needs: vec![replicas_of(*from, children[0])] })
        }
        _ => None,
    });
    hops.collect()
}

fn far_definition(encoded: &Encoded, demand: &Demand) -> Vec<Offer> {
    let Role::Split(family, _) = demand.place.role else { return Vec::new() };
    let variables = operators(encoded, demand).into_iter().filter_map(|(_, logical, _)| match logical {
        Logical::Variable { origin } => Some(*origin),
        _ => None,
    });
    let home = Place { role: Role::Home(family), distribution: Distribution::One };
    let offers = variables.map(|variable| Offer {
        means: Means::Refer(variable),
        needs: vec![Demand { place: home.clone(), stream: encoded.definition(variable).expect("a definition") }],
    });
    offers.collect()
}

fn aside_of_replicas(_: &Encoded, demand: &Demand) -> Vec<Offer> {
    let Role::Solo(family, _) = demand.place.role else { return Vec::new() };
    vec![Offer { means: Means::Move, needs: vec![replicas_of(family, demand.stream)] }]
}

fn spread_replicas(_: &Encoded, demand: &Demand) -> Vec<Offer> {
    let Role::Split(family, _) = demand.place.role else { return Vec::new() };
    match demand.place.distribution {
        Distribution::Hash(_) => vec![Offer { means: Means::Move, needs: vec![replicas_of(family, demand.stream)] }],
        _ => Vec::new(),
    }
}

fn gathered_replicas(_: &Encoded, demand: &Demand) -> Vec<Offer> {
    let Role::Home(family) = demand.place.role else { return Vec::new() };
    vec![Offer { means: Means::Move, needs: vec![replicas_of(family, demand.stream)] }]
}

fn everywhere(_: &Encoded, demand: &Demand) -> Vec<Offer> {
    match demand.place.distribution {
        Distribution::Replicated => {
            vec![Offer { means: Means::Widen, needs: vec![at(demand, Distribution::Any, demand.stream)] }]
        }
        _ => Vec::new(),
    }
}

fn narrowed(_: &Encoded, demand: &Demand) -> Vec<Offer> {
    match demand.place.distribution {
        Distribution::Hash(_) => {
            vec![Offer { means: Means::Widen, needs: vec![at(demand, Distribution::Any, demand.stream)] }]
        }
        _ => Vec::new(),
    }
}

/// The stages of a node of one stage, and the nodes that its child is.
fn below(encoded: &Encoded, node: &Node) -> Option<(Op, Vec<(Node, Logical)>)> {
    let Some(Logical::Stateless(stages)) = encoded.logical(node) else { return None };
    let [stage] = stages.as_slice() else { return None };
    let nodes = encoded.graph[node.children[0]].nodes.iter();
    Some((stage.clone(), nodes.filter_map(|node| Some((node.clone(), encoded.logical(node)?.clone()))).collect()))
}

fn swapped(encoded: &mut Encoded, node: &Node) -> Vec<Derived> {
    let Some((outer, below)) = below(encoded, node) else { return Vec::new() };
    let mut found = Vec::new();
    for (inner, logical) in below {
        let Logical::Stateless(stages) = logical else { continue };
        let [stage] = stages.as_slice() else { continue };
        let first = encoded.intern(Logical::Stateless(vec![outer.clone()]));
        let second = encoded.intern(Logical::Stateless(vec![stage.clone()]));
        let first = encoded.graph.add(Node { head: first, children: inner.children.clone() });
        let right = Side { outer: Node { head: second, children: [first].into_iter().collect() }, inner: None };
        found.push(Derived { left: Side { outer: node.clone(), inner: Some(inner) }, right });
    }
    found
}

fn crossing(encoded: &mut Encoded, node: &Node) -> Vec<Derived> {
    let Some((Op::FlatMap(_), below)) = below(encoded, node) else { return Vec::new() };
    let mut found = Vec::new();
    for (hop, _) in below.into_iter().filter(|(_, logical)| matches!(logical, Logical::Hop { .. })) {
        let inner = Node { head: node.head, children: hop.children.clone() };
        let sent = encoded.graph.add(inner.clone());
        let outer = Node { head: hop.head, children: [sent].into_iter().collect() };
        found.push(Derived {
            left: Side { outer: node.clone(), inner: Some(hop) },
            right: Side { outer, inner: Some(inner) },
        });
    }
    found
}

/// A scan yields the same of the bag.
fn unordered(encoded: &mut Encoded, node: &Node) -> Vec<Derived> {
    if encoded.logical(node) != Some(&Logical::Forget) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for scan in encoded.graph[node.children[0]].nodes.clone() {
        if !matches!(encoded.logical(&scan), Some(Logical::Scan { .. })) {
            continue;
        }
        let inner = Node { head: node.head, children: scan.children.clone() };
        let bag = encoded.graph.add(inner.clone());
        let outer = Node { head: scan.head, children: [bag].into_iter().collect() };
        found.push(Derived {
            left: Side { outer: node.clone(), inner: Some(scan) },
            right: Side { outer, inner: Some(inner) },
        });
    }
    found
}

/// The table with a wrong rule behind it, under the name of the right one.
fn with(mutant: &Mutant) -> Vec<Rule> {
    let of_table = *rules().iter().find(|rule| rule.name == mutant.rule).expect("a rule of the table");
    let mut all = rules().to_vec();
    // Algebra comes first.
    let wrong = Rule { apply: mutant.apply, armed_by: &[], ..of_table };
    all.insert(0, wrong);
    all
}

/// Selections that contain a choice: the way from a sink to its site, and the cheapest of all else.
fn selection(
    space: &Space,
    shape: &Shape,
    cheapest: &suki_optimizer::table::Table,
    (site, choice): (SiteIndex, usize),
) -> Option<Selection> {
    let mut from: BTreeMap<SiteIndex, (SiteIndex, usize)> = BTreeMap::new();
    let mut open: std::collections::VecDeque<SiteIndex> = space.roots.iter().copied().collect();
    let mut seen: std::collections::BTreeSet<SiteIndex> = space.roots.iter().copied().collect();
    while let Some(reader) = open.pop_front() {
        for (index, way) in space.sites[reader].choices.iter().enumerate() {
            for need in &way.needs {
                if seen.insert(*need) {
                    from.insert(*need, (reader, index));
                    open.push_back(*need);
                }
            }
        }
    }
    let mut table = cheapest.clone();
    let mut below = site;
    while let Some((reader, index)) = from.get(&below) {
        table.choice[*reader] = Some(*index);
        below = *reader;
    }
    table.choice[site] = Some(choice);
    let found = shape.selection(&table)?;
    let plain = found.chosen[site] == Some(choice) && !shape.is_cyclic(&found) && shape.torn(&table, &found).is_none();
    plain.then_some(found)
}

/// What the checker says of plans with a choice that only the mutant offers: how many were made, and those accepted.
fn plans(mutant: &Mutant) -> (usize, Vec<String>) {
    let (program, streams) = read(mutant.text);
    let right = saturate(encode(&program, &streams));
    let mut wrong = saturate_by(&with(mutant), encode(&program, &streams), NODES_MAX);
    let image = image(&right.encoded, &mut wrong.encoded, mutant.rule);
    let known = choices(&right.encoded, &right.space, |class| image[&class]);
    let Saturated { encoded, space, derivations, .. } = &wrong;
    let target = Target::shipped("emulated-cluster").expect("it is shipped");
    let rates = rates(&program, &streams, &Profile::default());
    let volumes = Volumes::of(encoded, &rates);
    let prices =
        Prices { encoded, volumes: &volumes, rates: &rates, target: &target, flush: suki_cost_model::Flush::Each };
    let charges = Charges::of(space, &prices, &[]);
    let shape = Shape::of(encoded, space);
    let plain = NsPrices { role: vec![1.0; charges.roles.len()], pool: 0.1, machine: 0.0, cores: 1e-6 };
    let table = shape.solve(&program, &charges, &plain, &Mask::default(), &shape.sharing.equal());
    let evaluation = Evaluation { space, charges: &charges, program: &program, target: &target, machines_max: 100 };
    let (mut made, mut accepted) = (0, Vec::new());
    for (site, here) in space.sites.iter().enumerate() {
        for index in 0..here.choices.len() {
            if known.contains(&crate::runner::choice(encoded, space, (site, index), &|class| class)) {
                continue;
            }
            let Some(found) = selection(space, &shape, &table, (site, index)) else { continue };
            let score = evaluation.score(&found);
            // With one part there is nothing to go wrong: each helper has two at least.
            let parts: BTreeMap<Role, u32> =
                charges.roles.iter().copied().zip(score.parts.iter().map(|parts| (*parts).max(2))).collect();
            let decoded = decode(encoded, space, &found, &Layout { parts: &parts, fused: &[] });
            let certificate = certify(encoded, derivations, space, &found, &decoded);
            made += 1;
            if check(&program, &decoded.program, &certificate).is_ok() {
                accepted.push(decoded.program.to_string());
            }
        }
    }
    (made, accepted)
}

#[test]
fn every_rule_has_a_mutant_and_every_mutant_is_killed() {
    let of_table: Vec<&str> = rules().iter().map(|rule| rule.name).collect();
    let with_mutant: Vec<&str> = MUTANTS.iter().map(|mutant| mutant.rule).chain(["fuse"]).collect();
    assert_eq!(with_mutant, of_table, "each rule has a mutant, in the order of the table");
    let mut faults = Vec::new();
    for mutant in MUTANTS {
        let (made, accepted) = plans(mutant);
        println!("{}: {}: {made} plans", mutant.rule, mutant.wrong);
        if made == 0 {
            faults.push(format!("{}: no plan in which {}", mutant.rule, mutant.wrong));
        }
        if let Some(plan) = accepted.first() {
            faults.push(format!("{}: {}: {} of {made} accepted\n{plan}", mutant.rule, mutant.wrong, accepted.len()));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The mutant of `fuse`: a plan merges what the author keeps apart, or does not allow.
#[test]
fn a_plan_that_fuses_without_the_authors_word_is_refused() {
    let (source, _) = read(STAGES);
    let ask = crate::support::plan::Ask::machines(4).of(STAGES);
    let mut plan: Program = ask.plan.clone();
    assert!(check(&source, &plan, &ask.certificate).is_ok());
    let both = ["a", "b"].map(|name| plan.location_named(name).expect("a process")).to_vec();
    plan.affinities.push(Affinity { kind: AffinityKind::Fuse, locations: both, span: Span::NONE });
    assert!(check(&source, &plan, &ask.certificate).is_err());
}
