//! The search, step by step: what it scores, and what the cost model says of the same plan.

use super::read;
use std::collections::BTreeMap;
use suki_cost_model::{Estimate, Flush, Profile, Rates, Target, estimate, rates};
use suki_ir::{LocationId, Program, infer};
use suki_optimizer::charge::{Charges, Prices};
use suki_optimizer::parts::{Evaluation, Score};
use suki_optimizer::saturate::{Saturated, saturate};
use suki_optimizer::table::Shape;
use suki_optimizer::volume::Volumes;
use suki_rewrites::decode::{Layout, decode};
use suki_rewrites::encode;
use suki_rewrites::space::Selection;

/// A saturated program on a target.
pub struct Search {
    pub program: Program,
    pub saturated: Saturated,
    pub target: Target,
    pub machines_max: u32,
    pub fused: Vec<Vec<LocationId>>,
    rates: Rates,
}

impl Search {
    #[track_caller]
    pub fn of(text: &str, target: &str, machines_max: u32, fused: &[&[&str]]) -> Search {
        let (program, streams) = read(text);
        let located = |name: &&str| program.location_named(name).expect("a location");
        let fused = fused.iter().map(|group| group.iter().map(located).collect()).collect();
        Search {
            rates: rates(&program, &streams, &Profile::default()),
            saturated: saturate(encode(&program, &streams)),
            target: Target::shipped(target).expect("a shipped target"),
            machines_max,
            fused,
            program,
        }
    }

    /// Runs `look` with all that the search looks at.
    pub fn with<T>(&self, look: impl FnOnce(&Shape, &Evaluation) -> T) -> T {
        let Saturated { encoded, space, .. } = &self.saturated;
        let volumes = Volumes::of(encoded, &self.rates);
        let (rates, target) = (&self.rates, &self.target);
        let prices = Prices { encoded, volumes: &volumes, rates, target, flush: Flush::Each };
        let charges = Charges::of(space, &prices, &self.fused);
        let evaluation =
            Evaluation { space, charges: &charges, program: &self.program, target, machines_max: self.machines_max };
        look(&Shape::of(encoded, space), &evaluation)
    }

    /// The plan of a selection, with what the cost model says of it.
    pub fn plan(&self, evaluation: &Evaluation, selection: &Selection, score: &Score) -> (Program, Estimate) {
        let roles = evaluation.charges.roles.iter().copied().zip(score.parts.iter().copied());
        let parts: BTreeMap<_, _> = roles.filter(|(_, parts)| *parts > 0).collect();
        let Saturated { encoded, space, .. } = &self.saturated;
        let plan = decode(encoded, space, selection, &Layout { parts: &parts, fused: &self.fused }).program;
        let (streams, diagnostics) = infer(&plan);
        let errors: Vec<_> = diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).collect();
        assert!(errors.is_empty(), "{errors:#?}\n{plan}");
        let found = estimate(&plan, &streams, &Profile::default(), &self.target, Flush::Each);
        (plan, found)
    }

    /// Where score and cost model differ about a selection; none where they agree.
    pub fn difference(&self, evaluation: &Evaluation, selection: &Selection) -> Option<String> {
        let score = evaluation.score(selection);
        if score.per_s == 0.0 {
            return None;
        }
        let (plan, found) = self.plan(evaluation, selection, &score);
        let throughput = (score.per_s / found.throughput_per_s - 1.0).abs() <= 1e-3
            || (score.per_s.is_infinite() && found.throughput_per_s.is_infinite());
        if throughput && score.machines == found.machines {
            return None;
        }
        let roles = evaluation.charges.roles.iter().zip(score.parts.iter().zip(&score.loads_ns));
        let roles: Vec<_> = roles.filter(|(_, (parts, _))| **parts > 0).collect();
        Some(format!(
            "score: {}/s, {} machines, {} ns in all, {roles:#?}\nmodel: {}/s, {} machines, {:#?}\n{}\n{plan}",
            score.per_s,
            score.machines,
            score.total_ns,
            found.throughput_per_s,
            found.machines,
            found.roles,
            self.program
        ))
    }
}
