//! Whether one program may stand for another: every trace of the plan is a trace of the source, and whenever the plan
//! rests, the source could rest after the same trace.
//!
//! What the source may be in after a trace is a set of states, found while the plan is explored (a subset
//! construction). What is observed of each output is built into the source's machine: [`crate::Outputs::Later`].

mod diagram;
mod follow;
mod guide;
mod sample;
mod search;
mod violation;

pub use violation::{Flaw, Line, Violation};

use crate::{Bounds, Machine, Outputs, Trouble, World};
use suki_ir::{AffinityKind, LocationId, Program};

/// How much may be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Pairs of a plan's state and what the source may be in.
    pub pairs_max: usize,
    /// States of the source.
    pub source_states_max: usize,
    /// Random schedules where that is too little for all.
    pub schedules: usize,
    /// Steps of each of them.
    pub steps_max: usize,
    /// Of which seed.
    pub seed: u64,
}

impl Default for Budget {
    fn default() -> Self {
        Budget { pairs_max: 20_000, source_states_max: 50_000, schedules: 200, steps_max: 2_000, seed: 1 }
    }
}

/// What a check has come to.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// Within the bounds there is no other behaviour: all of the plan's was looked at.
    Proven {
        /// Pairs of a plan's state and what the source may be in.
        pairs: usize,
        /// States of the source.
        source_states: usize,
    },
    /// There was too much to look at all of it; nothing wrong was seen.
    Sampled {
        /// Random schedules that were followed to their end.
        schedules: usize,
        /// Of those that were not, since the source may be in too many states.
        undecided: usize,
        /// Pairs of a plan's state and what the source may be in, in both searches.
        pairs: usize,
    },
    /// The plan does what the source never does.
    Violated(Box<Violation>),
}

impl Verdict {
    /// Whether something wrong was seen.
    pub fn is_violated(&self) -> bool {
        matches!(self, Verdict::Violated(_))
    }

    /// In one word, for reports.
    pub fn name(&self) -> &'static str {
        match self {
            Verdict::Proven { .. } => "proven",
            Verdict::Sampled { .. } => "sampled",
            Verdict::Violated(_) => "violated",
        }
    }
}

/// Of what the plan has fused, what the source's author or the caller allows: those crash together in both.
fn allowed(source: &Program, plan: &Program, wished: &[Vec<String>]) -> Vec<Vec<String>> {
    let name = |program: &Program, at: &LocationId| program.location(*at).name.clone();
    let names = |program: &Program, kind: AffinityKind| -> Vec<Vec<String>> {
        let groups = program.groups(kind);
        groups.iter().map(|group| group.iter().map(|at| name(program, at)).collect()).collect()
    };
    let mut permitted = names(source, AffinityKind::Colocate);
    permitted.extend(wished.iter().cloned());
    let within = |group: &Vec<String>| permitted.iter().any(|all| group.iter().all(|name| all.contains(name)));
    names(plan, AffinityKind::Fuse).into_iter().filter(within).collect()
}

/// Whether `plan` refines `source` under `bounds`: in full if the budget allows it, else by random schedules.
///
/// # Errors
/// When one of the programs cannot be interpreted.
pub fn refines(
    source: &Program,
    plan: &Program,
    bounds: &Bounds,
    budget: &Budget,
    world: &mut World,
) -> Result<Verdict, Trouble> {
    let source_bounds = Bounds { fused: allowed(source, plan, &bounds.fused), ..bounds.clone() };
    let source = Machine::new(source, source_bounds, Outputs::Later, world)?;
    let plan_bounds = Bounds { views: source.views(), ..bounds.clone() };
    let plan = Machine::new(plan, plan_bounds, Outputs::AtOnce, world)?;
    let mut followers = follow::Followers::new(&source, budget.source_states_max);
    match search::search(&plan, &mut followers, budget, world)? {
        search::Found::All { pairs } => Ok(Verdict::Proven { pairs, source_states: followers.states() }),
        search::Found::Violation(violation) => Ok(Verdict::Violated(violation)),
        search::Found::TooMany { pairs } => sample::sample(&plan, &mut followers, budget, pairs, world),
    }
}
