//! How often an element may come: the greatest fixpoint, because a loop of strong operators is strong.
//!
//! Every operator starts strong and can only become weaker, once, so the work is linear.

use super::graph::Graph;
use crate::{Fact, Op, OperatorId, Retries};
use std::collections::VecDeque;

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
