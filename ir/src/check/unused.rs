//! Streams that nothing reads, and programs that nobody hears from.

use super::graph::Graph;
use crate::{Code, Diagnostic, Op, Span};

/// Warns of unused streams; a program without output is an error.
pub(super) fn check(graph: &Graph) -> Vec<Diagnostic> {
    let program = graph.program;
    let mut diagnostics = Vec::new();
    for id in program.operator_ids() {
        let operator = graph.op(id);
        let effect = matches!(operator.op, Op::Output { .. } | Op::PersistTo { .. } | Op::Inspect(_));
        let meant = operator.name.as_ref().is_some_and(|name| name.starts_with('_'));
        if !effect && !meant && graph.consumers(id).is_empty() {
            diagnostics.push(
                Diagnostic::new(Code::Unused, operator.span, format!("nothing reads {}", graph.describe(id)))
                    .label("never used")
                    .help("use it, remove it, or begin its name with `_`"),
            );
        }
    }
    if !program.operators.iter().any(|operator| matches!(operator.op, Op::Output { .. })) {
        let span = program.operators.first().map_or(Span::NONE, |operator| operator.span);
        diagnostics.push(
            Diagnostic::new(Code::NoOutput, span, "a program without output: nobody can tell what it does").help(
                "add `clients.output(\"port\", stream);` of a stream of `(ClientId, T)`, with `external clients;`",
            ),
        );
    }
    diagnostics
}
