//! What the model took for granted because nothing states or measures it.

use serde::Serialize;
use std::fmt;
use suki_ir::{Op, OperatorId, Program};

/// One assumption, as a sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Assumption {
    /// The operator it concerns.
    pub operator: OperatorId,
    /// What is assumed, and how to state or measure it instead.
    pub sentence: String,
}

impl Assumption {
    /// `sentence` about the operator `id` of `program`, which it names first. `consumers` are the program's.
    pub(crate) fn about(program: &Program, consumers: &[Vec<OperatorId>], id: OperatorId, sentence: &str) -> Self {
        Self { operator: id, sentence: format!("{}: {sentence}", describe(program, consumers, id)) }
    }
}

impl fmt::Display for Assumption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)
    }
}

/// The operator's name in the text, and the `let` it belongs to: its own or the next one downstream.
fn describe(program: &Program, consumers: &[Vec<OperatorId>], id: OperatorId) -> String {
    let name = program.operator(id).op.name();
    if let Some(stream) = &program.operator(id).name {
        return format!("{name} `{stream}`");
    }
    let next = |at: &OperatorId| consumers[at.index()].first().copied();
    // No chain is longer than the program: a cycle without names must not hold us.
    for at in std::iter::successors(next(&id), next).take(program.operators.len()) {
        if let Some(stream) = &program.operator(at).name {
            return format!("{name} in `{stream}`");
        }
        if let Op::Output { port, .. } = &program.operator(at).op {
            return format!("{name} before output \"{port}\"");
        }
    }
    name.to_string()
}
