//! All passes, one after the other.

use super::graph::Graph;
use super::key::Keys;
use super::place::Clock;
use super::vocabulary::Vocabulary;
use super::{affinity, bound, cycle, element, expect, fact, log, order, place, purity, retries, unused, workload};
use crate::limits::DIAGNOSTICS_MAX;
use crate::{Diagnostic, LocationId, Program, Shape, Stream};

/// The stream that each operator yields, and everything that is wrong or doubtful about the program.
///
/// The streams can be relied on when no diagnostic is an error.
pub fn infer(program: &Program) -> (Vec<Stream>, Vec<Diagnostic>) {
    let graph = Graph::of(program);
    let vocabulary = Vocabulary::of(program);
    let places = place::places(&graph);
    let mut diagnostics = Vec::new();
    let mut broken = vec![false; places.len()];
    for id in program.operator_ids() {
        if let Some(error) = expect::check(&graph, &places, id) {
            broken[id.index()] = true;
            diagnostics.push(error);
        }
    }
    let orders = order::orders(&graph, &places);
    let unbroken = program.operator_ids().filter(|id| !broken[id.index()]);
    diagnostics.extend(unbroken.filter_map(|id| order::check(&graph, &places, &orders, id)));
    let retries = retries::retries(&graph);
    let (types, errors) = element::elements(&graph, &vocabulary, &places, &broken);
    for (id, errors) in errors {
        broken[id.index()] = true;
        diagnostics.extend(errors);
    }
    diagnostics.extend(cycle::check(&graph, &places));
    diagnostics.extend(log::check(&graph, &places));
    diagnostics.extend(fact::check(&graph, &vocabulary, &types));
    diagnostics.extend(affinity::check(program));
    diagnostics.extend(purity::check(program));
    diagnostics.extend(workload::check(program));
    diagnostics.extend(unused::check(&graph));
    let keys = Keys::of(&graph, &vocabulary, &places, &types);
    diagnostics.extend(bound::check(&graph, &keys, &types, &broken));

    let mut streams = Vec::with_capacity(types.len());
    for (((place, order), retries), element) in places.iter().zip(orders).zip(retries).zip(types) {
        let (clock, atomic) = match place.clock {
            Clock::Inside(tick) => (Some(tick), None),
            Clock::Atomic(tick) => (None, Some(tick)),
            Clock::Outside | Clock::Unknown => (None, None),
        };
        let (at, shape) = (place.at.unwrap_or(LocationId(0)), place.shape.unwrap_or(Shape::Collection));
        streams.push(Stream { at, clock, shape, atomic, order, retries, element });
    }
    (streams, in_textual_order(diagnostics))
}

/// Sorts, and keeps as many as a reader can bear: errors first of all, with a last line that says how many there were.
fn in_textual_order(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let position = |d: &Diagnostic| (d.span.start, d.span.end, !d.is_error(), d.code);
    diagnostics.sort_by(|a, b| position(a).cmp(&position(b)).then_with(|| a.message.cmp(&b.message)));
    diagnostics.dedup();
    if diagnostics.len() <= DIAGNOSTICS_MAX {
        return diagnostics;
    }
    diagnostics.sort_by_key(|diagnostic| !diagnostic.is_error());
    let more = diagnostics.len() - DIAGNOSTICS_MAX;
    diagnostics.truncate(DIAGNOSTICS_MAX + 1);
    if let Some(last) = diagnostics.pop() {
        diagnostics.sort_by_key(position);
        diagnostics.push(Diagnostic::new(last.code, last.span, format!("{more} more are not shown")));
    }
    diagnostics
}
