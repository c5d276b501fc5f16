//! Plans that a certificate proves.
#![allow(missing_docs)]

mod plans;
mod support;

use support::{Case, example};

#[test]
fn a_program_may_replace_itself() {
    for name in ["voting", "two_pc", "kvs", "paxos"] {
        let text = example(name);
        let case = Case::new(&text, &text, &[]);
        match case.check() {
            Ok(checked) => assert_eq!(checked.placements, case.plan.operators.len()),
            Err(refusals) => panic!("{name}: {}", support::said(&refusals)),
        }
    }
}

#[test]
fn hand_made_plans_are_accepted() {
    for (name, case) in plans::all() {
        if let Err(refusals) = case.check() {
            panic!("{name}: {}", support::said(&refusals));
        }
    }
}
