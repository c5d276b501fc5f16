//! `suki-opt explain`: the page of an error code.

use super::Problem;
use super::read::{self, Text};
use super::suggest::mend;
use crate::ui::Ui;
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
    let diagnostics = read::program(&example).1;
    ui.product(&ui.explanation(&page, &example, &diagnostics)).map_err(|error| {
        Problem::could_not_run(format!("could not write to standard output: {}", read::reason(&error)))
    })
}

/// The failing example, under the name that it has in the repository.
fn example(page: &Page) -> Text {
    Text { name: format!("tests/errors/{}.ir", page.name), text: page.example.to_string() }
}

fn unknown(word: &str) -> Problem {
    let codes: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
    let problem = Problem::could_not_run(format!("no error code is called `{word}`"));
    problem.help(mend(&word.to_uppercase(), "the codes are", &codes))
}
