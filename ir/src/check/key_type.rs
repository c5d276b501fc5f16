//! What elements are told apart by, and put in order by, must have one equality and one order everywhere.

use super::data::{Data, KeyFlaw};
use super::graph::Graph;
use super::transfer::component;
use crate::{Code, Diagnostic, Op, OperatorId, Ty};

/// Reports keys and orders by types that have none.
pub(super) fn check(graph: &Graph, data: &Data, types: &[Ty], broken: &[bool]) -> Vec<Diagnostic> {
    let sound = graph.program.operator_ids().filter(|id| !broken[id.index()]);
    sound
        .filter_map(|id| {
            let of = |position| graph.input(id, position).map_or(Ty::Unknown, |input| types[input.index()].clone());
            match &graph.op(id).op {
                Op::KeyBy(_) => key(graph, data, id, &component(&types[id.index()], 0)),
                Op::Join { .. } | Op::AntiJoin => key(graph, data, id, &component(&of(0), 0)),
                Op::Quorum { .. } => key(graph, data, id, &types[id.index()]),
                Op::Unique | Op::Delta => key(graph, data, id, &of(0)),
                Op::Max | Op::Min | Op::Sort => order(graph, data, id, &of(0)),
                _ => None,
            }
        })
        .collect()
}

fn key(graph: &Graph, data: &Data, id: OperatorId, ty: &Ty) -> Option<Diagnostic> {
    let name = graph.op(id).op.name();
    let (message, mend) = match data.traits(ty).key? {
        KeyFlaw::Part(part) => (
            format!("`{name}` tells elements apart by `{ty}`, and `{part}` has no equality that holds everywhere"),
            match part.as_str() {
                "f32" | "f64" => format!("use an integer, or the bits: `x.to_bits()` of a `{part}`"),
                _ => String::from("use a `BTreeMap`, a `BTreeSet` or a sorted `Vec`"),
            },
        ),
        KeyFlaw::OwnEquality(declared) => (
            format!("`{name}` tells elements apart by `{ty}`, and the equality of `{declared}` is written by hand"),
            format!("leave the `impl` out, so that it is derived; or use the fields of `{declared}` that count"),
        ),
    };
    Some(Diagnostic::new(Code::NoKeyType, graph.span(id), message).label("expected a key").help(mend))
}

fn order(graph: &Graph, data: &Data, id: OperatorId, ty: &Ty) -> Option<Diagnostic> {
    let name = graph.op(id).op.name();
    let part = data.traits(ty).order?;
    let mend = match part.as_str() {
        "f32" | "f64" => "use an integer, or a type with `impl Ord` by `total_cmp`",
        _ => "use a `BTreeMap`, a `BTreeSet` or a sorted `Vec`",
    };
    Some(
        Diagnostic::new(
            Code::NoKeyType,
            graph.span(id),
            format!("`{name}` orders `{ty}`, and `{part}` has no total order"),
        )
        .label("expected a type with `Ord`")
        .help(mend),
    )
}
