//! Operators that feed only one another: nobody sees what they do.

use super::graph::Graph;
use crate::{Code, Diagnostic, Kind, Op, OperatorId};

/// Warns once of each group of operators whose results go round in cycles and nowhere else.
pub(super) fn check(graph: &Graph) -> Vec<Diagnostic> {
    let mut alive = vec![false; graph.program.operators.len()];
    // What nobody reads is reported by itself, with all that leads to it.
    let ends = graph.program.operator_ids().filter(|id| graph.consumers(*id).is_empty() || is_seen(&graph.op(*id).op));
    let mut reached: Vec<OperatorId> = ends.collect();
    while let Some(id) = reached.pop() {
        if !std::mem::replace(&mut alive[id.index()], true) {
            reached.extend(graph.inputs(id));
        }
    }
    let mut diagnostics = Vec::new();
    for id in graph.program.operator_ids() {
        if alive[id.index()] {
            continue;
        }
        // The whole group, in both directions.
        let mut group = Vec::new();
        let mut reached = vec![id];
        while let Some(member) = reached.pop() {
            if !std::mem::replace(&mut alive[member.index()], true) {
                group.push(member);
                reached.extend(graph.inputs(member));
                reached.extend(graph.consumers(member));
            }
        }
        diagnostics.extend(report(graph, &group));
    }
    diagnostics
}

/// Whether people see what the operator does.
fn is_seen(op: &Op) -> bool {
    matches!(op.kind(), Kind::Sink | Kind::Effect)
}

/// Names the first `let` of the group; none when its author knows.
fn report(graph: &Graph, group: &[OperatorId]) -> Option<Diagnostic> {
    let named = |id: &&OperatorId| graph.op(**id).name.is_some();
    let id = *group.iter().filter(named).min().or(group.first())?;
    if group.iter().any(|id| graph.op(*id).name.as_ref().is_some_and(|name| name.starts_with('_'))) {
        return None;
    }
    let message = format!("nothing that anybody sees depends on {}", graph.describe(id));
    Some(
        Diagnostic::new(Code::DeadOperator, graph.span(id), message)
            .label("its results go round in a cycle and nowhere else")
            .help("output, inspect or log something of the cycle, or remove it"),
    )
}
