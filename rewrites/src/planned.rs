//! What the rules do not speak of.

use crate::encode::is_own_snapshot;
use petgraph::graph::DiGraph;
use suki_ir::{Fact, Kind, Op, OperatorId, Program, Stream};

/// The first operator that no rule speaks of, so that a program that contains it has no plan: a lossy hop, or a
/// snapshot of what its own tick has caused without leaving the location.
///
/// ```
/// let text = "process p; process q; let beats = p.interval(1s); #[lossy] let heard = beats.send(q);";
/// let (program, _) = suki_ir::parse(text);
/// let (streams, _) = suki_ir::infer(&program);
/// let found = suki_rewrites::unplanned(&program, &streams).unwrap();
/// assert_eq!(program.operator(found).op.name(), "send");
/// ```
pub fn unplanned(program: &Program, streams: &[Stream]) -> Option<OperatorId> {
    // Which elements are lost is a choice of the channel, and hops carry none.
    let lossy = |id: &OperatorId| {
        let operator = program.operator(*id);
        operator.op.kind() == Kind::Hop && operator.facts.contains(&Fact::Lossy)
    };
    program.operator_ids().find(lossy).or_else(|| looped_snapshot(program, streams))
}

/// Feedback variables are hops, and this loop has none.
fn looped_snapshot(program: &Program, streams: &[Stream]) -> Option<OperatorId> {
    let delays = |id: OperatorId| {
        let op = &program.operator(id).op;
        op.kind() == Kind::Hop || matches!(op, Op::DeferTick { .. }) || is_own_snapshot(program, streams, id)
    };
    let mut graph = DiGraph::<OperatorId, ()>::new();
    let nodes: Vec<_> = program.operator_ids().map(|id| graph.add_node(id)).collect();
    for id in program.operator_ids().filter(|id| !delays(*id)) {
        for input in &program.operator(id).inputs {
            graph.add_edge(nodes[input.index()], nodes[id.index()], ());
        }
    }
    let loops = petgraph::algo::kosaraju_scc(&graph).into_iter().filter(|component| component.len() > 1);
    let snapshots = loops.flatten().map(|node| graph[node]);
    snapshots.filter(|id| matches!(program.operator(*id).op, Op::Snapshot(_))).min()
}
