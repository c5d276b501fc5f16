//! How often an element may come: the greatest fixpoint, because a loop of strong operators is strong.
//!
//! Every operator starts strong and can only become weaker, once, so the work is linear.

use super::graph::Graph;
use super::hint::step_says;
use super::place::Place;
use crate::{Code, Diagnostic, Fact, Op, OperatorId, Retries, Shape};
use std::collections::VecDeque;

/// Operators that the search for the place where repetition begins looks at.
const BLAME_STEPS_MAX: usize = 100;

/// How often an element of every operator's result may come.
pub(super) fn retries(graph: &Graph) -> Vec<Retries> {
    let mut retries = vec![Retries::ExactlyOnce; graph.program.operators.len()];
    let mut queue: VecDeque<OperatorId> = graph.order.iter().copied().collect();
    while let Some(id) = queue.pop_front() {
        let found = derived(graph, &retries, id);
        if found < retries[id.index()] {
            retries[id.index()] = found;
            queue.extend(graph.consumers(id));
        }
    }
    retries
}

/// How often an element of an operator's result may come, by its arguments.
fn derived(graph: &Graph, retries: &[Retries], id: OperatorId) -> Retries {
    let operator = graph.op(id);
    if operator.facts.contains(&Fact::AtLeastOnce) {
        return Retries::AtLeastOnce;
    }
    match &operator.op {
        Op::Recover { .. } | Op::Merge => Retries::AtLeastOnce,
        // Each key or element once, however often it comes.
        Op::Quorum { .. } | Op::Unique | Op::Snapshot(_) => Retries::ExactlyOnce,
        // One value, or one for each key; whether repetition changes it is a question to the operator itself.
        Op::Fold { .. } | Op::Reduce(_) | Op::Count | Op::Max | Op::Min | Op::First | Op::Last => Retries::ExactlyOnce,
        // What stands in it is decided by whether an element is there at all.
        Op::AntiJoin | Op::FilterIfSome | Op::FilterIfNone => first(graph, retries, id),
        _ => graph.inputs(id).map(|input| retries[input.index()]).min().unwrap_or(Retries::ExactlyOnce),
    }
}

fn first(graph: &Graph, retries: &[Retries], id: OperatorId) -> Retries {
    graph.input(id, 0).map_or(Retries::ExactlyOnce, |input| retries[input.index()])
}

/// Reports operators that count, on streams that may repeat elements.
pub(super) fn check(graph: &Graph, places: &[Place], retries: &[Retries], id: OperatorId) -> Option<Diagnostic> {
    let operator = graph.op(id);
    let input = graph.input(id, 0)?;
    // Points of a lattice may come again.
    if retries[input.index()] == Retries::ExactlyOnce
        || places[input.index()].shape == Some(Shape::Lattice)
        || !counts(&operator.op)
    {
        return None;
    }
    let (name, stream) = (operator.op.name(), graph.describe(input));
    let (culprit, reason) = blame(graph, retries, input);
    let mend = match &operator.op {
        Op::Scan { .. } | Op::Fold { .. } | Op::Reduce(_) => {
            "add `.unique()` before it, or say `#[idempotent]` before the closure if an element that comes again changes nothing"
        }
        _ => "add `.unique()` before it",
    };
    Some(
        Diagnostic::new(
            Code::CountsRepeats,
            operator.span,
            format!("`{name}` counts every time that an element comes, and {stream} may repeat elements"),
        )
        .label("expected each element once")
        .note(graph.span(culprit), reason)
        .help(mend),
    )
}

/// Whether an element that comes again changes the result.
fn counts(op: &Op) -> bool {
    match op {
        Op::Count | Op::Enumerate | Op::Last | Op::Deal { .. } => true,
        Op::Scan { .. } | Op::Fold { .. } | Op::Reduce(_) => !step_says(op, "idempotent"),
        _ => false,
    }
}

/// The operator from which elements come again, and why.
fn blame(graph: &Graph, retries: &[Retries], from: OperatorId) -> (OperatorId, &'static str) {
    let mut id = from;
    for _ in 0..BLAME_STEPS_MAX {
        if graph.op(id).facts.contains(&Fact::AtLeastOnce) {
            return (id, "clients may send an element of it again");
        }
        match graph.inputs(id).find(|input| retries[input.index()] == Retries::AtLeastOnce) {
            Some(input) if !matches!(graph.op(id).op, Op::Merge) => id = input,
            _ => break,
        }
    }
    match graph.op(id).op {
        Op::Recover { .. } => (id, "what is recovered may be there already"),
        Op::Merge => (id, "a merge may emit a point again"),
        _ => (id, "elements may come again from here"),
    }
}
