//! Two streams cannot be written to one log.

use super::graph::Graph;
use super::place::Place;
use crate::{Code, Diagnostic, LocationId, Op, OperatorId};
use std::collections::HashMap;

/// Reports logs that have one name at one location.
pub(super) fn check(graph: &Graph, places: &[Place]) -> Vec<Diagnostic> {
    let mut first_of: HashMap<(LocationId, &str), OperatorId> = HashMap::new();
    let mut diagnostics = Vec::new();
    for id in graph.program.operator_ids() {
        let (Op::PersistTo { log }, Some(at)) = (&graph.op(id).op, places[id.index()].at) else { continue };
        let Some(first) = first_of.get(&(at, log)) else {
            first_of.insert((at, log), id);
            continue;
        };
        let location = graph.location_name(at);
        diagnostics.push(
            Diagnostic::new(Code::DuplicateLog, graph.span(id), format!("`{location}` has two logs called \"{log}\""))
                .label("expected another name")
                .note(graph.span(*first), "the first")
                .help("to write two streams to one log, take their `.union(..)`"),
        );
    }
    diagnostics
}
