//! Where feedback is cut: at every hop that lies on a cycle.

use petgraph::algo::kosaraju_scc;
use petgraph::graph::DiGraph;
use suki_ir::{Kind, OperatorId, Program};

/// Whether each operator is a hop on a cycle.
pub fn hops_on_cycles(program: &Program) -> Vec<bool> {
    let mut graph = DiGraph::<OperatorId, ()>::new();
    let nodes: Vec<_> = program.operator_ids().map(|id| graph.add_node(id)).collect();
    for id in program.operator_ids() {
        for input in &program.operator(id).inputs {
            graph.add_edge(nodes[input.index()], nodes[id.index()], ());
        }
    }
    let loops = kosaraju_scc(&graph).into_iter().filter(|all| all.len() > 1 || graph.contains_edge(all[0], all[0]));
    let mut hops = vec![false; program.operators.len()];
    for id in loops.flatten().map(|node| graph[node]) {
        hops[id.index()] = program.operator(id).op.kind() == Kind::Hop;
    }
    hops
}
