//! What the optimizer finds is proved by its certificate, as it is and as its text says it.
#![allow(missing_docs)]

use suki_cost_model::{Profile, Target};
use suki_ir::{Op, Program, infer, parse};
use suki_optimizer::{Goal, Outcome, optimize};
use suki_rewrites::Distribution;
use suki_verification::{Refusal, check};

fn program(text: &str) -> Program {
    let (program, diagnostics) = parse(text);
    let errors: Vec<_> = diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).collect();
    assert!(errors.is_empty(), "{errors:#?}\n{text}");
    program
}

fn example(name: &str) -> Program {
    let path = format!("{}/../examples/{name}.ir", env!("CARGO_MANIFEST_DIR"));
    program(&std::fs::read_to_string(path).expect("the examples are there"))
}

fn optimized(source: &Program) -> Outcome {
    let target = Target::shipped("emulated-cluster").expect("it is shipped");
    optimize(source, &Profile::default(), &target, &Goal::default()).expect("a plan")
}

#[track_caller]
fn accepted(source: &Program, plan: &Program, outcome: &Outcome) {
    if let Err(refusals) = check(source, plan, &outcome.certificate) {
        let said: Vec<String> = refusals.iter().map(Refusal::to_string).collect();
        panic!("{}\n{plan}", said.join("\n"));
    }
}

/// Whether some quorum of the plan is at several parts that its own key does not tell.
fn uses_a_dependency(outcome: &Outcome) -> bool {
    let (streams, _) = infer(&outcome.plan);
    outcome.plan.operator_ids().any(|id| {
        let quorum = matches!(outcome.plan.operator(id).op, Op::Quorum { .. });
        let anywhere = outcome.certificate.placements[id.index()].distribution == Distribution::Any;
        quorum && anywhere && outcome.plan.parts(streams[id.index()].at) > 1
    })
}

#[test]
fn plans_are_accepted_after_print_and_parse() {
    for name in ["voting", "two_pc", "kvs", "paxos", "cart", "gossip_membership", "reliable_broadcast"] {
        planned(&example(name));
    }
}

/// The plan of a source, accepted as it is and as its text says it.
fn planned(source: &Program) -> Program {
    let outcome = optimized(source);
    accepted(source, &outcome.plan, &outcome);
    let parsed = program(&outcome.plan.to_string());
    assert_eq!(parsed, outcome.plan);
    accepted(source, &parsed, &outcome);
    parsed
}

/// Statements after a prelude, each program with all that the rules have to say of its operators.
#[test]
fn every_operator_has_a_plan() {
    let prelude = "
process leader;
cluster members[3];
external clients;
tick turn at leader;
#[unique(1)]
let items = clients.input::<u64>(\"items\").send(leader);
let now = items.batch(turn);
";
    let outside = [
        "leader.source_iter(|| vec![(ClientId::new(0), 1u64)]).union(items)",
        "leader.random(20ms).map(|dice| (ClientId::new(0), dice))",
        "items.inspect(|x| format!(\"{x:?}\"))",
        "items.arrival_order().unordered()",
        "items.cross_product(items).map(|(x, _)| x)",
        "items.key_by(|(_, item)| *item).keys().map(|item| (ClientId::new(0), item))",
        "items.arrival_order().deal(members).demux(members)",
        "items.arrival_order().round_robin(members).broadcast(members).map(|(_, x)| x)",
        "now.cross_singleton(items.count().snapshot(turn)).map(|(x, n)| (x.0, *n)).all_ticks()",
        "now.cross_singleton(items.arrival_order().fold(|| 0u64, |sum, (_, item)| *sum += item).snapshot(turn)).map(|(x, n)| (x.0, *n)).all_ticks()",
        "now.cross_singleton(items.max().snapshot(turn)).map(|(x, n)| (x.0, n.1)).all_ticks()",
        "items.key_by(|(_, item)| item % 8).count().snapshot(turn).values().map(|n| (ClientId::new(0), n)).all_ticks()",
        "items.map(|(_, item)| SetUnion::from_one(item)).merge().snapshot(turn).map(|all| (ClientId::new(0), all)).all_ticks()",
    ];
    let inside = [
        "now.map(|(_, item)| item).min()",
        "now.map(|(_, item)| item).sort().first()",
        "now.map(|(_, item)| item).reduce(#[commutative] |sum, item| *sum += item)",
        "now.persist().delta().map(|(_, item)| item)",
        "now.map(|(_, item)| (item, ())).anti_join(now.map(|(_, item)| item + 1)).map(|(item, ())| item)",
        "now.key_by(|(_, item)| item % 8).count().values()",
        "now.map(|(_, item)| (item, 1u64)).join(now.map(|(_, item)| (item, 2u64))).map(|(item, (a, b))| item + a + b)",
        "now.cross_product(now).map(|(a, b)| a.1 + b.1)",
        "now.map(|(_, item)| item).unique()",
        "now.map(|(_, item)| item).inspect(|item| format!(\"{item}\"))",
        "now.filter_if_some(turn.first_tick()).map(|(_, item)| item)",
    ];
    let own_writes = "
let done = now.all_ticks_atomic();
let sum = done.fold(|| 0u64, #[commutative] |sum, (_, item)| *sum += item);
clients.output(\"out\", done.end_atomic());
clients.output(\"sums\", now.cross_singleton(sum.snapshot(turn)).map(|(x, n)| (x.0, *n)).all_ticks());
";
    let inside = inside.map(|chain| format!("{chain}.map(|item| (ClientId::new(0), item)).all_ticks()"));
    let chains = outside.iter().map(|chain| (*chain).to_string()).chain(inside);
    let lattice = "
let known = items.map(|(_, item)| SetUnion::from_one(item)).merge();
clients.output(\"known\", known.map(#[monotone] |all| (ClientId::new(0), all)));
workload { observe(\"known\", lattice); }
";
    let texts = chains.map(|chain| format!("clients.output(\"out\", {chain});"));
    let texts = texts.chain([own_writes, lattice].map(String::from));
    for text in texts {
        planned(&program(&format!("{prelude}{text}")));
    }
}

#[test]
fn a_quorum_by_what_its_key_determines() {
    let text = include_str!("programs/orders.ir");
    let source = program(text);
    let outcome = optimized(&source);
    accepted(&source, &outcome.plan, &outcome);
    assert!(uses_a_dependency(&outcome), "the optimizer does not use it:\n{}", outcome.plan);
    let without = program(&text.replace("#[fd((client, id) -> product)]\n", ""));
    let refusals = check(&without, &outcome.plan, &outcome.certificate).expect_err("nothing states it");
    assert!(refusals.iter().any(|refusal| refusal.to_string().contains("determines")), "{refusals:#?}");
    let outcome = optimized(&without);
    accepted(&without, &outcome.plan, &outcome);
    assert!(!uses_a_dependency(&outcome));
}
