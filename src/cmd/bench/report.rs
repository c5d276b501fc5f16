//! What was measured, beside what was predicted, as tools read it.

use super::Args;
use super::arguments::Clients;
use super::machine::Machine;
use super::measure::Measured;
use super::side::name;
use crate::cmd::Problem;
use crate::cmd::plan::Given;
use serde::Serialize;
use suki_benches::load::Latency;
use suki_benches::pairs::Spread;
use suki_benches::run::{Quotas, Role, Run, middle, most_often};

/// One object; tools rely on its fields.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The program's name.
    pub program: String,
    /// The target's name.
    pub target: String,
    /// Where it was measured.
    pub machine: Machine,
    /// How long each run was measured.
    pub seconds: f64,
    /// How long each run went on before.
    pub warm_up_s: f64,
    /// Pairs that were asked for.
    pub pairs_wanted: u32,
    /// The share of keys whose histories were checked.
    pub check_share: f64,
    /// One for each plan and load.
    pub cells: Vec<Cell>,
}

/// A plan beside the source, under one load.
#[derive(Clone, Debug, Serialize)]
pub struct Cell {
    /// Machines that the plan may use.
    pub budget: u32,
    /// When processes write.
    pub flush: &'static str,
    /// The clients.
    pub clients: Clients,
    /// Requests per second of all clients, answered or not; null: a new one for each answer.
    pub rate_per_s: Option<f64>,
    /// The share of a core of each process; null: no quota.
    pub share: Option<f64>,
    /// How the share was kept.
    pub quotas: Quotas,
    /// Pairs of runs that count.
    pub pairs: usize,
    /// Median requests per second of the source.
    pub source_per_s: f64,
    /// Median requests per second of the plan.
    pub optimised_per_s: f64,
    /// Requests per second of the plan for each of the source, pair by pair.
    pub ratio: Spread,
    /// The same, as the cost model says.
    pub predicted_ratio: Option<f64>,
    /// How far the prediction is from the median, in percent of the median.
    pub error_percent: Option<f64>,
    /// Where the plan's hottest process was.
    pub bottleneck: String,
    /// Where the cost model says that it is.
    pub predicted_bottleneck: String,
    /// The source, in detail.
    pub source: Side,
    /// The plan, in detail.
    pub optimised: Side,
    /// Why runs were rejected.
    pub rejected: Vec<String>,
    /// Why runs that count should have been rejected.
    pub unsound: Vec<String>,
    /// The budget whose plan is the same and whose runs these are; null: measured for this cell.
    pub same_as_budget: Option<u32>,
}

/// One side of a cell.
#[derive(Clone, Debug, Serialize)]
pub struct Side {
    /// Processes.
    pub machines: u64,
    /// Requests per second.
    pub per_s: Spread,
    /// The same, as the cost model says.
    pub predicted_per_s: Option<f64>,
    /// Medians over the runs. With quotas they say little: processes work in bursts.
    pub latency_ns: Latency,
    /// Where its hottest process was.
    pub bottleneck: String,
    /// Where the cost model says that it is.
    pub predicted_bottleneck: String,
    /// Costs by location, for each request.
    pub roles: Vec<Role>,
}

impl Report {
    /// Of all cells.
    pub fn new(args: &Args, given: &Given, measured: Vec<Measured<'_>>) -> Self {
        Report {
            program: name(args),
            target: given.target().name.clone(),
            machine: Machine::this(),
            seconds: args.seconds,
            warm_up_s: args.warm_up,
            pairs_wanted: args.pairs,
            check_share: args.check_share,
            cells: measured.iter().map(Cell::new).collect(),
        }
    }

    /// An error if a cell lacks pairs.
    pub fn check(&self) -> Result<(), Problem> {
        let wanted = self.pairs_wanted as usize;
        let lacking: Vec<&Cell> = self.cells.iter().filter(|cell| cell.pairs < wanted).collect();
        if lacking.is_empty() {
            return Ok(());
        }
        let mut notes: Vec<String> = Vec::new();
        for cell in &lacking {
            let (budget, flush, pairs) = (cell.budget, cell.flush, cell.pairs);
            notes.push(format!("{budget} machines, flush {flush}: {pairs} of {wanted} pairs were sound"));
            notes.extend(cell.rejected.first().cloned());
        }
        Err(Problem::failed(format!("{} could not be measured as it should", self.program))
            .notes(notes)
            .help("measure while the machine has nothing else to do; --keep-unsound counts such runs nevertheless"))
    }
}

impl Cell {
    fn new(measured: &Measured<'_>) -> Self {
        let Measured { cell, clients, rate_per_s, quota, comparison, unsound, same_as } = measured;
        let ratio = comparison.ratio();
        let predicted = finite(cell.optimised.throughput_per_s / cell.source.throughput_per_s);
        // Where requests come at a pace of their own, no prediction of the most that is possible applies.
        let predicted_ratio = predicted.filter(|_| rate_per_s.is_none());
        let error = predicted_ratio.and_then(|predicted| finite((predicted / ratio.median - 1.0) * 100.0));
        let scale = quota.map_or(1.0, |quota| quota.share() / cell.share);
        let source = Side::new(&comparison.base(), comparison.base_per_s(), &cell.source, scale);
        let optimised = Side::new(&comparison.other(), comparison.other_per_s(), &cell.optimised, scale);
        Cell {
            budget: cell.budget,
            flush: cell.flush.as_str(),
            clients: *clients,
            rate_per_s: *rate_per_s,
            share: quota.map(|quota| quota.share()),
            quotas: comparison.pairs.first().map_or(Quotas::None, |pair| pair.base.kept_by),
            pairs: comparison.pairs.len(),
            source_per_s: source.per_s.median,
            optimised_per_s: optimised.per_s.median,
            ratio,
            predicted_ratio,
            error_percent: error,
            bottleneck: optimised.bottleneck.clone(),
            predicted_bottleneck: optimised.predicted_bottleneck.clone(),
            source,
            optimised,
            rejected: comparison.rejected.clone(),
            unsound: unsound.clone(),
            same_as_budget: same_as.map(|cell| cell.budget),
        }
    }
}

impl Side {
    /// Predictions are for `1 / scale` of the share that the processes had.
    fn new(runs: &[&Run], per_s: Spread, predicted: &suki_cost_model::Estimate, scale: f64) -> Self {
        let latency = |of: fn(&Latency) -> u64| {
            Spread::of(runs.iter().map(|run| of(&run.outcome.latency_ns) as f64)).median.round() as u64
        };
        Side {
            machines: predicted.machines,
            per_s,
            predicted_per_s: finite(predicted.throughput_per_s * scale),
            latency_ns: Latency { p50: latency(|latency| latency.p50), p99: latency(|latency| latency.p99) },
            bottleneck: most_often(runs.iter().map(|run| run.bottleneck.role.as_str())),
            predicted_bottleneck: predicted.bottleneck.clone(),
            roles: middle(runs),
        }
    }
}

fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}
