//! `suki-opt rules`: the rule table.

use super::Problem;
use super::read;
use crate::ui::Ui;
use suki_rewrites::rule::rules;

/// Shows the rules that plans are made with: what each says, when and why it holds, and its theorem
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Puts the table on standard output.
pub fn run(_: &Args, ui: &Ui) -> Result<(), Problem> {
    let table: String = rules().iter().map(|rule| ui.rule(rule)).collect();
    ui.product(&table).map_err(|error| {
        Problem::could_not_run(format!("could not write to standard output: {}", read::reason(&error)))
    })
}
