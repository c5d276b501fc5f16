//! `suki-opt simulate`: a program with all its processes in one, under seeds and faults.

mod constants;

use super::plan::Given;
use super::read::{self, Text};
use super::run::build::{self, Profile};
use super::run::child::{Started, words};
use super::run::folder::Folder;
use super::run::signals::Asked;
use super::{Problem, cache, generate, workspace};
use crate::args::Search;
use crate::ui::Ui;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;
use suki_ir::Program;

/// How often it is looked whether somebody wants the run to end.
const BEAT: Duration = Duration::from_millis(20);
/// The program that is built.
const SIMULATION: &str = "simulation";

/// Runs all processes of a program in one, under virtual time, a seeded scheduler and faults, and checks what clients see
#[derive(Debug, clap::Args)]
#[group(id = "simulate")]
pub struct Args {
    /// The program or plan, an .ir file; `-` reads standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// What to simulate: the `source` as it is written, the best `optimised` plan, or `both`
    #[arg(long, value_name = "WHICH", default_value = "both")]
    plan: Which,

    /// What to plan with.
    #[command(flatten)]
    search: Search,

    /// How many seeds
    #[arg(long, value_name = "N", default_value_t = 1_000)]
    seeds: u64,

    /// The first of them
    #[arg(long, value_name = "S", default_value_t = 0)]
    first_seed: u64,

    /// This seed alone
    #[arg(long, value_name = "S", conflicts_with_all = ["seeds", "first_seed"])]
    seed: Option<u64>,

    /// Prints all that happens in the first seed
    #[arg(long)]
    trace: bool,

    /// What may go wrong: none, or some of crash, restart, pause, partition, drift, delay, loss, reset [default: all]
    #[arg(long, value_name = "KINDS")]
    faults: Option<String>,

    /// Members of a location that may crash without any request being lost; may be repeated
    #[arg(long, value_name = "NAME=N")]
    survives: Vec<String>,

    /// Gives a constant of the program another value, so that rare things happen soon; may be repeated
    #[arg(long, value_name = "CONST=VALUE")]
    set: Vec<String>,

    /// Seeds that are simulated at a time [default: as many as there are cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    jobs: Option<u32>,

    /// The seeded bug that is switched on, in a program with a function `mutant(number: u64) -> bool`
    #[arg(long, value_name = "K", default_value_t = 0, hide = true)]
    mutant: u64,

    /// Compiles for speed, or quickly
    #[arg(long, value_name = "PROFILE", default_value = "release")]
    build: Profile,
}

/// What is simulated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Which {
    /// What the file says.
    Source,
    /// What planning finds.
    #[value(alias = "optimized")]
    Optimised,
    /// The one after the other.
    Both,
}

/// What a simulation has shown; tools rely on its fields.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The program's name.
    pub program: String,
    /// `source` or `optimised`.
    pub plan: &'static str,
    /// All that the simulation says.
    #[serde(flatten)]
    pub shown: Shown,
}

/// What the simulation says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Shown {
    /// Seeds that were simulated.
    pub seeds: u64,
    /// Events of all of them.
    pub steps: u64,
    /// How often each kind of fault struck.
    pub faults: BTreeMap<String, u64>,
    /// What was wrong.
    pub violations: Vec<Violated>,
    /// What happened in the first seed, where that was asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trace: Vec<String>,
}

/// A seed that fails.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Violated {
    /// The seed.
    pub seed: u64,
    /// Who says that something is wrong.
    pub oracle: String,
    /// Why, in words.
    pub why: String,
    /// Steps of the seed, and of the smallest simulation found that fails alike.
    pub steps: [u64; 2],
    /// What happens in that simulation.
    pub trace: Vec<String>,
}

/// Builds and runs the simulation of each plan asked for.
pub fn run(args: &Args, ui: &Ui) -> Result<(), Problem> {
    let name = read::stem(&args.file);
    let mut wrong = Vec::new();
    each(args, ui, |report| {
        ui.product(&ui.simulation(report)).map_err(|error| Problem::could_not_run(read::reason(&error)))?;
        let plan = report.plan;
        let violated = report.shown.violations.iter();
        wrong.extend(violated.map(|violated| format!("{plan}, seed {}: {}", violated.seed, violated.why)));
        Ok(())
    })?;
    if wrong.is_empty() {
        return Ok(());
    }
    Err(Problem::failed(format!("{name} does what it must not"))
        .notes(wrong)
        .help("`--seed S --trace` prints all that happens in a seed"))
}

/// What simulations of source and plan show, as `suki-opt simulate` without further flags.
pub fn of_both(file: &Path, search: &Search, seeds: u64, build: Profile, ui: &Ui) -> Result<Vec<Report>, Problem> {
    let (file, search) = (file.to_path_buf(), search.clone());
    let (seed, faults, jobs) = (None, None, None);
    let (plan, trace, first_seed, mutant) = (Which::Both, false, 0, 0);
    let (survives, set) = (Vec::new(), Vec::new());
    let args = Args { file, plan, search, seeds, first_seed, seed, trace, faults, survives, set, jobs, mutant, build };
    let mut reports = Vec::new();
    each(&args, ui, |report| {
        reports.push(report.clone());
        Ok(())
    })?;
    Ok(reports)
}

/// Simulates what is asked for, one after the other.
fn each(args: &Args, ui: &Ui, mut then: impl FnMut(&Report) -> Result<(), Problem>) -> Result<(), Problem> {
    let asked =
        Asked::listen().map_err(|error| Problem::could_not_run(format!("signals: {}", read::reason(&error))))?;
    let name = read::stem(&args.file);
    let source = read::source(&args.file)?;
    let source = Text { text: constants::set(&source, &args.set)?, name: source.name };
    for plan in ["source", "optimised"] {
        let is_asked = match args.plan {
            Which::Source => plan == "source",
            Which::Optimised => plan == "optimised",
            Which::Both => true,
        };
        if !is_asked {
            continue;
        }
        let (program, text) = program(args, plan, &name, &source, ui)?;
        let folder = Folder::new()?;
        compile(args, plan, &program, &text, &folder, &asked, ui)?;
        let shown = simulate(args, &folder, &asked)?;
        then(&Report { program: name.clone(), plan, shown })?;
    }
    Ok(())
}

/// What is to be simulated, and the text whose lines generated code speaks of.
fn program(args: &Args, plan: &str, name: &str, source: &Text, ui: &Ui) -> Result<(Program, Text), Problem> {
    let source = Text { name: source.name.clone(), text: source.text.clone() };
    if plan == "source" {
        return Ok((read::usable(&source, "simulate", ui)?, source));
    }
    let given = Given::of(source, &args.search, ui)?;
    let text = given.plan()?.outcome.plan.to_string();
    let source = Text { name: format!("{name}.plan.ir"), text };
    Ok((read::usable(&source, "simulate", ui)?, source))
}

fn compile(
    args: &Args,
    plan: &str,
    program: &Program,
    source: &Text,
    folder: &Folder,
    asked: &Asked,
    ui: &Ui,
) -> Result<(), Problem> {
    let cache = cache::root();
    let there = cache::folder(&args.file, &format!("{plan}-simulation"), None);
    let target = cache.join("target");
    let _lock = cache::lock(&cache, &target)?;
    let mut files = cache::share(&cache, generate::simulated(program, source, &cache, ui)?)?;
    cache::mark(&there, &mut files);
    workspace::write(&there, &files)?;
    let live = ui.live();
    let built = build::build(&there, &target, args.build, asked, |what| live.say(&format!("compiling {what}")));
    drop(live);
    match built {
        Ok(programs) => folder.take(&programs, &[SIMULATION.to_string()]),
        Err(build::Failure::Other(problem)) => Err(problem),
        Err(build::Failure::Code(complaints)) => Err(build::problem(&complaints, &there, source)),
    }
}

fn simulate(args: &Args, folder: &Folder, asked: &Asked) -> Result<Shown, Problem> {
    let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get() as u32);
    let mut command = Command::new(folder.program(SIMULATION));
    let (first_seed, seeds) = args.seed.map_or((args.first_seed, args.seeds), |seed| (seed, 1));
    command.args(["--first-seed", &first_seed.to_string(), "--seeds", &seeds.to_string()]);
    command.args(["--jobs", &args.jobs.unwrap_or(cores).to_string()]);
    command.args(["--trace", if args.trace { "yes" } else { "no" }]);
    command.args(["--mutant", &args.mutant.to_string()]);
    if let Some(kinds) = &args.faults {
        command.args(["--faults", kinds]);
    }
    for survives in &args.survives {
        command.args(["--survives", survives]);
    }
    command.stdout(Stdio::piped());
    let could_not = |error: std::io::Error| Problem::could_not_run(format!("simulation: {}", read::reason(&error)));
    let mut simulation = Started::new(SIMULATION.into(), command, folder.log(SIMULATION)).map_err(could_not)?;
    let stdout = simulation.child.stdout.take();
    let reader = std::thread::spawn(move || {
        let mut said = String::new();
        stdout.map_or(Ok(0), |mut stdout| stdout.read_to_string(&mut said)).map(|_| said)
    });
    let status = loop {
        if let Some(word) = asked.to_stop() {
            simulation.kill();
            return Err(Problem::could_not_run(word));
        }
        match simulation.ended() {
            Some(status) => break status,
            None => std::thread::sleep(BEAT),
        }
    };
    let said = reader.join().unwrap_or_else(|_| Ok(String::new())).map_err(could_not)?;
    match (status.code(), serde_json::from_str(&said)) {
        (Some(0 | 1), Ok(shown)) => Ok(shown),
        (Some(2), _) => Err(Problem::could_not_run(said.lines().next().unwrap_or_default())),
        _ => Err(Problem::could_not_run(format!("the simulation {}", words(status))).notes(simulation.last_words())),
    }
}
