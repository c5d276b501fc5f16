//! Facts: the fields that they name must exist, and what they speak of must fit.

use super::Vocabulary;
use super::field::FieldSearch;
use super::graph::Graph;
use crate::suggest::closest;
use crate::{Code, Diagnostic, Fact, Kind, Op, OperatorId, Ty};

/// Reports facts that cannot be about the stream that they stand at.
pub(super) fn check(graph: &Graph, vocabulary: &Vocabulary, types: &[Ty]) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for id in graph.program.operator_ids() {
        for fact in &graph.op(id).facts {
            match fact {
                Fact::Fd { determinant, dependent } => {
                    let fields = determinant.iter().chain(dependent);
                    diagnostics
                        .extend(fields.filter_map(|name| field(graph, vocabulary, id, &types[id.index()], "fd", name)));
                }
                Fact::Unique(names) => diagnostics.extend(
                    names.iter().filter_map(|name| field(graph, vocabulary, id, &types[id.index()], "unique", name)),
                ),
                Fact::Routed => diagnostics.extend(routed(graph, id)),
                Fact::Balanced => diagnostics.extend(balanced(graph, id)),
                Fact::AtLeastOnce => diagnostics.extend(at_least_once(graph, id)),
                Fact::Lossy => diagnostics.extend(lossy(graph, id)),
                Fact::Rate(_) | Fact::Selectivity(_) | Fact::Bytes(_) => {}
            }
        }
    }
    diagnostics
}

fn field(
    graph: &Graph,
    vocabulary: &Vocabulary,
    id: OperatorId,
    ty: &Ty,
    fact: &str,
    name: &str,
) -> Option<Diagnostic> {
    let stream = graph.describe(id);
    match vocabulary.find_field(ty, name) {
        FieldSearch::Found(_) | FieldSearch::Unknown => None,
        FieldSearch::Ambiguous => Some(
            Diagnostic::new(
                Code::UnknownField,
                graph.span(id),
                format!("`#[{fact}]` names `{name}`, and {stream} has several"),
            )
            .label(format!("carries `{ty}`"))
            .help("map the stream to a type in which the name is unique"),
        ),
        FieldSearch::Absent(names) => {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let help = match closest(name, names.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None if names.is_empty() => String::from("the elements have no fields"),
                None => format!("its fields are `{}`", names.join("`, `")),
            };
            let message = format!("`#[{fact}]` names `{name}`, which {stream} does not have");
            Some(
                Diagnostic::new(Code::UnknownField, graph.span(id), message)
                    .label(format!("carries `{ty}`"))
                    .help(help),
            )
        }
    }
}

fn at_least_once(graph: &Graph, id: OperatorId) -> Option<Diagnostic> {
    let is_input = |id: OperatorId| matches!(graph.op(id).op, Op::Input { .. });
    let hop = graph.op(id).op.kind() == Kind::Hop && graph.input(id, 0).is_some_and(is_input);
    if hop || is_input(id) {
        return None;
    }
    let message = format!("`#[at_least_once]` speaks of what clients send, and {} is no input", graph.describe(id));
    Some(
        Diagnostic::new(Code::MisplacedFact, graph.span(id), message)
            .label("expected an input, or the hop that it arrives by")
            .help("put it on `let x = clients.input::<T>(\"port\").send(..);`"),
    )
}

fn lossy(graph: &Graph, id: OperatorId) -> Option<Diagnostic> {
    if graph.op(id).op.kind() == Kind::Hop {
        return None;
    }
    let message = format!("`#[lossy]` speaks of a hop, and {} is none", graph.describe(id));
    Some(
        Diagnostic::new(Code::MisplacedFact, graph.span(id), message)
            .label("expected `send`, `broadcast` or `demux`")
            .help("put it on `let x = y.send(..);`"),
    )
}

fn routed(graph: &Graph, id: OperatorId) -> Option<Diagnostic> {
    let hop = matches!(graph.op(id).op, Op::Send { .. } | Op::Broadcast { .. } | Op::Demux { .. });
    let input = graph.input(id, 0).is_some_and(|input| matches!(graph.op(input).op, Op::Input { .. }));
    if hop && input {
        return None;
    }
    let message = format!(
        "`#[routed]` lets clients route an input, and {} is not the hop that it arrives by",
        graph.describe(id)
    );
    Some(
        Diagnostic::new(Code::MisplacedFact, graph.span(id), message)
            .label("expected a hop directly from an input")
            .help("put it on `let x = clients.input::<T>(\"port\").send(..);`"),
    )
}

fn balanced(graph: &Graph, id: OperatorId) -> Option<Diagnostic> {
    if matches!(graph.op(id).op, Op::Demux { .. }) {
        return None;
    }
    let message = format!("`#[balanced]` speaks of a demux, and {} is none", graph.describe(id));
    Some(
        Diagnostic::new(Code::MisplacedFact, graph.span(id), message)
            .label("expected a demux")
            .help("put it on `let x = y.demux(..);`"),
    )
}
