//! The search against all plans of small random programs.
#![allow(missing_docs)]

#[path = "../support/mod.rs"]
mod support;

mod driver;
mod enumerate;
mod mutants;
mod proved;
mod runner;

use enumerate::{All, enumerate};
use suki_optimizer::extract::{Extracted, extract};
use suki_optimizer::limits::GAIN_MIN;
use support::generate::program;
use support::random::Random;
use support::search::Search;

/// Plans of one program that are looked at; programs with more are left out.
const PLANS_MAX: usize = 20_000;
const PROGRAMS: u64 = 120;

struct Tried {
    seed: u64,
    search: Search,
    all: All,
    found: Option<Extracted>,
}

/// Random programs with all their plans.
fn tried() -> Vec<Tried> {
    let mut tried = Vec::new();
    for seed in 0..PROGRAMS {
        let mut random = Random::of(seed);
        let text = program(&mut random, 3);
        let target = random.pick(&["emulated-cluster", "emulated-cluster", "loopback"]);
        let machines_max = 2 + random.below(8) as u32;
        let search = Search::of(&text, target, machines_max, &[]);
        let all = search.with(|shape, evaluation| enumerate(shape, evaluation, PLANS_MAX));
        let Some(all) = all else { continue };
        let found = search.with(|shape, evaluation| extract(&search.saturated.encoded, shape, evaluation));
        tried.push(Tried { seed, search, all, found });
    }
    assert!(tried.len() as u64 * 4 >= PROGRAMS, "{} of {PROGRAMS} programs are small enough", tried.len());
    tried
}

#[test]
fn statistics() {
    let tried = tried();
    let plans: usize = tried.iter().map(|t| t.all.plans).sum();
    println!(
        "{} programs, {plans} plans, {} samples",
        tried.len(),
        tried.iter().map(|t| t.all.sample.len()).sum::<usize>()
    );
}

#[test]
fn the_search_finds_the_best_plan() {
    let (mut wrong, tried) = (Vec::new(), tried());
    let count = tried.len();
    for Tried { seed, search, all, found } in tried {
        let per_s = found.as_ref().map_or(0.0, |found| found.score.per_s);
        // Helpers are not worth it for less than this.
        let plain = all.best_plain_per_s;
        let enough = if all.best_per_s < plain * GAIN_MIN { plain } else { all.best_per_s };
        if per_s < enough * 0.999 {
            wrong.push(format!(
                "seed {seed}: {per_s} of {} with {} machines, {} plans\n{}",
                all.best_per_s, search.machines_max, all.plans, search.program
            ));
        }
        let bound_per_s = found.map_or(f64::INFINITY, |found| found.bound_per_s);
        assert!(
            bound_per_s >= all.best_per_s * (1.0 - 1e-9),
            "seed {seed}: some plan does {}, more than the bound {bound_per_s}\n{}",
            all.best_per_s,
            search.program
        );
    }
    assert!(wrong.is_empty(), "{} of {count} are not optimal\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn scores_are_what_the_cost_model_says() {
    for Tried { seed, search, all, found } in tried() {
        search.with(|_, evaluation| {
            let found = found.iter().map(|found| &found.selection);
            for selection in found.chain(&all.sample) {
                if let Some(difference) = search.difference(evaluation, selection) {
                    panic!("seed {seed}: {difference}");
                }
            }
        });
    }
}
