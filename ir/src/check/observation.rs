//! What an observer sees of an output must be something that the output has.

use super::graph::Graph;
use super::place::Place;
use crate::{Clause, Code, Diagnostic, Op, OperatorId, Order, Retries, Shape, View};
use std::collections::HashMap;

/// Reports outputs whose observation depends on an order, on numbers or on points that are not there.
pub(super) fn check(graph: &Graph, places: &[Place], orders: &[Order], retries: &[Retries]) -> Vec<Diagnostic> {
    let clauses = graph.program.workload.iter().flat_map(|workload| &workload.clauses);
    let views: HashMap<&str, View> = clauses
        .filter_map(|clause| match clause {
            Clause::Observe { port, view } => Some((port.as_str(), *view)),
            _ => None,
        })
        .collect();
    let outputs = graph.program.operator_ids().filter_map(|id| match &graph.op(id).op {
        Op::Output { port, .. } => Some((id, port.as_str(), graph.input(id, 0)?)),
        _ => None,
    });
    outputs
        .filter_map(|(id, port, input)| {
            let (view, at) = (views.get(port).copied(), input.index());
            let lattice = places[at].shape == Some(Shape::Lattice);
            match view {
                None if lattice => Some(no_join(graph, id, port, input)),
                Some(view) if lattice != (view == View::Lattice) && places[at].shape.is_some() => {
                    Some(if lattice { no_join(graph, id, port, input) } else { no_lattice(graph, id, port, input) })
                }
                Some(View::Sequence) if orders[at] != Order::Total => Some(no_order(graph, id, port, input)),
                Some(view @ (View::Sequence | View::PerKey | View::Bag)) if retries[at] == Retries::AtLeastOnce => {
                    Some(no_number(graph, id, port, input, view))
                }
                _ => None,
            }
        })
        .collect()
}

fn error(graph: &Graph, id: OperatorId, message: String) -> Diagnostic {
    Diagnostic::new(Code::WrongObservation, graph.span(id), message)
}

fn no_join(graph: &Graph, id: OperatorId, port: &str, input: OperatorId) -> Diagnostic {
    let stream = graph.describe(input);
    error(graph, id, format!("\"{port}\" sends points of a lattice: what counts of {stream} is their join"))
        .label("expected an observer of the join")
        .note(graph.span(input), format!("{stream} is a lattice stream"))
        .help(format!("add `observe(\"{port}\", lattice);` to the workload"))
}

fn no_lattice(graph: &Graph, id: OperatorId, port: &str, input: OperatorId) -> Diagnostic {
    let stream = graph.describe(input);
    error(graph, id, format!("\"{port}\" is observed as a lattice, and {stream} is a collection"))
        .label("expected a lattice stream")
        .note(graph.span(input), format!("{stream} is a collection"))
        .help("add `.merge()` to it, or observe a `bag` or a `set`")
}

fn no_order(graph: &Graph, id: OperatorId, port: &str, input: OperatorId) -> Diagnostic {
    let stream = graph.describe(input);
    error(graph, id, format!("\"{port}\" is observed as a sequence, and {stream} has no order"))
        .label("expected an ordered stream")
        .note(graph.span(input), format!("{stream} has no order"))
        .help("add `.arrival_order()` to it, or observe a `bag`")
}

fn no_number(graph: &Graph, id: OperatorId, port: &str, input: OperatorId, view: View) -> Diagnostic {
    let (stream, view) = (graph.describe(input), view.name());
    error(graph, id, format!("\"{port}\" is observed as a {view}, and {stream} may repeat elements"))
        .label("expected each element once")
        .note(graph.span(input), format!("{stream} may repeat elements"))
        .help("add `.unique()` to it, or observe a `set`")
}
