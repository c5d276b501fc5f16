//! The pairs of runs.

use super::arguments::Clients;
use super::side::Sides;
use super::{Args, Cell};
use crate::cmd::Problem;
use crate::cmd::run::signals::Asked;
use crate::ui::Ui;
use suki_benches::cluster::Watch;
use suki_benches::load::Load;
use suki_benches::pairs::{Comparison, compare};
use suki_benches::quota::Quota;
use suki_benches::run::Run;
use suki_benches::{Error, pin, validity};

/// What one cell has shown under one load.
pub struct Measured<'a> {
    /// The plan.
    pub cell: &'a Cell,
    /// The clients.
    pub clients: Clients,
    /// Requests per second that were asked for; none: as many as were answered.
    pub rate_per_s: Option<f64>,
    /// What each process may use.
    pub quota: Option<Quota>,
    /// The pairs.
    pub comparison: Comparison,
    /// Why runs that count should not, where that was allowed.
    pub unsound: Vec<String>,
    /// The first cell that has the same plan: its pairs are these.
    pub same_as: Option<&'a Cell>,
}

/// Measures each cell under each load.
pub fn all<'a>(
    args: &Args,
    cells: &'a [Cell],
    sides: &Sides,
    asked: &Asked,
    ui: &Ui,
) -> Result<Vec<Measured<'a>>, Problem> {
    let rates: Vec<Option<f64>> =
        if args.rate.is_empty() { vec![None] } else { args.rate.iter().copied().map(Some).collect() };
    let mut measured: Vec<Measured<'a>> = Vec::new();
    for (number, cell) in cells.iter().enumerate() {
        for (clients, rate_per_s) in
            args.clients.iter().flat_map(|clients| rates.iter().map(move |rate| (clients, rate)))
        {
            let twin = (0..number).find(|earlier| {
                cells[*earlier].flush == cell.flush && sides.of_cell[*earlier] == sides.of_cell[number]
            });
            let known = twin.and_then(|twin| {
                let same = |one: &&Measured<'a>| std::ptr::eq(one.cell, &cells[twin]);
                measured.iter().filter(same).find(|one| one.clients == *clients && one.rate_per_s == *rate_per_s)
            });
            let one = match known {
                Some(known) => Measured { cell, same_as: Some(known.cell), ..again(known) },
                None => {
                    let plan = &sides.plans[sides.of_cell[number]];
                    let one = One { args, cell, clients: *clients, rate_per_s: *rate_per_s, asked, ui };
                    one.measure(sides, plan)?
                }
            };
            measured.push(one);
        }
    }
    Ok(measured)
}

/// The same figures for another cell.
fn again<'a>(known: &Measured<'a>) -> Measured<'a> {
    let Measured { cell, clients, rate_per_s, quota, comparison, unsound, same_as } = known;
    Measured {
        cell,
        clients: *clients,
        rate_per_s: *rate_per_s,
        quota: *quota,
        comparison: comparison.clone(),
        unsound: unsound.clone(),
        same_as: *same_as,
    }
}

struct One<'a, 'b> {
    args: &'b Args,
    cell: &'a Cell,
    clients: Clients,
    rate_per_s: Option<f64>,
    asked: &'b Asked,
    ui: &'b Ui,
}

impl<'a> One<'a, '_> {
    fn measure(&self, sides: &Sides, plan: &suki_benches::generated::Generated) -> Result<Measured<'a>, Problem> {
        let Self { args, cell, clients, rate_per_s, .. } = *self;
        let quota = self.quota(sides.source.locations().max(plan.locations()))?;
        let load = Load {
            connections: clients.connections,
            outstanding: clients.outstanding,
            rate_per_s,
            flush: cell.flush.as_str(),
            warm_up_s: args.warm_up,
            seconds: args.seconds,
            check_share: args.check_share,
        };
        let cores = pin::cores().map_err(problem)?.len();
        let stop = || self.asked.to_stop();
        let watch = Watch { slow_cpu: args.slow_cpu, stop: &stop };
        let faults = |run: &Run| validity::faults(run, cores, rate_per_s.is_some());
        let live = self.ui.live();
        let what = format!("{} machines, flush {}", cell.optimised.machines, cell.flush.as_str());
        live.say(&format!("{what}, the first of {} pairs", args.pairs));
        let comparison = compare(
            args.pairs as usize,
            &mut || sides.source.measure(quota, &load, &watch),
            &mut || plan.measure(quota, &load, &watch),
            &|run| if args.keep_unsound { Vec::new() } else { faults(run) },
            &mut |line| live.say(&format!("{what}: {line}")),
        );
        drop(live);
        let comparison = comparison.map_err(problem)?;
        let unsound = comparison.pairs.iter().flat_map(|pair| [&pair.base, &pair.other]).flat_map(faults).collect();
        Ok(Measured { cell, clients, rate_per_s, quota, comparison, unsound, same_as: None })
    }

    /// As the command line says, else as many processes allow; none where the box is not divided.
    fn quota(&self, locations: usize) -> Result<Option<Quota>, Problem> {
        match self.args.share {
            Some(0.0) => Ok(None),
            Some(share) => Quota::of_core(share).map(Some).map_err(problem),
            None if self.cell.divides => Ok(Some(Quota::for_locations(locations))),
            None => Ok(None),
        }
    }
}

fn problem(error: Error) -> Problem {
    match error {
        Error::Wrong { which, complaints } => {
            let which = if which == "base" { "source" } else { "plan" };
            Problem::failed(format!("the {which} was not right, so it is not measured")).notes(complaints)
        }
        Error::File { .. }
        | Error::Start { .. }
        | Error::Ended { .. }
        | Error::Client { .. }
        | Error::Quota(_)
        | Error::Side(_)
        | Error::Stopped(_) => Problem::could_not_run(error.to_string()),
    }
}
