//! What plans promise, and when there is none.

use crate::support::example;
use crate::support::plan::{Ask, gain, helpers};
use suki_optimizer::Failure;

#[track_caller]
fn check(name: &str, machines: u32, least: f64) {
    let outcome = Ask::machines(machines).example(name);
    assert!(gain(&outcome) >= least, "{name}: {} of {least}", gain(&outcome));
    assert!(outcome.after.machines <= u64::from(machines), "{name}: {} machines", outcome.after.machines);
}

#[test]
fn voting_doubles_on_twenty_machines() {
    check("voting", 20, 2.0);
}

#[test]
fn two_pc_triples_on_forty_six_machines() {
    check("two_pc", 46, 3.0);
}

#[test]
fn paxos_gains_two_and_a_half_on_twenty_machines() {
    check("paxos", 20, 2.5);
}

#[test]
fn kvs_scales_with_the_budget() {
    for machines in [2, 5, 10, 20] {
        let outcome = Ask::machines(machines).example("kvs");
        let of_linear = gain(&outcome) / f64::from(machines);
        assert!((0.9..=1.1).contains(&of_linear), "{machines} machines: {}", gain(&outcome));
    }
}

/// More machines never make it slower.
#[test]
fn budgets_are_monotone() {
    for name in ["voting", "kvs", "two_pc"] {
        let mut best = 0.0;
        for machines in [4, 6, 9, 14, 21, 32] {
            let found = Ask::machines(machines).example(name).after.throughput_per_s;
            assert!(found >= best * (1.0 - 1e-9), "{name} with {machines}: {found} after {best}");
            best = f64::max(best, found);
        }
    }
}

#[test]
fn one_box_has_no_helpers() {
    for name in ["voting", "two_pc", "paxos"] {
        let outcome = Ask::loopback().example(name);
        assert_eq!(helpers(&outcome.plan), [], "{name}:\n{}", outcome.plan);
        assert!((gain(&outcome) - 1.0).abs() < 1e-9, "{name}: {}", gain(&outcome));
    }
}

#[test]
fn a_budget_below_the_program_is_an_error() {
    for (name, machines) in [("voting", 4), ("two_pc", 4), ("kvs", 1), ("paxos", 8)] {
        assert!(Ask::machines(machines).try_of(&example(name)).is_ok(), "{name} fits {machines}");
        match Ask::machines(machines - 1).try_of(&example(name)).map(|_| ()) {
            Err(Failure::Budget { budget, needed }) => {
                assert_eq!((budget, needed), (machines - 1, u64::from(machines)), "{name}");
            }
            other => panic!("{name} with {}: {other:?}", machines - 1),
        }
    }
}
