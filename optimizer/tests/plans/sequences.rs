//! The rewrites of the literature, as sequences of its rules, found in whole plans: microbenchmarks, voting, two-phase
//! commit, the critical path of PBFT. (Paxos has a file of its own.)

use crate::support::plan::{Ask, gain, helpers, operators_at};
use crate::support::{example, read};
use std::collections::BTreeSet;
use suki_ir::{Kind, LocationId, LocationKind, Op};
use suki_optimizer::Outcome;
use suki_rewrites::Distribution;
use suki_verification::check;

fn program(name: &str) -> String {
    let path = format!("{}/tests/programs/{name}.ir", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).expect("the programs are there")
}

/// The plan of a text, checked.
#[track_caller]
fn plan(text: &str, machines: u32) -> Outcome {
    let outcome = Ask::machines(machines).of(text);
    if let Err(refusals) = check(&read(text).0, &outcome.plan, &outcome.certificate) {
        panic!("{refusals:#?}\n{}", outcome.plan);
    }
    outcome
}

/// The helper of a family that runs all of `ops`.
#[track_caller]
fn helper_with(outcome: &Outcome, family: &str, ops: &[&str]) -> LocationId {
    let of_family = |id: &LocationId| matches!(outcome.plan.location(*id).kind, LocationKind::Helper { of, .. } if outcome.plan.location(of).name == family);
    let all = helpers(&outcome.plan).into_iter().filter(of_family);
    let found = all.into_iter().find(|helper| {
        let here = operators_at(outcome, *helper, |_| true);
        let names: BTreeSet<&str> = here.iter().map(|id| outcome.plan.operator(*id).op.name()).collect();
        ops.iter().all(|op| names.contains(op))
    });
    found.unwrap_or_else(|| panic!("no helper of {family} runs {ops:?}:\n{}", outcome.plan))
}

/// The keys by which the inputs of the operators called `op` at a helper are spread.
fn spread(outcome: &Outcome, at: LocationId, op: &str) -> Vec<String> {
    let mut keys = Vec::new();
    for id in operators_at(outcome, at, |here| here.name() == op) {
        for input in &outcome.plan.operator(id).inputs {
            keys.push(match &outcome.certificate.placements[input.index()].distribution {
                Distribution::Hash(key) => key.to_string(),
                other => format!("{other:?}"),
            });
        }
    }
    keys
}

/// Where the hops into a location come from.
fn senders(outcome: &Outcome, to: LocationId) -> BTreeSet<String> {
    let into = |op: &Op| op.kind() == Kind::Hop && op.target() == Some(to);
    let hops = outcome.plan.operators.iter().filter(|operator| into(&operator.op));
    hops.map(|hop| outcome.plan.location(outcome.streams[hop.inputs[0].index()].at).name.clone()).collect()
}

#[test]
fn functional_decoupling() {
    let outcome = plan(&program("functional"), 8);
    for op in ["map", "broadcast"] {
        helper_with(&outcome, "leader", &[op]);
    }
    assert!(gain(&outcome) > 1.5, "{}\n{}", gain(&outcome), outcome.plan);
}

#[test]
fn monotonic_decoupling() {
    let outcome = plan(&program("monotonic"), 3);
    let helper = helper_with(&outcome, "desk", &["join"]);
    assert!(senders(&outcome, helper).contains("archive"), "{}", outcome.plan);
    let desk = outcome.plan.location_named("desk").expect("it stays");
    assert_eq!(operators_at(&outcome, desk, |op| matches!(op, Op::Scan { .. })).len(), 1, "{}", outcome.plan);
    assert!(gain(&outcome) > 1.1, "{}\n{}", gain(&outcome), outcome.plan);
}

#[test]
fn mutually_independent_decoupling() {
    let outcome = plan(&program("independence"), 3);
    let helper = helper_with(&outcome, "desk", &["scan"]);
    assert_eq!(senders(&outcome, helper), BTreeSet::from(["feeder".to_string()]), "{}", outcome.plan);
    assert!(gain(&outcome) > 1.5, "{}\n{}", gain(&outcome), outcome.plan);
}

#[test]
fn co_hashing() {
    let outcome = plan(
        &program("co_hash")
            .replace("let orders", "#[routed] let orders")
            .replace("let payments", "#[routed] let payments"),
        3,
    );
    let helper = helper_with(&outcome, "desk", &["join", "unique"]);
    assert_eq!(outcome.plan.parts(helper), 3, "{}", outcome.plan);
    assert_eq!(spread(&outcome, helper, "join"), ["0", "0"], "{}", outcome.plan);
    assert!(gain(&outcome) > 2.5, "{}\n{}", gain(&outcome), outcome.plan);
}

#[test]
fn partitioning_by_a_dependency() {
    let outcome = plan(&program("dependency"), 20);
    let helper = helper_with(&outcome, "desk", &["quorum", "scan"]);
    assert!(outcome.plan.parts(helper) > 1, "{}", outcome.plan);
    assert_eq!(spread(&outcome, helper, "quorum"), ["1.product"], "{}", outcome.plan);
    assert_eq!(spread(&outcome, helper, "scan"), ["0"], "{}", outcome.plan);
}

#[test]
fn voting_has_broadcasters_collectors_and_participants_by_request() {
    let outcome = plan(&example("voting"), 20);
    let leader = helper_with(&outcome, "leader", &["broadcast", "quorum", "join"]);
    assert_eq!(spread(&outcome, leader, "quorum"), ["1.id"], "{}", outcome.plan);
    assert_eq!(senders(&outcome, leader), BTreeSet::from(["participants".to_string()]), "{}", outcome.plan);
}

#[test]
fn two_phase_commit_has_requesters_committers_and_enders_by_transaction() {
    let outcome = plan(&example("two_pc"), 46);
    let coordinator = helper_with(&outcome, "coordinator", &["broadcast", "quorum", "persist_to", "join"]);
    let quorums = operators_at(&outcome, coordinator, |op| matches!(op, Op::Quorum { .. }));
    assert_eq!(
        quorums.len(),
        2,
        "votes and acknowledgements are counted apart from the coordinator:\n{}",
        outcome.plan
    );
    // Locks stay with their key; whoever acknowledges is split from whoever votes.
    let participants = helper_with(&outcome, "participants", &["scan"]);
    assert!(outcome.plan.parts(participants) > 1, "{}", outcome.plan);
    assert_eq!(spread(&outcome, participants, "scan"), ["0"], "{}", outcome.plan);
}

#[test]
fn pbft_has_preparers_and_committers_by_slot() {
    let outcome = plan(&program("pbft"), 30);
    helper_with(&outcome, "primary", &["broadcast"]);
    let replicas = helper_with(&outcome, "replicas", &["quorum", "join", "broadcast"]);
    assert!(outcome.plan.parts(replicas) > 1, "{}", outcome.plan);
    let mut quorums = spread(&outcome, replicas, "quorum");
    quorums.dedup();
    assert_eq!(quorums, ["1"], "{}", outcome.plan);
    assert!(gain(&outcome) > 2.0, "{}\n{}", gain(&outcome), outcome.plan);
}
