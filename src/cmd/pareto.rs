//! `suki-opt pareto`: plans of which none is better than another in everything.

mod wish;

use super::Problem;
use super::plan::Given;
use super::read;
use crate::args::Search;
use crate::ui::Ui;
use serde::Serialize;
use std::path::{Path, PathBuf};
use suki_cost_model::Estimate;
use wish::Wish;

/// Plans with every number of machines, and prints those that no other beats in throughput, latency and machines
#[derive(Debug, clap::Args)]
#[group(id = "pareto")]
pub struct Args {
    /// The program, an .ir file or its JSON form; `-` reads standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// What to plan with.
    #[command(flatten)]
    search: Search,

    /// Which of the plans to choose
    #[command(flatten)]
    wish: Wish,

    /// Draws throughput over machines
    #[arg(long, value_name = "FILE.svg")]
    svg: Option<PathBuf>,

    /// Writes the plan that is chosen as a program
    #[arg(long, value_name = "FILE.ir")]
    ir: Option<PathBuf>,
}

/// The front.
#[derive(Clone, Debug, Serialize)]
pub struct Front {
    /// The program's name.
    pub program: String,
    /// The target's name.
    pub target: String,
    /// When processes write.
    pub flush: &'static str,
    /// Plans by their machines; the first is the program as written.
    pub points: Vec<Point>,
}

/// One plan, whose certificate has been checked.
#[derive(Clone, Debug, Serialize)]
pub struct Point {
    /// Instances.
    pub machines: u64,
    /// Units of workload per second; null: nothing costs anything.
    pub throughput_per_s: Option<f64>,
    /// Median from request to answer at low load.
    pub latency_ns_p50: f64,
    /// US dollars for an hour; null where the target states no price.
    pub price_per_hour: Option<f64>,
    /// The location that binds.
    pub bottleneck: String,
    /// No plan of the e-graph with so many machines does more; null for the program as written.
    pub bound_throughput_per_s: Option<f64>,
    /// Whether it keeps to all that was wished for.
    pub meets: bool,
    /// Whether it is the one to take.
    pub chosen: bool,
    /// The plan as a program.
    #[serde(skip)]
    text: String,
}

/// Plans, throws away what is beaten, chooses.
pub fn run(args: &Args, ui: &Ui) -> Result<(), Problem> {
    let mut given = Given::read(&args.file, &args.search, ui)?;
    let mut points = points(&mut given, args, ui)?;
    args.wish.choose(&mut points);
    let front = Front {
        program: read::stem(&args.file),
        target: given.target().name.clone(),
        flush: args.search.flush.as_str(),
        points,
    };
    if let Some(path) = &args.svg {
        write(path, &ui.front_chart(&front))?;
    }
    ui.product(&ui.front(&front)).map_err(|error| Problem::could_not_run(read::reason(&error)))?;
    let chosen = front.points.iter().find(|point| point.chosen).ok_or_else(|| {
        Problem::failed(format!("no plan found for {} keeps to all that was wished for", front.program))
            .help("the table says what there is")
    })?;
    args.ir.as_ref().map_or(Ok(()), |path| write(path, &chosen.text))
}

/// The front: plans for all budgets, without those that another beats.
fn points(given: &mut Given, args: &Args, ui: &Ui) -> Result<Vec<Point>, Problem> {
    let live = ui.live();
    given.ask(None, args.search.flush, None);
    let most = given.plan()?;
    let (before, machines_max) = (most.outcome.before.clone(), most.outcome.machines_max);
    drop(most);
    let mut points = vec![point(&before, None, given.source().text)];
    for machines in before.machines as u32..=machines_max {
        live.say(&format!("{machines} of {machines_max} machines"));
        given.ask(Some(machines), args.search.flush, None);
        let outcome = given.plan()?.outcome;
        let bound = finite(outcome.extraction.bound_throughput_per_s);
        points.push(point(&outcome.after, bound, outcome.plan.to_string()));
    }
    drop(live);
    let kept = (0..points.len()).map(|at| {
        let beats =
            |other: usize| points[other].beats(&points[at]) && !(points[at].beats(&points[other]) && at < other);
        !(0..points.len()).any(|other| other != at && beats(other))
    });
    let kept: Vec<bool> = kept.collect();
    let mut all = kept.into_iter();
    points.retain(|_| all.next().unwrap_or(false));
    points.sort_by_key(|point| point.machines);
    Ok(points)
}

fn point(estimate: &Estimate, bound_throughput_per_s: Option<f64>, text: String) -> Point {
    Point {
        machines: estimate.machines,
        throughput_per_s: finite(estimate.throughput_per_s),
        latency_ns_p50: estimate.latency_ns_p50,
        price_per_hour: estimate.price_per_hour,
        bottleneck: estimate.bottleneck.clone(),
        bound_throughput_per_s,
        meets: true,
        chosen: false,
        text,
    }
}

fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

fn write(path: &Path, text: &str) -> Result<(), Problem> {
    std::fs::write(path, text).map_err(|error| {
        Problem::could_not_run(format!("could not write {}: {}", path.display(), read::reason(&error)))
    })
}

impl Point {
    /// As units per second; what costs nothing is faster than all else.
    fn per_s(&self) -> f64 {
        self.throughput_per_s.unwrap_or(f64::INFINITY)
    }

    /// Whether it is nowhere worse than `other`.
    fn beats(&self, other: &Point) -> bool {
        let no_slower = self.per_s() >= other.per_s() && self.latency_ns_p50 <= other.latency_ns_p50;
        no_slower && self.machines <= other.machines
    }
}
