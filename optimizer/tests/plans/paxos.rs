//! The plan of Paxos: proxy leaders that fan out and count, by slot.

use crate::support::plan::{Ask, helpers, named, operators_at};
use crate::support::world::by;
use suki_ir::{LocationKind, Op};
use suki_optimizer::Outcome;
use suki_rewrites::Distribution;

fn plan() -> Outcome {
    Ask::machines(20).example("paxos")
}

#[test]
fn helpers_of_the_proposers_fan_out_and_count() {
    let outcome = plan();
    let (plan, proposers) = (&outcome.plan, outcome.plan.location_named("proposers").unwrap());
    let acceptors = plan.location_named("acceptors").unwrap();
    let proxies = helpers(plan).into_iter().filter(|helper| plan.family(*helper) == proposers).find(|helper| {
        let fans = operators_at(&outcome, *helper, |op| matches!(op, Op::Broadcast { to, .. } if *to == acceptors));
        let counts = operators_at(&outcome, *helper, |op| matches!(op, Op::Quorum { .. }));
        let joins = operators_at(&outcome, *helper, |op| matches!(op, Op::Join { .. }));
        (fans.len(), counts.len(), joins.len()) == (1, 1, 1)
    });
    let proxies = proxies.unwrap_or_else(|| panic!("no helper does all three:\n{plan}"));
    assert!(plan.parts(proxies) > 1, "{plan}");
    // By slot: a vote is (member, (ballot, slot)), a pair to be joined ((ballot, slot), command).
    let spread = |fits: fn(&Op) -> bool, input: usize| {
        let id = operators_at(&outcome, proxies, fits)[0];
        let input = plan.operator(id).inputs[input];
        outcome.certificate.placements[input.index()].distribution.clone()
    };
    assert_eq!(spread(|op| matches!(op, Op::Quorum { .. }), 0), by("1.slot"));
    assert_eq!(spread(|op| matches!(op, Op::Join { .. }), 0), by("0.1"));
    assert_eq!(spread(|op| matches!(op, Op::Join { .. }), 1), by("0.1"));
    assert_eq!(spread(|op| matches!(op, Op::Join { .. }), 2), Distribution::Replicated);
    assert_eq!(spread(|op| matches!(op, Op::Quorum { .. }), 1), Distribution::Replicated);
}

#[test]
fn acceptors_vote_to_the_helper_and_reject_to_the_proposer() {
    let outcome = plan();
    let (plan, proposers) = (&outcome.plan, outcome.plan.location_named("proposers").unwrap());
    let target = |name: &str| plan.operator(named(plan, name)).op.target().unwrap();
    assert!(
        matches!(plan.location(target("votes")).kind, LocationKind::Helper { of, .. } if of == proposers),
        "{plan}"
    );
    let Op::Demux { key: Some(key), .. } = &plan.operator(named(plan, "votes")).op else {
        panic!("votes are no demux to a part")
    };
    assert!(key.text().contains("slot"), "{key}");
    for name in ["rejections", "promises", "entries", "beats"] {
        assert_eq!(target(name), proposers, "{name}");
    }
}

#[test]
fn tick_groups_and_stores_stay_at_home() {
    let outcome = plan();
    let plan = &outcome.plan;
    for tick in &plan.ticks {
        assert!(matches!(plan.location(tick.at).kind, LocationKind::Cluster { .. }), "{} ticks at a helper", tick.name);
    }
    let homes: Vec<&str> = plan.ticks.iter().map(|tick| plan.location(tick.at).name.as_str()).collect();
    assert_eq!(homes, ["proposers", "acceptors"]);
    let replicas = plan.location_named("replicas").unwrap();
    let store = outcome.streams[named(plan, "effects").index()].at;
    assert_eq!(store, replicas, "the store of the replicas");
}

#[test]
fn sources_keep_their_number_of_members() {
    let outcome = plan();
    for (name, members) in [("proposers", 2), ("acceptors", 3), ("replicas", 3)] {
        assert_eq!(outcome.plan.members(outcome.plan.location_named(name).unwrap()), members);
    }
}
