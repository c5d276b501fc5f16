//! Program and plan as one page for a browser: the page's frame, style and script, with the data inside.
//!
//! The page is a single file without any reference to another: it opens from disk.

mod graph;
mod steps;

use crate::cmd::plan::Planned;
use crate::cmd::report::Report;
use crate::cmd::side::Side;
use graph::Graph;
use serde::Serialize;
use steps::Step;
use suki_ir::compare::twins;
use suki_rewrites::Rule;
use suki_rewrites::rule::rules;

const FRAME: &str = include_str!("page.html");
const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// What the script draws.
#[derive(Serialize)]
struct Data<'a> {
    report: &'a Report,
    sides: [Graph; 2],
    /// How program became plan.
    steps: Vec<Step>,
    /// The rules that the steps speak of.
    rules: Vec<&'static Rule>,
}

/// The whole page.
pub fn page(planned: &Planned<'_>, report: &Report) -> String {
    let (source, plan) = (Side::source(planned), Side::plan(planned));
    let twins = twins(planned.program, &planned.outcome.plan);
    let steps = steps::steps(planned, &twins);
    let used = |rule: &&Rule| steps.iter().any(|step| step.rule == rule.name);
    let data = Data {
        report,
        sides: [
            Graph::of("program", &source, &twins.forth, |_| None),
            Graph::of("plan", &plan, &twins.back, |id| planned.outcome.certificate.placements.get(id.index())),
        ],
        rules: rules().iter().filter(used).collect(),
        steps,
    };
    // Maps have string keys and floats are finite or null, so there is nothing to fail.
    let json = serde_json::to_string(&data).unwrap_or_default();
    // No text within the data may end the script that it stands in.
    let json = json.replace('<', "\\u003c");
    let title = report.program.replace('&', "&amp;").replace('<', "&lt;");
    FRAME
        .replace("{{title}}", &title)
        .replace("{{style}}", STYLE)
        .replace("{{script}}", SCRIPT)
        .replace("{{data}}", &json)
}
