//! Lossy hops: which streams may lack elements, and who would need them.

use super::graph::Graph;
use super::hint::step_says;
use crate::{Code, Diagnostic, Fact, Kind, Op, OperatorId};
use std::collections::{HashMap, VecDeque};

/// Whether each operator's result may lack elements that a lossy hop has lost.
pub(super) fn losses(graph: &Graph) -> Vec<bool> {
    let mut lossy = vec![false; graph.program.operators.len()];
    let mut reached: Vec<OperatorId> = graph.program.operator_ids().filter(|id| is_lossy(graph, *id)).collect();
    while let Some(id) = reached.pop() {
        if !std::mem::replace(&mut lossy[id.index()], true) {
            reached.extend(graph.consumers(id).iter().filter(|next| !tolerates(&graph.op(**next).op)));
        }
    }
    lossy
}

fn is_lossy(graph: &Graph, id: OperatorId) -> bool {
    graph.op(id).facts.contains(&Fact::Lossy) && graph.op(id).op.kind() == Kind::Hop
}

/// Whether an operator's result is right whatever was lost, as long as something comes again.
fn tolerates(op: &Op) -> bool {
    matches!(op, Op::Unique | Op::Quorum { .. } | Op::Max | Op::Min | Op::Merge) || step_says(op, "idempotent")
}

/// Warns of the operators nearest to lossy hops that need every element, each once.
pub(super) fn check(graph: &Graph) -> Vec<Diagnostic> {
    let hops: Vec<OperatorId> = graph.program.operator_ids().filter(|id| is_lossy(graph, *id)).collect();
    let mut from: HashMap<OperatorId, OperatorId> = hops.iter().map(|hop| (*hop, *hop)).collect();
    let mut queue = VecDeque::from(hops);
    let mut diagnostics = Vec::new();
    while let Some(id) = queue.pop_front() {
        let hop = from[&id];
        for next in graph.consumers(id) {
            let op = &graph.op(*next).op;
            if tolerates(op) || from.contains_key(next) {
                continue;
            }
            from.insert(*next, hop);
            if needs_all(op) {
                diagnostics.push(report(graph, hop, *next));
            } else {
                queue.push_back(*next);
            }
        }
    }
    diagnostics
}

fn needs_all(op: &Op) -> bool {
    match op {
        Op::Scan { .. } | Op::Fold { .. } | Op::Reduce(_) => !step_says(op, "idempotent"),
        Op::Join { .. } | Op::CrossProduct | Op::Count | Op::Enumerate | Op::PersistTo { .. } | Op::Output { .. } => {
            true
        }
        _ => false,
    }
}

fn report(graph: &Graph, hop: OperatorId, needs: OperatorId) -> Diagnostic {
    let (stream, name) = (graph.describe(hop), graph.op(needs).op.name());
    Diagnostic::new(
        Code::RestsOnLoss,
        graph.span(needs),
        format!("`{name}` needs every element, and {stream} may lose some"),
    )
    .label("an element that is lost is missing here for good")
    .note(graph.span(hop), "elements may be lost on this hop")
    .help("send again until it is answered and read with `.unique()`, `.quorum(..)` or `.merge()`; or leave `#[lossy]` out")
}
