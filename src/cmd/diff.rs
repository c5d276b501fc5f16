//! `suki-opt diff`: what differs between two programs or plans.

use super::Problem;
use super::read::{self, counted};
use crate::ui::Ui;
use std::path::PathBuf;
use suki_ir::compare::{Difference, compare};
use suki_ir::infer;

/// Says what differs between two programs or plans: locations, operators and where they are, facts, items, workload
///
/// Names of streams, comments, layout and the order of statements do not count.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The first program, an .ir file or its JSON form; `-` reads standard input
    #[arg(value_name = "A")]
    before: PathBuf,

    /// The second program
    #[arg(value_name = "B")]
    after: PathBuf,

    /// Exits with 1 when anything differs
    #[arg(long)]
    exit_code: bool,
}

/// Compares both and puts the differences on standard output.
pub fn run(args: &Args, ui: &Ui) -> Result<(), Problem> {
    let [before, after] = [&args.before, &args.after].map(|path| {
        let source = read::source(path)?;
        let program = read::usable(&source, "compare", ui)?;
        Ok((source.name, infer(&program).0, program))
    });
    let ((name, streams, program), (other_name, other_streams, other)) = (before?, after?);
    let found: Vec<Difference> = compare((&program, &streams), (&other, &other_streams));
    ui.product(&ui.differences(&name, &other_name, &found)).map_err(|error| {
        Problem::could_not_run(format!("could not write to standard output: {}", read::reason(&error)))
    })?;
    if args.exit_code && !found.is_empty() {
        let places = counted(found.len(), "place");
        return Err(Problem::failed(format!("{name} and {other_name} differ in {places}")));
    }
    Ok(())
}
