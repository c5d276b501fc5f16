//! Fusing: only with the author's word.

use crate::support::plan::{Ask, gain, helpers};
use crate::support::{example, read};
use suki_ir::{AffinityKind, LocationId};
use suki_optimizer::{Failure, Goal, Outcome, fusions};
use suki_rewrites::condition::{Condition, Conditions};

fn fused(outcome: &Outcome) -> Vec<Vec<String>> {
    let name = |id: &LocationId| outcome.plan.location(*id).name.clone();
    let groups = outcome.plan.groups(AffinityKind::Fuse);
    groups.iter().map(|group| group.iter().map(name).collect()).collect()
}

fn declared(name: &str, line: &str) -> String {
    example(name).replace("external clients;", &format!("external clients;\n{line}"))
}

#[test]
fn paxos_on_one_box_fuses_when_it_may() {
    let group = ["proposers", "acceptors", "replicas"];
    let text = declared("paxos", "colocate(proposers, acceptors, replicas);");
    for outcome in [Ask::loopback().of(&text), Ask::loopback().colocate(&group).example("paxos")] {
        assert_eq!(fused(&outcome), [group], "{}", outcome.plan);
        assert!(outcome.plan.to_string().contains("fuse(proposers, acceptors, replicas);"), "{}", outcome.plan);
        assert!(gain(&outcome) > 1.3, "{}", gain(&outcome));
        assert!(outcome.rules.iter().any(|rule| rule.name == "fuse" && rule.times == 1), "{:?}", outcome.rules);
        assert_eq!(helpers(&outcome.plan), []);
        assert_eq!(outcome.after.machines, 3);
    }
}

#[test]
fn voting_on_one_box_fuses_when_it_may() {
    let outcome = Ask::loopback().of(&declared("voting", "colocate(leader, participants);"));
    assert_eq!(fused(&outcome), [["leader", "participants"]], "{}", outcome.plan);
    assert!(gain(&outcome) > 1.1, "{}", gain(&outcome));
}

#[test]
fn nothing_is_fused_without_the_authors_word() {
    for name in ["voting", "two_pc", "kvs", "paxos"] {
        assert_eq!(fused(&Ask::loopback().example(name)), [] as [Vec<String>; 0], "{name}");
    }
}

#[test]
fn nothing_is_fused_that_is_separate() {
    let text = declared("paxos", "separate(acceptors, replicas);");
    let asked = Ask::loopback().colocate(&["proposers", "acceptors", "replicas"]);
    assert_eq!(fused(&asked.of(&text)), [] as [Vec<String>; 0]);
    // What the prohibition does not touch may still be.
    let asked = asked.colocate(&["proposers", "replicas"]);
    assert_eq!(fused(&asked.of(&text)), [["proposers", "replicas"]]);
}

#[test]
fn fusing_that_costs_throughput_is_not_done() {
    let text = declared("voting", "colocate(leader, participants);");
    let outcome = Ask::machines(20).of(&text);
    assert_eq!(fused(&outcome), [] as [Vec<String>; 0], "{}", outcome.plan);
}

/// The condition, dropped: two fault domains are merged that the author wants apart.
#[test]
fn the_authors_word_is_what_prevents_it() {
    let dropped = Conditions::all().without(Condition::AuthorAllowsFusion);
    for text in [example("voting"), declared("voting", "separate(leader, participants);")] {
        let (program, _) = read(&text);
        let ways = |conditions| fusions(&program, &Goal::default(), conditions).unwrap();
        assert_eq!(ways(Conditions::all()), [Vec::<Vec<LocationId>>::new()]);
        let both = ["leader", "participants"].map(|name| program.location_named(name).unwrap()).to_vec();
        assert_eq!(ways(dropped), [vec![], vec![both]]);
    }
}

#[test]
fn only_locations_that_exist_can_be_fused() {
    let asked = Ask::loopback().colocate(&["leader", "nobody"]);
    assert!(matches!(asked.try_of(&example("voting")), Err(Failure::UnknownLocation(name)) if name == "nobody"));
}
