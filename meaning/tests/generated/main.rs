//! Generated programs and plans: every plan that the checker accepts refines its source.

mod place;
mod program;

use place::Plans;
use program::{SORTS, registry, text};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use std::cell::RefCell;
use std::collections::BTreeMap;
use suki_ir::Program;
use suki_meaning::{Bounds, Budget, Seeded, Value, Verdict, World, refines};

/// Rules that no plan shows: the driver drops runs of stateless operators that several shorter ones stand for. The
/// mutants and the certificate checker's own tests have them.
const UNSEEN: &[&str] = &["fuse-stateless"];
/// Plans drawn for each program.
const PLANS: usize = 6;

fn read(text: &str) -> Result<Program, TestCaseError> {
    let (program, mut diagnostics) = suki_ir::parse(text);
    diagnostics.extend(suki_ir::check(&program));
    match diagnostics.iter().find(|diagnostic| diagnostic.is_error()) {
        Some(error) => Err(TestCaseError::fail(format!("{:?} {}\n{text}", error.code, error.message))),
        None => Ok(program),
    }
}

#[derive(Debug, Default)]
struct Counted {
    programs: usize,
    plans: usize,
    proven: usize,
    sampled: usize,
    undecided: usize,
    rules: BTreeMap<String, usize>,
}

/// Draws plans of a program and checks each.
fn hold(text: &str, sent: &[(u64, u64)], seed: u64, counted: &RefCell<Counted>) -> Result<(), TestCaseError> {
    let source = read(text)?;
    let mut counted = counted.borrow_mut();
    counted.programs += 1;
    let (streams, _) = suki_ir::infer(&source);
    if suki_rewrites::unplanned(&source, &streams).is_some() {
        return Ok(());
    }
    let plans = Plans::of(&source);
    let mut seeds = Seeded::new(seed);
    let element = |(k, v): &(u64, u64)| Value::pair(Value::number(*k), Value::number(*v));
    let inputs = vec![sent.iter().map(|pair| (String::from("in"), element(pair))).collect()];
    let bounds = Bounds { inputs, beats_max: 1, ..Bounds::default() };
    let budget = Budget { pairs_max: 1_500, source_states_max: 4_000, schedules: 4, steps_max: 300, seed };
    let mut registry = registry();
    let mut world = World::new(&mut registry);
    for _ in 0..PLANS {
        let Some(plan) = plans.draw(&mut seeds) else { continue };
        counted.plans += 1;
        for rule in plan.rules {
            *counted.rules.entry(rule).or_default() += 1;
        }
        let verdict = refines(&source, &plan.program, &bounds, &budget, &mut world)
            .map_err(|trouble| TestCaseError::fail(format!("{trouble}\n{}", plan.program)))?;
        match verdict {
            Verdict::Proven { .. } => counted.proven += 1,
            Verdict::Sampled { undecided, .. } => {
                counted.sampled += 1;
                counted.undecided += usize::from(undecided > 0);
            }
            Verdict::Violated(violation) => {
                let program = &plan.program;
                return Err(TestCaseError::fail(format!("{violation}\n--- source\n{source}\n--- plan\n{program}")));
            }
        }
    }
    Ok(())
}

fn campaign(cases: u32, seed: [u8; 32]) -> Counted {
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 400, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed));
    let choice = (0..SORTS, 0u8..3, 0u8..4, 0u8..2);
    let strategy = (
        prop::collection::vec(choice, 1..6),
        prop::collection::vec((0u64..3, 0u64..3), 1..3),
        any::<bool>(),
        any::<u64>(),
    );
    let counted = RefCell::new(Counted::default());
    let result =
        runner.run(&strategy, |(steps, sent, colocated, seed)| hold(&text(&steps, colocated), &sent, seed, &counted));
    if let Err(error) = result {
        panic!("{error}");
    }
    counted.into_inner()
}

#[test]
fn accepted_plans_refine_their_sources() {
    let counted = campaign(150, [7; 32]);
    let missing: Vec<&str> =
        suki_rewrites::rules().iter().map(|rule| rule.name).filter(|name| !counted.rules.contains_key(*name)).collect();
    assert_eq!(missing, UNSEEN, "rules in no plan\n{counted:#?}");
    assert!(counted.proven * 2 > counted.plans, "{counted:#?}");
}

/// `cargo test --release -p suki-meaning --test generated -- --ignored --nocapture`
#[test]
#[ignore = "minutes"]
fn accepted_plans_refine_their_sources_at_length() {
    let counted = campaign(5_000, [1; 32]);
    assert!(counted.plans > 5_000, "{counted:#?}");
}
