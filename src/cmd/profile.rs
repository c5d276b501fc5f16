//! `suki-opt profile`: runs a program under its workload and writes what its streams carried, for planning.

mod counted;

use super::compile::Compile;
use super::read::{self, Text};
use super::run::drive;
use super::run::fault;
use super::run::fleet::Fleet;
use super::run::folder::Folder;
use super::run::report::Report;
use super::run::signals::Asked;
use super::{Problem, run, workspace};
use crate::args::When;
use crate::ui::Ui;
use counted::Counted;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Runs a program under its workload, and writes the rates and sizes of its streams for `--profile`
#[derive(Debug, clap::Args)]
#[group(id = "profiling")]
pub struct Args {
    /// The program, an .ir file; `-` reads standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// How to drive it.
    #[command(flatten)]
    load: drive::Args,

    /// When messages are written
    #[arg(long, value_name = "WHEN", default_value = "turn")]
    flush: When,

    /// Compiles for speed, or quickly
    #[arg(long, value_name = "PROFILE", default_value = "release")]
    build: run::build::Profile,

    /// Where the profile goes; `-` is standard output [default: beside the program, as PROGRAM.profile.toml]
    #[arg(long, value_name = "FILE.toml")]
    out: Option<PathBuf>,
}

/// Builds with counters, runs, drives, asks, writes.
pub fn run(args: &Args, ui: &Ui) -> Result<(), Problem> {
    let asked =
        Asked::listen().map_err(|error| Problem::could_not_run(format!("signals: {}", read::reason(&error))))?;
    let source = read::source(&args.file)?;
    let program = read::usable(&source, "profile", ui)?;
    let folder = Folder::new()?;
    let bin = folder.path().join("bin");
    let emit = suki_codegen::counting;
    Compile { file: &args.file, profile: args.build, emit, asked: &asked, ui }
        .build(&program, &source, "profile", &bin)?;
    let mut fleet = Fleet::start(workspace::manifest(&bin)?, &folder, false, args.flush, &asked, ui)?;
    let driven = drive::drive(&args.load, &fault::Args::default(), args.flush, &mut fleet, &folder, &asked, ui)?;
    let counters = fleet.all_counters();
    let counted = counters.map(|counters| Counted::new(&program, &counters));
    fleet.stop();
    let name = read::stem(&args.file);
    let report = Report::new(&name, "source", args.flush, driven, [Duration::ZERO; 2]);
    report.check()?;
    let counted = counted.ok_or_else(|| Problem::could_not_run("a process did not say what it has counted"))?;
    let requests = report.client["requests"].as_u64().unwrap_or(0);
    let text = counted.profile(&name, requests)?;
    write(args, &source, &text, ui)
}

fn write(args: &Args, source: &Text, text: &str, ui: &Ui) -> Result<(), Problem> {
    let beside = || Path::new(&source.name).with_extension("profile.toml");
    let is_stdin = args.file == Path::new("-");
    let path = args.out.clone().unwrap_or_else(|| if is_stdin { PathBuf::from("-") } else { beside() });
    let written = if path == Path::new("-") { ui.product(text) } else { std::fs::write(&path, text) };
    written.map_err(|error| {
        Problem::could_not_run(format!("could not write {}: {}", path.display(), read::reason(&error)))
    })
}
