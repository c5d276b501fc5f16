//! What of a program its terms are made by: boundaries of ticks, hops on cycles, effects.

use petgraph::graph::DiGraph;
use std::collections::BTreeSet;
use suki_ir::{Kind, Op, OperatorId, Program, Stream};

/// The types for which some item implements equality, order or hashing by hand.
pub(super) fn own_equality(program: &Program) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for item in &program.items {
        let Ok(syn::Item::Impl(block)) = syn::parse_str(&item.text) else { continue };
        let Some((_, path, _)) = &block.trait_ else { continue };
        let by_hand = path
            .segments
            .last()
            .is_some_and(|last| ["PartialEq", "Eq", "PartialOrd", "Ord", "Hash"].iter().any(|name| last.ident == name));
        if let (true, syn::Type::Path(ty)) = (by_hand, &*block.self_ty)
            && let Some(last) = ty.path.segments.last()
        {
            found.insert(last.ident.to_string());
        }
    }
    found
}

/// The boundary operators of one tick domain, each ascending.
#[derive(Clone, Debug, Default)]
pub(super) struct TickOperators {
    pub batches: Vec<OperatorId>,
    pub outputs: Vec<OperatorId>,
    pub deferred: Vec<OperatorId>,
}

/// Those of each tick domain.
pub(super) fn ticks(program: &Program, streams: &[Stream]) -> Vec<TickOperators> {
    let mut ticks = vec![TickOperators::default(); program.ticks.len()];
    for id in program.operator_ids() {
        let operator = program.operator(id);
        match &operator.op {
            Op::Batch(tick) => ticks[tick.index()].batches.push(id),
            Op::Snapshot(tick) if is_own_snapshot(program, streams, id) => ticks[tick.index()].deferred.push(id),
            Op::Snapshot(tick) => ticks[tick.index()].batches.push(id),
            Op::AllTicks | Op::EndAtomic => {
                if let Some(tick) = streams[operator.inputs[0].index()].group() {
                    ticks[tick.index()].outputs.push(id);
                }
            }
            Op::DeferTick { .. } => {
                if let Some(tick) = streams[id.index()].clock {
                    ticks[tick.index()].deferred.push(id);
                }
            }
            _ => {}
        }
    }
    ticks
}

/// Whether a snapshot reads a value of its own tick's atomic region: it has all of the ticks before.
pub(crate) fn is_own_snapshot(program: &Program, streams: &[Stream], id: OperatorId) -> bool {
    let operator = program.operator(id);
    match operator.op {
        Op::Snapshot(tick) => streams[operator.inputs[0].index()].atomic == Some(tick),
        _ => false,
    }
}

/// Which operators are hops on a cycle. What is read with one tick's delay is no edge of the cycle.
pub(crate) fn feedback(program: &Program) -> Vec<bool> {
    let mut graph = DiGraph::<OperatorId, ()>::new();
    let nodes: Vec<_> = program.operator_ids().map(|id| graph.add_node(id)).collect();
    for id in program.operator_ids() {
        for input in &program.operator(id).inputs {
            graph.add_edge(nodes[input.index()], nodes[id.index()], ());
        }
    }
    let mut on_cycle = vec![false; program.operators.len()];
    for component in petgraph::algo::kosaraju_scc(&graph) {
        let own = component[0];
        if component.len() > 1 || graph.contains_edge(own, own) {
            for node in component {
                on_cycle[graph[node].index()] = program.operator(graph[node]).op.kind() == Kind::Hop;
            }
        }
    }
    on_cycle
}

/// The operator as its source has it: helpers stand for their family and keys of hops are gone.
pub(super) fn home_op(program: &Program, op: &Op) -> Op {
    match op {
        Op::Send { to, .. } => Op::Send { to: program.family(*to), key: None },
        Op::Broadcast { to, .. } => Op::Broadcast { to: program.family(*to), key: None },
        Op::Demux { to, .. } => Op::Demux { to: program.family(*to), key: None },
        other => other.clone(),
    }
}
