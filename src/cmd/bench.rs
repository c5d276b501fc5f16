//! `suki-opt bench`: a program beside its plans, in pairs of runs on an honest cluster.

mod arguments;
mod cell;
mod machine;
mod measure;
pub mod report;
mod side;

use super::Problem;
use super::plan::Given;
use super::read;
use super::run::folder::Folder;
use super::run::signals::Asked;
use crate::args::Search;
use crate::ui::Ui;
pub use arguments::Args;
use cell::Cell;
use report::Report;
use std::path::Path;

/// Plans, builds, measures, says what came of it.
pub fn run(args: &Args, ui: &Ui) -> Result<(), Problem> {
    let asked =
        Asked::listen().map_err(|error| Problem::could_not_run(format!("signals: {}", read::reason(&error))))?;
    if let Some(out) = &args.out {
        std::fs::create_dir_all(out).map_err(|error| unwritten(out, &error))?;
    }
    let mut given = Given::read(&args.file, &search(args), ui)?;
    let cells = cell::cells(args, &mut given, &asked)?;
    let folder = Folder::new()?;
    let sides = side::build(args, &given.source(), &cells, &folder, &asked, ui)?;
    let measured = measure::all(args, &cells, &sides, &asked, ui)?;
    let report = Report::new(args, &given, measured);
    if let Some(out) = &args.out {
        write(out, &report, ui)?;
    }
    ui.product(&ui.bench(&report)).map_err(|error| Problem::could_not_run(read::reason(&error)))?;
    report.check()
}

/// What the plans are looked for with.
fn search(args: &Args) -> Search {
    let mut words = vec!["--target", args.target()];
    let profile = args.profile.as_ref().map(|path| path.display().to_string());
    if let Some(path) = &profile {
        words.extend(["--profile", path]);
    }
    Search { colocate: args.colocate.clone(), ..Search::with(&words) }
}

/// The report as JSON and Markdown, and its charts.
fn write(out: &Path, report: &Report, ui: &Ui) -> Result<(), Problem> {
    for (ending, text) in ui.bench_files(report) {
        let path = out.join(format!("{}{ending}", report.program));
        std::fs::write(&path, text).map_err(|error| unwritten(&path, &error))?;
    }
    Ok(())
}

fn unwritten(path: &Path, error: &std::io::Error) -> Problem {
    Problem::could_not_run(format!("could not write {}: {}", path.display(), read::reason(error)))
}
