//! For tools: one JSON object on one line, each with a `reason`; the plan is an object of its own.

use super::level;
use super::place::{Place, range};
use crate::cmd::Problem;
use crate::cmd::read::Text;
use crate::cmd::report::Report;
use serde::Serialize;
use serde_json::{Value, json};
use suki_ir::{Diagnostic, Span};

/// The plan.
pub fn line(report: &Report) -> String {
    object(report)
}

/// A product that is one object.
pub fn object(report: &impl Serialize) -> String {
    // Maps have string keys and floats are finite or null, so there is nothing to fail.
    serde_json::to_string(report).unwrap_or_default() + "\n"
}

/// An error or a warning about a program.
pub fn diagnostic(source: &Text, diagnostic: &Diagnostic) -> String {
    let notes: Vec<Value> = diagnostic
        .notes
        .iter()
        .map(|(span, message)| {
            let place = if *span == Span::NONE { Value::Null } else { span_json(&source.text, *span) };
            json!({ "message": message, "span": place })
        })
        .collect();
    json!({
        "reason": "diagnostic",
        "level": level(diagnostic.code.severity()),
        "code": diagnostic.code.as_str(),
        "message": diagnostic.message,
        "file": source.name,
        "span": span_json(&source.text, diagnostic.span),
        "label": diagnostic.label,
        "notes": notes,
        "help": diagnostic.help,
    })
    .to_string()
}

fn span_json(text: &str, span: Span) -> Value {
    let range = range(text, span);
    let (start, end) = (Place::of(text, range.start), Place::of(text, range.end));
    json!({
        "line": start.line, "column": start.column, "line_end": end.line, "column_end": end.column,
        "byte": range.start, "byte_end": range.end,
    })
}

/// What ends a run.
pub fn problem(problem: &Problem) -> String {
    json!({
        "reason": "problem",
        "level": "error",
        "exit": problem.exit as u8,
        "message": problem.message,
        "file": problem.line.as_ref().map(|line| &line.path),
        "line": problem.line.as_ref().map(|line| line.number),
        "notes": problem.notes,
        "help": problem.help,
    })
    .to_string()
}

/// Something doubtful without a place.
pub fn warning(message: &str, help: &str) -> String {
    json!({ "reason": "warning", "level": "warning", "message": message, "help": help }).to_string()
}
