//! What crosses a network edge: values that can be encoded in full and read back, the same bytes for the same value.

use super::data::{Data, MessageFlaw};
use super::graph::Graph;
use crate::{Code, Diagnostic, Kind, Op, OperatorId, Ty};
use std::collections::BTreeSet;

/// Reports message types that cannot be sent, each once.
pub(super) fn check(graph: &Graph, data: &Data, types: &[Ty], broken: &[bool]) -> Vec<Diagnostic> {
    let (mut flaws, mut hashed) = (BTreeSet::new(), BTreeSet::new());
    let mut diagnostics = Vec::new();
    for id in graph.program.operator_ids().filter(|id| !broken[id.index()]) {
        let Some(ty) = message(graph, types, id) else { continue };
        let traits = data.traits(ty);
        if let Some(flaw) = traits.message
            && flaws.insert(flaw.clone())
        {
            diagnostics.push(report(graph, id, ty, &flaw));
        }
        if let Some(part) = traits.hashed
            && hashed.insert(part.clone())
        {
            diagnostics.push(disordered(graph, id, ty, &part));
        }
    }
    diagnostics
}

/// What an operator sends over the network, or gets from clients.
fn message<'t>(graph: &Graph, types: &'t [Ty], id: OperatorId) -> Option<&'t Ty> {
    match graph.op(id).op.kind() {
        Kind::Hop | Kind::Sink => graph.input(id, 0).map(|input| &types[input.index()]),
        Kind::Source if matches!(graph.op(id).op, Op::Input { .. }) => Some(&types[id.index()]),
        _ => None,
    }
}

fn error(graph: &Graph, id: OperatorId, code: Code, message: String, ty: &Ty) -> Diagnostic {
    Diagnostic::new(code, graph.span(id), message).label(format!("carries `{ty}`"))
}

fn report(graph: &Graph, id: OperatorId, ty: &Ty, flaw: &MessageFlaw) -> Diagnostic {
    match flaw {
        MessageFlaw::Recursive(name) => {
            let message = format!("the message type `{name}` contains itself: whoever reads one may run out of stack");
            error(graph, id, Code::RecursiveMessage, message, ty)
                .help("send its parts as a flat `Vec`, with positions instead of boxes")
        }
        MessageFlaw::ZeroSize(collection) => {
            let message =
                format!("`{collection}` has elements of no bytes: a few bytes could claim any number of them");
            error(graph, id, Code::ZeroSizeElement, message, ty).help("send the number of elements, a `u64`")
        }
        MessageFlaw::Unsendable(part) if part.starts_with('&') => {
            let message = format!("`{part}` is a reference, which has no meaning elsewhere");
            let mend = if part == "&str" { "make a `String` of it: `.to_string()`" } else { "send a copy: `.clone()`" };
            error(graph, id, Code::Unsendable, message, ty).help(mend)
        }
        MessageFlaw::Unsendable(part) => {
            let message = format!("`{part}` has no meaning elsewhere");
            error(graph, id, Code::Unsendable, message, ty).help("send the value that it stands for")
        }
    }
}

fn disordered(graph: &Graph, id: OperatorId, ty: &Ty, part: &str) -> Diagnostic {
    let message = format!("`{part}` is sent in another order in every run");
    let sorted = if part.starts_with("HashMap") { "BTreeMap" } else { "BTreeSet" };
    error(graph, id, Code::HashOrder, message, ty).help(format!("use `{sorted}`: same value, same bytes"))
}
