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
    for name in ["voting", "two_pc", "kvs", "paxos"] {
        let source = example(name);
        let outcome = optimized(&source);
        accepted(&source, &outcome.plan, &outcome);
        let parsed = program(&outcome.plan.to_string());
        assert_eq!(parsed, outcome.plan, "{name}");
        accepted(&source, &parsed, &outcome);
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
