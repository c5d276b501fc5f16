//! Plans are found, not recognised: other names and another order of statements give the same plan.

use crate::support::example;
use crate::support::plan::{Ask, promised, runs_at};
use crate::support::rename::rename;
use std::collections::BTreeMap;
use suki_ir::LocationKind;
use suki_optimizer::Outcome;

/// A role: what it is, whose, how many, and what runs there.
type Shape = Vec<(bool, String, u32, BTreeMap<&'static str, usize>)>;

/// The roles of a plan, `old` being the first name of a location.
fn shape(outcome: &Outcome, old: impl Fn(&str) -> String) -> Shape {
    let plan = &outcome.plan;
    let role = |at| {
        let mut operators: BTreeMap<&'static str, usize> = BTreeMap::new();
        for id in plan.operator_ids().filter(|id| runs_at(plan, &outcome.streams, *id) == at) {
            *operators.entry(plan.operator(id).op.name()).or_default() += 1;
        }
        let helper = matches!(plan.location(at).kind, LocationKind::Helper { .. });
        (helper, old(&plan.location(plan.family(at)).name), plan.parts(at), operators)
    };
    let mut roles: Shape = plan.location_ids().map(role).collect();
    roles.sort();
    roles
}

#[track_caller]
fn check(name: &str, machines: u32) {
    let text = example(name);
    let first = Ask::machines(machines).of(&text);
    let expect = shape(&first, str::to_string);
    for seed in 0..5 {
        let renamed = rename(&text, seed);
        let outcome = Ask::machines(machines).of(&renamed.text);
        let found = shape(&outcome, |name| renamed.locations[name].clone());
        let per_s = (first.after.throughput_per_s, outcome.after.throughput_per_s);
        assert!((per_s.0 / per_s.1 - 1.0).abs() < 1e-6, "{name}, seed {seed}: {per_s:?}\n{}", renamed.text);
        assert_eq!(found, expect, "{name}, seed {seed}:\n{}\n\n{}", first.plan, outcome.plan);
        assert_eq!(first.after.machines, outcome.after.machines, "{name}, seed {seed}");
    }
}

#[test]
fn names_do_not_matter() {
    for (name, machines) in promised() {
        check(name, machines);
    }
}

#[test]
fn nothing_that_could_be_recognised_is_left() {
    let text = example("paxos");
    let renamed = rename(&text, 1).text;
    for word in
        ["leader", "acceptors", "proposers", "replicas", "Accept", "ballot", "slot", "accepts", "votes", "elect"]
    {
        assert!(
            text.contains(word) && !renamed.split(|c: char| !c.is_alphanumeric()).any(|found| found == word),
            "{word}"
        );
    }
}
