//! `suki-opt new`: a small program to begin with.

use super::Problem;
use super::read::reason;
use crate::ui::Ui;
use std::fs::{DirBuilder, OpenOptions};
use std::io::Write;
use std::path::Path;

/// Makes a folder with a small program that checks and plans, to begin with
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What the program is called: letters, digits, `-` and `_`
    #[arg(value_name = "NAME")]
    name: String,
}

/// The program that everybody begins with.
const PROGRAM: &str = include_str!("new/program.ir");
const README: &str = include_str!("new/README.md");
/// What stands for the name in both.
const PLACEHOLDER: &str = "PROGRAM_NAME";

/// Writes `NAME/NAME.ir` and a page beside it; nothing that is there is written over.
pub fn run(args: &Args, ui: &Ui) -> Result<(), Problem> {
    let name = &args.name;
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) || !name.chars().all(fits) {
        return Err(Problem::could_not_run(format!("a program cannot be called `{name}`"))
            .help("begin with a letter; letters, digits, `-` and `_` may follow"));
    }
    let folder = Path::new(name);
    DirBuilder::new().create(folder).map_err(|error| {
        let problem = Problem::could_not_run(format!("could not make the folder {name}: {}", reason(&error)));
        match error.kind() {
            std::io::ErrorKind::AlreadyExists => problem.help("choose another name; nothing is written over"),
            _ => problem,
        }
    })?;
    let program = folder.join(format!("{name}.ir"));
    write(&program, &PROGRAM.replace(PLACEHOLDER, name))?;
    write(&folder.join("README.md"), &README.replace(PLACEHOLDER, name))?;
    let next = format!("{}\n\n  suki-opt check {1}\n  suki-opt {1}\n", program.display(), program.display());
    ui.product(&next)
        .map_err(|error| Problem::could_not_run(format!("could not write to standard output: {}", reason(&error))))
}

fn write(path: &Path, text: &str) -> Result<(), Problem> {
    let file = OpenOptions::new().write(true).create_new(true).open(path);
    file.and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(|error| Problem::could_not_run(format!("could not write {}: {}", path.display(), reason(&error))))
}
