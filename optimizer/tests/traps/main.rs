//! The counter-examples of design/10: the wrong rewrite is not in the saturated space, and is in it without its
//! condition.
#![allow(missing_docs)]

#[path = "../support/mod.rs"]
mod support;

mod clients;
mod families;
mod groups;
mod inventory;
mod keys;
mod order;
mod senders;
mod state;
mod ticks;

use suki_rewrites::condition::Condition;
use suki_rewrites::rule::Apply;
use suki_rewrites::rules;
use support::world::World;

/// A counter-example.
struct Trap {
    /// What goes wrong.
    name: &'static str,
    /// The program that it goes wrong in.
    text: &'static str,
    /// Conditions without which it goes wrong: all must be dropped, each of them alone prevents it.
    conditions: &'static [Condition],
    /// Whether the wrong rewrite is in a space.
    wrong: fn(&World) -> bool,
}

fn all() -> Vec<Trap> {
    [
        clients::traps(),
        families::traps(),
        groups::traps(),
        keys::traps(),
        order::traps(),
        senders::traps(),
        state::traps(),
        ticks::traps(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[test]
fn no_wrong_rewrite_is_in_the_space() {
    let wrong = all().into_iter().filter(|trap| (trap.wrong)(&World::of(trap.text, &[])));
    let wrong: Vec<&str> = wrong.map(|trap| trap.name).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_wrong_rewrite_is_in_the_space_without_its_condition() {
    let missing = all().into_iter().filter(|trap| !(trap.wrong)(&World::of(trap.text, trap.conditions)));
    let missing: Vec<&str> = missing.map(|trap| trap.name).collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

/// Where two conditions prevent the same thing, each of them does.
#[test]
fn each_condition_of_a_trap_prevents_it() {
    for trap in all() {
        for held in trap.conditions {
            let dropped: Vec<_> = trap.conditions.iter().copied().filter(|condition| condition != held).collect();
            assert!(!(trap.wrong)(&World::of(trap.text, &dropped)), "{}: {held:?} does not prevent it", trap.name);
        }
    }
}

#[test]
fn every_condition_has_a_trap() {
    let traps = all();
    // Fusing is decided for whole plans: its traps are in `tests/plans`.
    for condition in Condition::ALL.iter().filter(|condition| **condition != Condition::AuthorAllowsFusion) {
        assert!(traps.iter().any(|trap| trap.conditions.contains(condition)), "{condition:?} has no trap");
    }
}

/// A rule that says that it needs a condition asks for it: without the condition it offers something else.
#[test]
fn every_rule_asks_for_its_conditions() {
    let offers = |text: &str, dropped: &[Condition], rule: &str| {
        let world = World::of(text, dropped);
        let placed = world.choices().filter(|(_, choice)| choice.rule == rule).map(|(site, choice)| {
            let needs: Vec<_> = world.needs(choice).map(|need| need.place.clone()).collect();
            format!("{:?} {:?} {needs:?}", site.place, site.stream)
        });
        let derived = world.saturated.derivations.iter().filter(|(name, _)| *name == rule);
        let mut all: Vec<String> = placed.chain(derived.map(|(_, derived)| format!("{derived:?}"))).collect();
        all.sort();
        all
    };
    for rule in rules().iter().filter(|rule| !matches!(rule.apply, Apply::Process)) {
        for condition in rule.conditions {
            let asks = all().iter().filter(|trap| trap.conditions.contains(condition)).any(|trap| {
                let held: Vec<_> = trap.conditions.iter().copied().filter(|dropped| dropped != condition).collect();
                offers(trap.text, trap.conditions, rule.name) != offers(trap.text, &held, rule.name)
            });
            assert!(asks, "{} does not ask for {condition:?}", rule.name);
        }
    }
}
