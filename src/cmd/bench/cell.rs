//! The plans that are measured, each beside the source.

use super::Args;
use crate::args::When;
use crate::cmd::Problem;
use crate::cmd::plan::Given;
use crate::cmd::run::signals::Asked;
use suki_cost_model::{Estimate, Isolation};

/// One plan.
pub struct Cell {
    /// Machines that it may use.
    pub budget: u32,
    /// When processes write.
    pub flush: When,
    /// The plan as a program.
    pub plan: String,
    /// The share of a core that predictions are for.
    pub share: f64,
    /// Whether each process has a share of its own on its target: fault domains are machines.
    pub divides: bool,
    /// What the source is predicted to do.
    pub source: Estimate,
    /// What the plan is predicted to do.
    pub optimised: Estimate,
}

/// The plan for each budget and each way to write.
pub fn cells(args: &Args, given: &mut Given, asked: &Asked) -> Result<Vec<Cell>, Problem> {
    let budgets: Vec<Option<u32>> =
        if args.budget.is_empty() { vec![None] } else { args.budget.iter().copied().map(Some).collect() };
    let share = args.share.filter(|share| *share > 0.0);
    let mut cells = Vec::new();
    for flush in &args.flush {
        for budget in &budgets {
            if let Some(word) = asked.to_stop() {
                return Err(Problem::could_not_run(word));
            }
            given.ask(*budget, *flush, share);
            let outcome = given.plan()?.outcome;
            cells.push(Cell {
                budget: outcome.machines_max,
                flush: *flush,
                share: given.target().machine.share,
                divides: given.target().isolation == Isolation::Machine,
                plan: outcome.plan.to_string(),
                source: outcome.before,
                optimised: outcome.after,
            });
        }
    }
    Ok(cells)
}
