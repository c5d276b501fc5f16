//! `suki-opt explain`: the page of an error code, or why the plan of a program is as it is.

mod code;
pub mod plan;

use super::Problem;
use super::read;
use super::suggest::mend;
use crate::args::Search;
use crate::ui::Ui;
use std::path::Path;
use suki_ir::Code;

/// Explains an error code; or a plan: why everything is where it is, and what would allow more
///
/// suki-opt explain S0010: cause, a program that has it, how to mend it.
/// suki-opt explain FILE [LOCATION|OPERATOR]: which rule put it there, and what planning predicts for every change that
/// might allow more: a fact to add, a constraint to lift, another budget.
#[derive(Debug, clap::Args)]
#[group(id = "explain")]
pub struct Args {
    /// The code, as diagnostics show it: S0010; or a program, an .ir file
    #[arg(value_name = "CODE|FILE")]
    what: String,

    /// Of a program: a location of the program or of its plan, or the name of a stream
    #[arg(value_name = "LOCATION|OPERATOR")]
    place: Option<String>,

    /// What to plan with.
    #[command(flatten)]
    search: Search,
}

/// Finds what is asked for and puts it on standard output.
pub fn run(args: &Args, ui: &Ui) -> Result<(), Problem> {
    let text = match (Code::find(&args.what), &args.place) {
        (Some(found), None) => code::page(found, ui).ok_or_else(|| unknown(&args.what))?,
        _ if is_file(&args.what) => plan::page(Path::new(&args.what), args.place.as_deref(), &args.search, ui)?,
        _ => return Err(unknown(&args.what)),
    };
    ui.product(&text).map_err(|error| {
        Problem::could_not_run(format!("could not write to standard output: {}", read::reason(&error)))
    })
}

/// Whether a word is meant as a file: no code has a dot.
fn is_file(word: &str) -> bool {
    word == "-" || word.contains(['.', '/']) || Path::new(word).exists()
}

fn unknown(word: &str) -> Problem {
    let codes: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
    let problem = Problem::could_not_run(format!("no error code is called `{word}`"));
    problem.help(mend(&word.to_uppercase(), "the codes are", &codes))
}
