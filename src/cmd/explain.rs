//! `suki-opt explain`: the page of an error code.

use super::Problem;
use super::read;
use super::suggest::mend;
use crate::ui::Ui;
use suki_ir::text::Reading;
use suki_ir::{Code, Page, explain};

/// Explains an error code: its cause, a program that has it, and how to mend it
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The code, as diagnostics show it: S0010
    #[arg(value_name = "CODE")]
    code: String,
}

/// Finds the page and puts it on standard output.
pub fn run(args: &Args, ui: &Ui) -> Result<(), Problem> {
    let page = Code::find(&args.code).and_then(explain).ok_or_else(|| unknown(&args.code))?;
    let example = example(&page);
    ui.product(&ui.explanation(&page, &example.sources, &example.diagnostics)).map_err(|error| {
        Problem::could_not_run(format!("could not write to standard output: {}", read::reason(&error)))
    })
}

/// Files that failing examples use, by the names that they have in the repository.
const USED: [(&str, &str); 3] = [
    ("tests/errors/cells/loops.ir", include_str!("../../tests/errors/cells/loops.ir")),
    ("tests/errors/cells/once.ir", include_str!("../../tests/errors/cells/once.ir")),
    ("tests/errors/cells/process.ir", include_str!("../../tests/errors/cells/process.ir")),
];

/// The failing example, under the name that it has in the repository, and what is said of it.
fn example(page: &Page) -> Reading {
    let mut load = |name: &str| {
        let used = USED.iter().find(|(known, _)| *known == name);
        used.map(|(_, text)| text.to_string()).ok_or_else(|| "no such file or directory".to_string())
    };
    suki_ir::text::read(&format!("tests/errors/{}.ir", page.name), page.example, &mut load)
}

fn unknown(word: &str) -> Problem {
    let codes: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
    let problem = Problem::could_not_run(format!("no error code is called `{word}`"));
    problem.help(mend(&word.to_uppercase(), "the codes are", &codes))
}
