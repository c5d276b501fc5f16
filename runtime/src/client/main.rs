//! The load driver's `main`.

use super::check::Spec;
use super::drive::{drive, play};
use super::json;
use super::load::{Load, USAGE};
use super::program::Program;
use super::report::{Event, Report};
use super::script;
use crate::log;
use std::process::ExitCode;

/// Reads the flags, drives `program`, and says what came of it. Exit codes: 0 all was right, 1 a check failed, 2 it could
/// not run.
pub fn main<P, S>(program: P, spec: S) -> ExitCode
where
    P: Program,
    S: Spec<Request = P::Request, Reply = P::Reply>,
{
    let outcome = match Load::read(std::env::args().skip(1)) {
        Ok(load) => run(program, spec, load),
        Err(error) => Err(format!("{error}\n\n{USAGE}")),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            log::plain(&format!("error: {error}"));
            ExitCode::from(2)
        }
    }
}

/// Whether all was right.
fn run<P, S>(program: P, spec: S, mut load: Load) -> Result<bool, String>
where
    P: Program,
    S: Spec<Request = P::Request, Reply = P::Reply>,
{
    if let Some(folder) = &load.scratch {
        crate::scratch::watch(folder).map_err(|error| format!("no thread: {error}"))?;
    }
    if let Some(path) = load.script.clone() {
        let script = script::read(&program, &path, &mut load)?;
        let outputs = play(program, spec, load, script)?;
        outputs.iter().for_each(|line| log::product(line));
        return Ok(true);
    }
    let is_json = load.json;
    let outcome = drive(program, spec, load, |event| {
        if is_json {
            log::product(&json::write(&event));
        }
    })?;
    let report = Report::of(&outcome);
    let is_right = report.is_right();
    log::product(&json::write(&Event::Result(Box::new(report))));
    Ok(is_right)
}
