//! The rule table, and the conditions that it names.
#![allow(missing_docs)]

use std::collections::BTreeSet;
use suki_rewrites::condition::{Condition, Conditions};
use suki_rewrites::rule::{Apply, Strength};
use suki_rewrites::rules;

#[test]
fn every_rule_says_what_it_is() {
    for rule in rules() {
        let texts = [rule.name, rule.statement, rule.condition, rule.reason, rule.counter_example, rule.theorem];
        assert!(texts.iter().all(|text| !text.trim().is_empty()), "{} leaves something out", rule.name);
        assert_eq!(rule.theorem, rule.name.replace('-', "_"), "a theorem is called as its rule");
        // What only refines must not be a union, and there is no other way to apply it yet.
        assert_eq!(rule.strength, Strength::Equal, "{}", rule.name);
        let distinct: BTreeSet<_> = rule.conditions.iter().collect();
        assert_eq!(distinct.len(), rule.conditions.len(), "{} names a condition twice", rule.name);
        assert!(rule.conditions.iter().all(|condition| Condition::ALL.contains(condition)), "{}", rule.name);
        assert!(rule.conditions.is_empty() || rule.condition != "none", "{} has conditions and says none", rule.name);
    }
}

#[test]
fn names_are_unique_and_algebra_comes_first() {
    let names: BTreeSet<_> = rules().iter().map(|rule| rule.name).collect();
    assert_eq!(names.len(), rules().len());
    let algebra: Vec<bool> = rules().iter().map(|rule| matches!(rule.apply, Apply::Algebra(_))).collect();
    assert!(algebra.is_sorted_by(|before, after| before >= after), "{algebra:?}");
}

#[test]
fn every_condition_is_of_some_rule_or_fact() {
    for condition in Condition::ALL {
        let named = rules().iter().any(|rule| rule.conditions.contains(&condition));
        // What is known of a variable is decided when a program is encoded, by no rule.
        assert!(named || condition == Condition::InductiveFacts, "no rule needs {condition:?}");
    }
}

#[test]
fn conditions_are_dropped_one_by_one() {
    for dropped in Condition::ALL {
        let held = Conditions::all().without(dropped);
        for condition in Condition::ALL {
            assert_eq!(held.hold(condition), condition != dropped, "{condition:?} without {dropped:?}");
        }
    }
    assert!(Condition::ALL.iter().all(|condition| Conditions::default().hold(*condition)));
}
