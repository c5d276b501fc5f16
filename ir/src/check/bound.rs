//! State that is never freed: joins that must remember every key, quorums that may still get votes.

use super::graph::Graph;
use super::key::Keys;
use super::vocabulary::Vocabulary;
use super::{element, place};
use crate::{Code, Diagnostic, LocationKind, Op, OperatorId, Program, Ty};

/// Warns of joins and quorums without `until` that grow for ever.
pub(super) fn check(graph: &Graph, keys: &Keys, types: &[Ty], broken: &[bool]) -> Vec<Diagnostic> {
    let sound = graph.program.operator_ids().filter(|id| !broken[id.index()]);
    sound
        .filter_map(|id| match &graph.op(id).op {
            Op::Join { until: None } => join(graph, keys, id),
            Op::Quorum { until: None, members, .. } => quorum(graph, types, id, *members),
            _ => None,
        })
        .collect()
}

/// A join frees a pair when it matches, if no other can come with its key.
fn join(graph: &Graph, keys: &Keys, id: OperatorId) -> Option<Diagnostic> {
    let repeating = graph.inputs(id).find(|side| !keys.are_unique(*side, "0"))?;
    let side = graph.describe(repeating);
    Some(
        Diagnostic::new(
            Code::Unbounded,
            graph.span(id),
            format!("`join` grows without bound: {side} may repeat a key"),
        )
        .label("every element is remembered")
        .note(graph.span(repeating), format!("no fact says that the keys of {side} are unique"))
        .help(
            "state `#[unique(..)]` or `#[fd(.. -> ..)]` where the key comes from, or add `.until(watermark, |key| ..)`",
        ),
    )
}

/// A quorum of all members frees a key when it is counted; of fewer, more votes may come.
fn quorum(graph: &Graph, types: &[Ty], id: OperatorId, wanted: u32) -> Option<Diagnostic> {
    let votes = graph.input(id, 0)?;
    let (name, LocationKind::Cluster { members, .. }) = graph.sender(&types[votes.index()])? else { return None };
    if wanted >= *members {
        return None;
    }
    let message = format!(
        "`quorum` grows without bound: {wanted} of {members} are counted, and the others of `{name}` vote later"
    );
    Some(
        Diagnostic::new(Code::Unbounded, graph.span(id), message)
            .label("every key is remembered")
            .help("add `.until(watermark, |key| ..)`"),
    )
}

/// By operator: whether it is a join that frees a pair when it matches, since no other can come with its key.
pub fn joins_that_free(program: &Program) -> Vec<bool> {
    let graph = Graph::of(program);
    let vocabulary = Vocabulary::of(program);
    let places = place::places(&graph);
    let broken = vec![false; places.len()];
    let (types, _) = element::elements(&graph, &vocabulary, &places, &broken);
    let keys = Keys::of(&graph, &vocabulary, &places, &types);
    let frees = |id| {
        matches!(graph.op(id).op, Op::Join { .. }) && graph.inputs(id).take(2).all(|side| keys.are_unique(side, "0"))
    };
    program.operator_ids().map(frees).collect()
}
