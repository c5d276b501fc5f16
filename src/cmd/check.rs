//! `suki-opt check`: what is wrong with programs, and nothing else.

use super::read::{self, counted};
use super::{Problem, laws};
use crate::ui::Ui;
use std::path::PathBuf;

/// Says what is wrong with programs; prints nothing when nothing is
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The programs, .ir files or their JSON forms; `-` reads standard input
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,

    /// Compiles the lattices that the programs implement, and tests whether their merges obey the laws
    #[arg(long)]
    laws: bool,
}

/// Checks every file, then says how many have errors.
pub fn run(args: &Args, ui: &Ui) -> Result<(), Problem> {
    let sources = args.files.iter().map(|file| read::source(file)).collect::<Result<Vec<_>, Problem>>()?;
    let (mut errors, mut wrong, mut sound) = (0, Vec::new(), Vec::new());
    for source in &sources {
        let reading = read::program(source);
        ui.diagnostics(&reading.sources, &reading.diagnostics);
        let of_file = reading.diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).count();
        errors += of_file;
        if of_file > 0 {
            wrong.push(source.name.as_str());
        } else {
            sound.push(reading);
        }
    }
    match (errors, wrong.as_slice()) {
        (0, _) if args.laws => sound.iter().try_for_each(laws::check),
        (0, _) => Ok(()),
        (_, [file]) => Err(Problem::failed(format!("{file} has {}", counted(errors, "error")))),
        (_, files) => {
            Err(Problem::failed(format!("{} in {} of {} files", counted(errors, "error"), files.len(), sources.len())))
        }
    }
}
