//! A certificate with the two programs that it speaks of, against the checker.

use crate::args::Group;
use crate::cmd::plan::permissions;
use crate::cmd::read::{self, Text, counted};
use crate::cmd::{Line, Problem};
use crate::ui::Ui;
use std::path::Path;
use suki_ir::Program;
use suki_rewrites::Certificate;
use suki_verification::{Refusal, check_with};

/// Puts what was checked on standard output, or says why it is no proof.
pub fn run(file: &Path, source: &Path, plan: &Path, colocate: &[Group], ui: &Ui) -> Result<(), Problem> {
    let name = plan.display().to_string();
    let file = read::text(file)?;
    let certificate = parsed(&file)?;
    let source = program(source, ui)?;
    let plan = program(plan, ui)?;
    let colocate: Vec<Vec<String>> = colocate.iter().map(|group| group.0.clone()).collect();
    let permissions = permissions(&source, &colocate)?;
    let checked =
        check_with(&source, &plan, &certificate, &permissions).map_err(|refusals| refused(&file, &refusals))?;
    ui.product(&ui.verdict(&name, checked)).map_err(|error| {
        Problem::could_not_run(format!("could not write to standard output: {}", read::reason(&error)))
    })
}

fn parsed(file: &Text) -> Result<Certificate, Problem> {
    serde_json::from_str(&file.text).map_err(|error| {
        let problem = Problem::failed(format!("{} is no certificate: {error}", file.name));
        let (path, text) = (file.name.clone(), file.text.clone());
        problem.at(Line { path, text, number: error.line().max(1) }).help("`--emit certificate` writes one")
    })
}

fn program(path: &Path, ui: &Ui) -> Result<Program, Problem> {
    read::usable(&read::source(path)?, "verify", ui)
}

fn refused(file: &Text, refusals: &[Refusal]) -> Problem {
    let reasons = counted(refusals.len(), "reason");
    Problem::failed(format!("{} proves nothing of this plan and this source: {reasons}", file.name))
        .notes(refusals.iter().map(ToString::to_string).collect())
        .help("a certificate holds for the very source and plan that it was written with")
}
