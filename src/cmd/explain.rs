//! `suki-opt explain`: the page of an error code, or of a rule.

use super::Problem;
use super::read;
use super::suggest::mend;
use crate::ui::Ui;
use suki_ir::text::Reading;
use suki_ir::{Code, Page, explain};
use suki_rewrites::rule::rules;

/// Explains an error code: its cause, a program that has it, and how to mend it; or a rule that plans are made with
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The code, as diagnostics show it: S0010; or a rule, as plans show it: rule:partition
    #[arg(value_name = "CODE|rule:NAME")]
    code: String,
}

/// Finds the page and puts it on standard output.
pub fn run(args: &Args, ui: &Ui) -> Result<(), Problem> {
    if let Some(name) = args.code.strip_prefix("rule:") {
        let rule = rules().iter().find(|rule| rule.name == name).ok_or_else(|| unknown_rule(name))?;
        return shown(&ui.rule(rule), ui);
    }
    let page = Code::find(&args.code).and_then(explain).ok_or_else(|| unknown(&args.code))?;
    let example = example(&page);
    shown(&ui.explanation(&page, &example.sources, &example.diagnostics), ui)
}

fn shown(text: &str, ui: &Ui) -> Result<(), Problem> {
    ui.product(text).map_err(|error| {
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

fn unknown_rule(word: &str) -> Problem {
    let names: Vec<&str> = rules().iter().map(|rule| rule.name).collect();
    Problem::could_not_run(format!("no rule is called `{word}`")).help(mend(word, "the rules are", &names))
}
