//! `suki-opt verify`: the certificate of a plan, its refinement of the source, and simulations of both.

mod closures;
mod report;

use super::Problem;
use super::plan::Given;
use super::read::{self, Text};
use super::run::build::Profile;
use super::simulate;
use crate::args::Search;
use crate::ui::Ui;
use closures::OnRequest;
pub use report::{Certificate, Refinement, Report};
use std::path::PathBuf;
use suki_ir::{LocationKind, Program};
use suki_meaning::refine::Violation;
use suki_meaning::{Bounds, Budget, Trouble, Verdict, World, refines};

/// Plans a program, and checks the plan: its certificate, all it does within bounds, and simulations under faults
#[derive(Debug, clap::Args)]
#[group(id = "verify")]
pub struct Args {
    /// The program, an .ir file; `-` reads standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// A plan to check instead of the one that is found
    #[arg(long, value_name = "PLAN.ir")]
    plan: Option<PathBuf>,

    /// What to plan with.
    #[command(flatten)]
    search: Search,

    /// How many elements clients send, each from a client of its own
    #[arg(long, value_name = "N", default_value_t = 2)]
    requests: u32,

    /// How often each timer fires
    #[arg(long, value_name = "N", default_value_t = 1)]
    beats: u32,

    /// Somebody who may crash at any moment, with its helpers; may be repeated
    #[arg(long, value_name = "NAME|NAME[MEMBER]")]
    crash: Vec<String>,

    /// Pairs of states of plan and source that are looked at, before schedules are drawn by chance
    #[arg(long, value_name = "N", default_value_t = 20_000)]
    budget: usize,

    /// How many schedules are drawn
    #[arg(long, value_name = "N", default_value_t = 100)]
    schedules: usize,

    /// Seeds that source and plan are simulated under; 0 leaves that out
    #[arg(long, value_name = "N", default_value_t = 100)]
    seeds: u64,

    /// Draws what the plan does wrong into this file, as an SVG
    #[arg(long, value_name = "FILE.svg")]
    diagram: Option<PathBuf>,

    /// Compiles for speed, or quickly
    #[arg(long, value_name = "PROFILE", default_value = "dev")]
    build: Profile,
}

/// Checks one thing after the other, and says of each what was done.
pub fn run(args: &Args, ui: &Ui) -> Result<(), Problem> {
    let source = read::source(&args.file)?;
    let name = read::stem(&args.file);
    let text = Text { name: source.name.clone(), text: source.text.clone() };
    let given = Given::of(source, &args.search, ui)?;
    let program = read::usable(&text, "verify", ui)?;
    let program = if program.is_placed() { program.without_placement() } else { program };
    let crashes = args.crash.iter().map(|who| crash(&program, who)).collect::<Result<Vec<_>, Problem>>()?;
    let (plan, certificate) = match &args.plan {
        Some(path) => (read::usable(&read::source(path)?, "verify", ui)?, Certificate::Absent),
        None => {
            let planned = given.plan()?;
            let (instances, placements) = (planned.checked.instances, planned.checked.placements);
            (planned.outcome.plan, Certificate::Accepted { instances, placements })
        }
    };
    let mut closures = OnRequest::start(&args.file, &program, &text, args.build, ui)?;
    let bounds = bounds(args, &program, crashes, &mut closures)?;
    let verdict = {
        let live = ui.live();
        live.say("looking at all that the plan does");
        let budget = Budget { pairs_max: args.budget, schedules: args.schedules, ..Budget::default() };
        let mut world = World::new(&mut closures);
        refines(&program, &plan, &bounds, &budget, &mut world).map_err(|trouble| troubled(&name, &trouble))?
    };
    drop(closures);
    let violation = match &verdict {
        Verdict::Violated(violation) => Some(violation),
        Verdict::Proven { .. } | Verdict::Sampled { .. } => None,
    };
    draw(args, violation.map(|violation| &**violation))?;
    let refinement = Refinement::of(&verdict, args.requests, args.beats);
    let simulated = violation.is_none() && args.plan.is_none() && args.seeds > 0;
    let simulation =
        if simulated { Some(simulate::of_both(&args.file, &args.search, args.seeds, args.build, ui)?) } else { None };
    let report = Report { program: name.clone(), certificate, refinement, simulation };
    ui.product(&ui.verification(&report)).map_err(|error| Problem::could_not_run(read::reason(&error)))?;
    match report.wrong() {
        Some(why) => Err(Problem::failed(format!("{name}: {why}"))),
        None => Ok(()),
    }
}

/// What may happen from outside.
fn bounds(
    args: &Args,
    program: &Program,
    crashes: Vec<(String, u32)>,
    closures: &mut OnRequest,
) -> Result<Bounds, Problem> {
    let mut inputs = Vec::new();
    for i in 0..u64::from(args.requests) {
        match closures.element(i) {
            Ok(element) => inputs.push(vec![element]),
            Err(_) if program.workload.is_none() => break,
            Err(trouble) => return Err(troubled("workload", &trouble)),
        }
    }
    let crashes_max = u32::try_from(crashes.len()).unwrap_or(u32::MAX);
    let fused = args.search.colocate.iter().map(|group| group.0.clone()).collect();
    Ok(Bounds { inputs, beats_max: args.beats, randoms: vec![0, 1], crashes, crashes_max, fused, ..Bounds::default() })
}

/// `leader` or `acceptors[1]`.
fn crash(program: &Program, who: &str) -> Result<(String, u32), Problem> {
    let (name, member) = match who.strip_suffix(']').and_then(|who| who.split_once('[')) {
        Some((name, number)) => (name, number.parse().ok()),
        None => (who, Some(0)),
    };
    let known = program
        .location_named(name)
        .filter(|at| matches!(program.location(*at).kind, LocationKind::Process | LocationKind::Cluster { .. }));
    match (known, member) {
        (Some(at), Some(member)) if member < program.members(at) => Ok((name.to_string(), member)),
        _ => Err(Problem::could_not_run(format!("--crash: `{who}` is no process and no member of a cluster"))),
    }
}

fn troubled(name: &str, trouble: &Trouble) -> Problem {
    Problem::failed(format!("{name} could not be interpreted: {trouble}"))
}

fn draw(args: &Args, violation: Option<&Violation>) -> Result<(), Problem> {
    match (&args.diagram, violation) {
        (Some(path), Some(violation)) => std::fs::write(path, violation.diagram()).map_err(|error| {
            Problem::could_not_run(format!("could not write {}: {}", path.display(), read::reason(&error)))
        }),
        _ => Ok(()),
    }
}
