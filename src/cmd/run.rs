//! `suki-opt run`: a program as processes on this machine, driven, measured and checked.

pub(super) mod build;
pub(super) mod child;
mod drive;
mod fault;
mod fleet;
pub(super) mod folder;
pub mod report;
mod scrape;
pub(super) mod signals;

use super::plan::Given;
use super::read::{self, Text};
use super::{Problem, cache, generate, workspace};
use crate::args::{Form, Search};
use crate::ui::Ui;
use build::Profile;
use fleet::Fleet;
use folder::Folder;
use report::Report;
use signals::Asked;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use suki_ir::Program;

/// How often it is looked whether all is well.
const BEAT: Duration = Duration::from_millis(50);

/// Builds a program, runs all its locations on this machine, drives them with its workload, and checks what they answer
#[derive(Debug, clap::Args)]
#[group(id = "run")]
pub struct Args {
    /// The program or plan, an .ir file; `-` reads standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// What to run: the best `optimised` plan, or the `source` as it is written
    #[arg(long, value_name = "WHICH", default_value = "optimised")]
    plan: Which,

    /// What to plan with.
    #[command(flatten)]
    search: Search,

    /// How to drive it.
    #[command(flatten)]
    load: drive::Args,

    /// What goes wrong.
    #[command(flatten)]
    fault: fault::Args,

    /// Plays the inputs in a file instead of the workload, prints the outputs; lines of JSON: port, client, value
    #[arg(long, value_name = "FILE")]
    script: Option<PathBuf>,

    /// Where the generated code goes [default: a cache, $SUKI_CACHE or ~/.cache/suki]
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,

    /// Connects processes by TCP instead of Unix sockets
    #[arg(long)]
    tcp: bool,

    /// Compiles for speed, quickly, or for figures
    #[arg(long, value_name = "PROFILE", default_value = "release")]
    build: Profile,
}

/// What is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Which {
    /// What planning finds.
    #[value(alias = "optimized")]
    Optimised,
    /// What the file says.
    Source,
}

impl Which {
    fn as_str(self) -> &'static str {
        match self {
            Which::Optimised => "optimised",
            Which::Source => "source",
        }
    }
}

/// Plans, builds, starts, drives, stops, says what came of it.
pub fn run(args: &Args, ui: &Ui) -> Result<(), Problem> {
    let asked =
        Asked::listen().map_err(|error| Problem::could_not_run(format!("signals: {}", read::reason(&error))))?;
    if let Some(out) = &args.out {
        workspace::check(out)?;
    }
    let name = read::stem(&args.file);
    let (program, source) = program(args, ui)?;
    let cache = cache::root();
    let folder = match &args.out {
        Some(out) => std::path::absolute(out).map_err(|error| Problem::could_not_run(read::reason(&error)))?,
        None => cache::folder(&args.file, args.plan.as_str()),
    };
    let run_folder = Folder::new()?;
    let began = Instant::now();
    compile(args, &program, &source, &folder, &cache, &run_folder, &asked, ui)?;
    let build = began.elapsed();
    let manifest = workspace::manifest(&folder)?;
    let mut fleet = Fleet::start(manifest, &run_folder, args.tcp, args.search.flush, &asked, ui)?;
    let start = began.elapsed() - build;
    if let Some(script) = &args.script {
        let outputs = drive::play(script, &mut fleet, &run_folder, &asked)?;
        fleet.stop();
        return ui.product(&outputs).map_err(|error| Problem::could_not_run(read::reason(&error)));
    }
    let driven = drive::drive(&args.load, &args.fault, args.search.flush, &mut fleet, &run_folder, &asked, ui)?;
    fleet.stop();
    let report = Report::new(&name, args.plan.as_str(), args.search.flush, driven, [build, start]);
    ui.product(&ui.run(&report)).map_err(|error| Problem::could_not_run(read::reason(&error)))?;
    report.check()
}

/// What is to be run, and the text whose lines generated code speaks of.
fn program(args: &Args, ui: &Ui) -> Result<(Program, Text), Problem> {
    match args.plan {
        Which::Source => {
            let source = read::source(&args.file)?;
            Ok((read::usable(&source, "run", ui)?, source))
        }
        Which::Optimised => {
            let given = Given::read(&args.file, &args.search, ui)?;
            given.plan()?.as_text("run", ui)
        }
    }
}

/// Generates and builds, while nobody else does so in the same place; the programs end up in the run's own folder.
#[allow(clippy::too_many_arguments)]
fn compile(
    args: &Args,
    program: &Program,
    source: &Text,
    folder: &Path,
    cache: &Path,
    run_folder: &Folder,
    asked: &Asked,
    ui: &Ui,
) -> Result<(), Problem> {
    // All programs are built in one place, from which each takes its own.
    let target = cache.join("target");
    let _lock = cache::lock(cache, &target)?;
    let mut files = generate::workspace(program, source, Form::Programs, cache, ui)?;
    if args.out.is_none() {
        files = cache::share(cache, files)?;
    }
    cache::mark(folder, &mut files);
    workspace::write(folder, &files)?;
    let manifest = workspace::manifest(folder)?;
    args.fault.check(&manifest)?;
    let live = ui.live();
    let built = build::build(folder, &target, args.build, asked, |what| {
        live.say(&format!("compiling {what}"));
    });
    drop(live);
    match built {
        Ok(programs) => run_folder.take(&programs, &fleet::programs(&manifest)),
        Err(build::Failure::Other(problem)) => Err(problem),
        Err(build::Failure::Code(complaints)) => Err(build::problem(&complaints, folder, source)),
    }
}
