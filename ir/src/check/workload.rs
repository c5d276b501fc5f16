//! Workload clauses must name ports and logs of the program.

use crate::suggest::closest;
use crate::{Clause, Code, Diagnostic, Op, Program, Span};
use std::collections::BTreeSet;

/// Reports names that the program does not have.
pub(super) fn check(program: &Program) -> Vec<Diagnostic> {
    let Some(workload) = &program.workload else { return Vec::new() };
    let mut names = Names::default();
    for operator in &program.operators {
        match &operator.op {
            Op::Input { port, .. } => names.inputs.insert(port),
            Op::Output { port, .. } => names.outputs.insert(port),
            Op::PersistTo { log } => names.logs.insert(log),
            _ => false,
        };
    }
    let mut diagnostics = Vec::new();
    let mut expect = |known: &BTreeSet<&str>, what: &str, name: &str, clause: &str, span: Span| {
        if !known.contains(name) {
            diagnostics.push(unknown(known, what, name, clause, span));
        }
    };
    for clause in &workload.clauses {
        match clause {
            Clause::Drive { port, make } => expect(&names.inputs, "input", port, "drive", make.span()),
            Clause::Answer { input, output, matches } => {
                expect(&names.inputs, "input", input, "answer", matches.span());
                expect(&names.outputs, "output", output, "answer", matches.span());
            }
            Clause::Redirect { port, target } => expect(&names.outputs, "output", port, "redirect", target.span()),
            Clause::Observe { port, .. } => expect(&names.outputs, "output", port, "observe", Span::NONE),
            Clause::Atomic { logs } => {
                logs.iter().for_each(|log| expect(&names.logs, "log", log, "atomic", Span::NONE))
            }
            Clause::RetryAfter { .. } | Clause::Linearizable { .. } => {}
        }
    }
    diagnostics
}

#[derive(Default)]
struct Names<'a> {
    inputs: BTreeSet<&'a str>,
    outputs: BTreeSet<&'a str>,
    logs: BTreeSet<&'a str>,
}

fn unknown(known: &BTreeSet<&str>, what: &str, name: &str, clause: &str, span: Span) -> Diagnostic {
    const NAMES_MAX: usize = 12;
    let all: Vec<&str> = known.iter().copied().collect();
    let help = match closest(name, all.iter().copied()) {
        Some(near) => format!("did you mean \"{near}\"?"),
        None if all.is_empty() => format!("the program has no {what}"),
        None => format!("its {what}s are \"{}\"", all[..all.len().min(NAMES_MAX)].join("\", \"")),
    };
    Diagnostic::new(Code::BadWorkload, span, format!("`{clause}` names \"{name}\", which is no {what} of the program"))
        .label(format!("expected an {what}").replace("an log", "a log"))
        .help(help)
}
