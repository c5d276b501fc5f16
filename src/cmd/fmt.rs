//! `suki-opt fmt`: programs in their canonical layout.

use super::Problem;
use super::read::{self, Text, counted};
use crate::ui::Ui;
use clap::ValueEnum;
use std::path::{Path, PathBuf};
use suki_ir::json;
use suki_ir::text::format;

/// Lays programs out anew, in place; every token and every comment is kept
///
/// A program that cannot be read is left as it is.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The programs, .ir files; `-` reads standard input and writes standard output
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,

    /// Writes nothing; prints what would change, and fails when anything would
    #[arg(long)]
    check: bool,

    /// Prints the programs in this form, and leaves the files as they are
    #[arg(long = "as", value_name = "FORM", conflicts_with = "check")]
    form: Option<Form>,
}

/// The forms of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    /// Its canonical text, without comments.
    Ir,
    /// For tools: `ir/schema/program-v1.json`.
    Json,
}

/// Formats every file, then says how many could not be or, with `--check`, are not.
pub fn run(args: &Args, ui: &Ui) -> Result<(), Problem> {
    if let Some(form) = args.form {
        return args.files.iter().try_for_each(|file| convert(file, form, ui));
    }
    let sources = args.files.iter().map(|file| read::text(file)).collect::<Result<Vec<_>, Problem>>()?;
    let (mut broken, mut unformatted) = (0, 0);
    for (file, source) in args.files.iter().zip(&sources) {
        match format(&source.text) {
            Err(diagnostics) => {
                ui.diagnostics(&source.sources(), &diagnostics);
                broken += 1;
            }
            Ok(formatted) if args.check => {
                unformatted += usize::from(formatted != source.text);
                deliver(source, ui, &ui.difference(source, &formatted))?;
            }
            Ok(formatted) => write(file, source, &formatted, ui)?,
        }
    }
    let of = |count: usize, what: &str| match sources.as_slice() {
        [source] => Problem::failed(format!("{} {what}", source.name)),
        _ => Problem::failed(format!("{} of {} {what}", count, counted(sources.len(), "file"))),
    };
    match (broken, unformatted) {
        (0, 0) => Ok(()),
        (0, _) => Err(of(unformatted, "would be formatted")),
        _ => Err(of(broken, "could not be formatted")),
    }
}

/// Prints a program, which must be one, in another form.
fn convert(file: &Path, form: Form, ui: &Ui) -> Result<(), Problem> {
    let source = read::source(file)?;
    let program = read::usable(&source, "convert", ui)?;
    deliver(
        &source,
        ui,
        &match form {
            Form::Ir => program.to_string(),
            Form::Json => json::write(&program),
        },
    )
}

/// Replaces a file that changes, and only that.
fn write(file: &Path, source: &Text, formatted: &str, ui: &Ui) -> Result<(), Problem> {
    if file == Path::new("-") {
        return deliver(source, ui, formatted);
    }
    if formatted == source.text {
        return Ok(());
    }
    std::fs::write(file, formatted).map_err(|error| could_not_write(source, &error))
}

fn deliver(source: &Text, ui: &Ui, text: &str) -> Result<(), Problem> {
    ui.product(text).map_err(|error| could_not_write(source, &error))
}

fn could_not_write(source: &Text, error: &std::io::Error) -> Problem {
    Problem::could_not_run(format!("could not write {}: {}", source.name, read::reason(error)))
}
