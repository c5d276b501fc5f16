//! Messages about types.

use super::Vocabulary;
use super::closure::Flaw;
use super::graph::Graph;
use super::lattice::NoLattice;
use crate::suggest::closest;
use crate::{Code, Diagnostic, LocationKind, Op, OperatorId, Span, Ty};

fn mismatch(span: Span, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Code::TypeMismatch, span, message)
}

/// The operator's name and its argument, for messages.
fn names(graph: &Graph, id: OperatorId, position: usize) -> (&'static str, String) {
    let argument = graph.input(id, position).map_or(String::from("its argument"), |input| graph.describe(input));
    (graph.op(id).op.name(), argument)
}

/// Points at an argument and says its type.
fn with_type(graph: &Graph, id: OperatorId, position: usize, ty: &Ty, diagnostic: Diagnostic) -> Diagnostic {
    match graph.input(id, position) {
        Some(input) => diagnostic.note(graph.span(input), format!("{} carries `{ty}`", graph.describe(input))),
        None => diagnostic,
    }
}

/// An annotation that contradicts what is inferred.
pub(super) fn annotation(graph: &Graph, id: OperatorId, span: Span, annotated: &Ty, found: &Ty) -> Diagnostic {
    Diagnostic::new(
        Code::WrongAnnotation,
        span,
        format!("{} is annotated `{annotated}`, but carries `{found}`", graph.describe(id)),
    )
    .label(format!("expected `{found}`"))
    .note(graph.span(id), format!("this yields `{found}`"))
    .help(format!("write `{found}`, or leave the annotation out"))
}

/// A union, an `unwrap_or` or a `defer_tick` of two types.
pub(super) fn two_types(graph: &Graph, id: OperatorId, first: &Ty, second: &Ty) -> Diagnostic {
    let name = graph.op(id).op.name();
    let (message, mend) = match graph.op(id).op {
        Op::DeferTick { .. } => {
            (format!("`{name}` of `{first}` starts with `{second}`"), format!("let the closure make a `{first}`"))
        }
        _ => (
            format!("`{name}` of two types: one stream carries `{first}`, the other `{second}`"),
            String::from("map one of them to the type of the other"),
        ),
    };
    let diagnostic = mismatch(graph.span(id), message).label(format!("expected `{first}`, found `{second}`"));
    let diagnostic = with_type(graph, id, 0, first, diagnostic);
    let diagnostic = with_type(graph, id, 1, second, diagnostic);
    diagnostic.help(mend)
}

/// A side of a join that carries no pairs.
pub(super) fn no_pair(graph: &Graph, id: OperatorId, position: usize, found: &Ty) -> Diagnostic {
    let (_, argument) = names(graph, id, position);
    let diagnostic = Diagnostic::new(
        Code::JoinWithoutKey,
        graph.span(id),
        format!("`join` takes pairs `(key, value)`, and {argument} carries `{found}`"),
    )
    .label(format!("expected `(_, _)`, found `{found}`"));
    with_type(graph, id, position, found, diagnostic)
        .help("add `.map(|x| (key, value))` before it; a value may be `()`")
}

/// Two sides of a join with different keys.
pub(super) fn join_keys(graph: &Graph, id: OperatorId, left: &Ty, right: &Ty) -> Diagnostic {
    let (_, first) = names(graph, id, 0);
    let (_, second) = names(graph, id, 1);
    let note = |diagnostic: Diagnostic, position, key: &Ty, name: &str| match graph.input(id, position) {
        Some(input) => diagnostic.note(graph.span(input), format!("the key of {name} is `{key}`")),
        None => diagnostic,
    };
    let diagnostic =
        Diagnostic::new(Code::JoinKeys, graph.span(id), format!("`join` of two key types: `{left}` and `{right}`"))
            .label(format!("expected keys `{left}`, found `{right}`"));
    let diagnostic = note(diagnostic, 0, left, &first);
    note(diagnostic, 1, right, &second).help("map both sides to `(key, value)` with the same key")
}

/// A demux whose elements do not name the member.
pub(super) fn demux(graph: &Graph, id: OperatorId, expected: &Ty, found: &Ty) -> Diagnostic {
    let (_, argument) = names(graph, id, 0);
    let diagnostic = Diagnostic::new(
        Code::DemuxWithoutMember,
        graph.span(id),
        format!("`demux` takes `{expected}`, and {argument} carries `{found}`"),
    )
    .label(format!("expected `{expected}`, found `{found}`"));
    with_type(graph, id, 0, found, diagnostic)
        .help("map each element to `(member, element)`; to reach all members, use `.broadcast(..)`")
}

/// A quorum of what no cluster has sent.
pub(super) fn quorum(graph: &Graph, id: OperatorId, found: &Ty) -> Diagnostic {
    let (_, argument) = names(graph, id, 0);
    let message = format!("`quorum` counts members, and {argument} carries `{found}`, which names none");
    let diagnostic = Diagnostic::new(Code::QuorumWithoutMember, graph.span(id), message)
        .label(format!("expected `(MemberId<_>, _)`, found `{found}`"));
    with_type(graph, id, 0, found, diagnostic)
        .help("use the stream as it arrives from a cluster, before its sender is mapped away")
}

/// A quorum of more members than there are.
pub(super) fn quorum_too_large(graph: &Graph, id: OperatorId, votes: &Ty) -> Option<Diagnostic> {
    let Op::Quorum { count, members: wanted, .. } = &graph.op(id).op else { return None };
    let (name, LocationKind::Cluster { members, .. }) = graph.sender(votes)? else { return None };
    if *wanted <= *members {
        return None;
    }
    let span = if count.span() == Span::NONE { graph.span(id) } else { count.span() };
    Some(
        Diagnostic::new(
            Code::QuorumTooLarge,
            span,
            format!("a quorum of {wanted}, but `{name}` has {members} members"),
        )
        .label(format!("expected at most {members}"))
        .help(format!("a majority of `{name}` is {}", members / 2 + 1)),
    )
}

/// A watermark of another type than the positions it is compared with.
pub(super) fn watermark(graph: &Graph, id: OperatorId, span: Span, position: &Ty, found: &Ty) -> Diagnostic {
    let last = graph.op(id).inputs.len().saturating_sub(1);
    let diagnostic = Diagnostic::new(
        Code::WatermarkType,
        span,
        format!("`until` compares `{position}` with a watermark of `{found}`"),
    )
    .label(format!("yields `{position}`"));
    with_type(graph, id, last, found, diagnostic).help(format!("let the closure yield `{found}`"))
}

/// An output whose elements do not name the client.
pub(super) fn output(graph: &Graph, id: OperatorId, found: &Ty) -> Diagnostic {
    let (_, argument) = names(graph, id, 0);
    let diagnostic = Diagnostic::new(
        Code::OutputWithoutClient,
        graph.span(id),
        format!("`output` takes `(ClientId, _)`, and {argument} carries `{found}`"),
    )
    .label(format!("expected `(ClientId, _)`, found `{found}`"));
    with_type(graph, id, 0, found, diagnostic)
        .help("add `.map(|x| (client, x))`: every element names the client that gets it")
}

/// A borrow of a singleton that would outlive its tick.
pub(super) fn borrow_leaves(graph: &Graph, id: OperatorId, found: &Ty) -> Diagnostic {
    let (_, argument) = names(graph, id, 0);
    let diagnostic = Diagnostic::new(
        Code::BorrowLeaves,
        graph.span(id),
        format!("{argument} borrows from a singleton, and would leave the tick with it"),
    )
    .label(format!("expected an owned type, found `{found}`"));
    with_type(graph, id, 0, found, diagnostic).help("add `.map(..)` before it and copy or clone what is needed")
}

/// A merge, or the reading of a merge, of elements without a join.
pub(super) fn no_lattice(graph: &Graph, id: OperatorId, found: &Ty, reason: &NoLattice) -> Diagnostic {
    const COMMON: &str = "`Max<_>`, `Min<_>`, `SetUnion<_>`, `MapUnion<_, _>`, `Pair<_, _>` or `Lww<_>`";
    let (name, argument) = names(graph, id, 0);
    let none = |part: &Ty| format!("`{name}` takes points of a lattice, and `{part}` is none");
    let (message, mend) = match reason {
        NoLattice::Plain(Ty::Tuple(items)) if matches!(items.first(), Some(Ty::Path(member, _)) if member == "MemberId") => {
            (
                format!("`{name}` takes points of a lattice, and {argument} carries `{found}`, with the sender"),
                String::from("take the sender off: `.map(#[monotone] |(_, point)| point)`"),
            )
        }
        NoLattice::Plain(part) => (none(part), format!("map it to {COMMON}")),
        NoLattice::Declared(part) => (none(part), format!("write `impl Lattice for {part}`, or map it to {COMMON}")),
        NoLattice::WrongMerge(ty) => (
            format!("`impl Lattice for {ty}` has no `merge` that fits"),
            String::from("write `fn merge(&mut self, other: Self) -> bool`, which says whether `self` grew"),
        ),
    };
    let diagnostic =
        Diagnostic::new(Code::NoLattice, graph.span(id), message).label(format!("expected a lattice, found `{found}`"));
    with_type(graph, id, 0, found, diagnostic).help(mend)
}

/// A closure whose result is no `bool` or `Option`.
pub(super) fn closure_result(graph: &Graph, id: OperatorId, span: Span, expected: &str, found: &Ty) -> Diagnostic {
    let name = graph.op(id).op.name();
    let mend = if name == "filter" {
        "compare, or use `.map(..)`"
    } else {
        "wrap the result in `Some(..)`, or use `.map(..)`"
    };
    Diagnostic::new(Code::ClosureResult, span, format!("the closure of `{name}` yields `{found}`"))
        .label(format!("expected `{expected}`"))
        .help(mend)
}

/// What is wrong inside a closure.
pub(super) fn flaw(graph: &Graph, vocabulary: &Vocabulary, id: OperatorId, span: Span, flaw: &Flaw) -> Diagnostic {
    let name = graph.op(id).op.name();
    match flaw {
        Flaw::NoField { of, field } => no_field(vocabulary, span, of, field),
        Flaw::Pattern { pattern, found } => {
            Diagnostic::new(Code::ClosureParameterType, span, format!("a pattern for {pattern} meets `{found}`"))
                .label(format!("expected a pattern for `{found}`"))
                .help("match the type as it is, or bind it to a name")
        }
        Flaw::Parameter { annotated, found } => Diagnostic::new(
            Code::ClosureParameterType,
            span,
            format!("the closure of `{name}` takes `{annotated}`, but gets `{found}`"),
        )
        .label(format!("expected `{found}`, found `{annotated}`"))
        .help(format!("annotate the parameter `{found}`, or leave the annotation out")),
        Flaw::OrderMatters { operation, of } => order_matters(name, span, operation, of),
    }
}

/// A step that is said to be commutative, and is not.
fn order_matters(name: &str, span: Span, operation: &str, of: &Ty) -> Diagnostic {
    let (reason, mend) = match of.to_string().as_str() {
        "f32" | "f64" => (
            "rounds differently in another order",
            "sum integers of a smaller unit, such as cents or microseconds; or leave `#[commutative]` out and give the \
             elements an order: `.arrival_order()`, or `.sort()` in a tick",
        ),
        _ => (
            "stops at both ends, and comes back from them differently in another order",
            "use `wrapping_` arithmetic or a wider type, or numbers without sign",
        ),
    };
    Diagnostic::new(
        Code::NotCommutative,
        span,
        format!("the step of `{name}` is said to be commutative, and `{operation}` of `{of}` is not"),
    )
    .label(reason)
    .help(mend)
}

fn no_field(vocabulary: &Vocabulary, span: Span, of: &Ty, field: &str) -> Diagnostic {
    let fields = vocabulary.fields_of(of).unwrap_or_default();
    let known: Vec<&str> = fields.iter().map(|(name, _)| name.as_str()).collect();
    let diagnostic = Diagnostic::new(Code::UnknownField, span, format!("`{of}` has no field `{field}`"));
    match (of.peeled(), closest(field, known.iter().copied())) {
        (_, Some(near)) => diagnostic.help(format!("did you mean `{near}`?")),
        (Ty::Tuple(_), None) => diagnostic.help("take the tuple apart: `|(a, b)|`"),
        (_, None) if known.is_empty() => diagnostic.label("it has no fields"),
        (_, None) => diagnostic.help(format!("its fields are `{}`", known.join("`, `"))),
    }
}
