//! Where each operator lives, in which tick, and the shape of what it yields: a fixpoint over the graph.
//!
//! What is once known of an operator never changes, so the work is linear in the operators, and an operator
//! with contradicting arguments goes by the first; [`super::expect`] reports the others.

use super::graph::Graph;
use super::shape;
use crate::{Kind, LocationId, Op, OperatorId, Shape, TickId};
use std::collections::VecDeque;

/// Which tick a stream belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Clock {
    /// Not known, because of a cycle or an error.
    Unknown,
    /// Outside ticks.
    Outside,
    /// Outside ticks, in the atomic region of one.
    Atomic(TickId),
    /// Inside one.
    Inside(TickId),
}

/// What is known of an operator's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Where its result is.
    pub at: Option<LocationId>,
    /// The tick of its result.
    pub clock: Clock,
    /// The shape of its result.
    pub shape: Option<Shape>,
}

impl Place {
    const UNKNOWN: Place = Place { at: None, clock: Clock::Unknown, shape: None };

    /// Keeps what is known and takes over the rest.
    fn filled_from(self, other: Place) -> Place {
        Place {
            at: self.at.or(other.at),
            clock: if self.clock == Clock::Unknown { other.clock } else { self.clock },
            shape: self.shape.or(other.shape),
        }
    }
}

/// The place of every operator.
pub(super) fn places(graph: &Graph) -> Vec<Place> {
    let mut places = vec![Place::UNKNOWN; graph.program.operators.len()];
    let mut queue: VecDeque<OperatorId> = graph.order.iter().copied().collect();
    let mut queued = vec![true; places.len()];
    while let Some(id) = queue.pop_front() {
        queued[id.index()] = false;
        let place = places[id.index()].filled_from(derived(graph, &places, id));
        if place != places[id.index()] {
            places[id.index()] = place;
            for reader in graph.consumers(id) {
                if !std::mem::replace(&mut queued[reader.index()], true) {
                    queue.push_back(*reader);
                }
            }
        }
    }
    places
}

/// What an operator's parameters and arguments say of its place.
fn derived(graph: &Graph, places: &[Place], id: OperatorId) -> Place {
    let op = &graph.op(id).op;
    let input = |position| graph.input(id, position).map(|input| places[input.index()]);
    let exists = |at: LocationId| (at.index() < graph.program.locations.len()).then_some(at);
    let at = match op {
        op if op.kind() == Kind::Source => op.stands_at().and_then(exists),
        _ if op.target().is_some() => op.target().and_then(exists),
        Op::Batch(tick) | Op::Snapshot(tick) => input(0).and_then(|place| place.at).or(graph.tick_at(*tick)),
        Op::FirstTick(tick) => graph.tick_at(*tick),
        _ => graph.inputs(id).find_map(|input| places[input.index()].at),
    };
    let shape_at = |position| input(position).and_then(|place| place.shape);
    let clock = clock(graph, places, id);
    Place { at, clock, shape: shape::result(op, clock, shape_at(0), shape_at(1)) }
}

/// The tick of an operator's result.
fn clock(graph: &Graph, places: &[Place], id: OperatorId) -> Clock {
    let mut clocks = graph.inputs(id).map(|input| places[input.index()].clock);
    match &graph.op(id).op {
        op if op.tick().is_some() => match op.tick().filter(|tick| tick.index() < graph.program.ticks.len()) {
            Some(tick) => Clock::Inside(tick),
            None => Clock::Unknown,
        },
        Op::AllTicksAtomic => match clocks.next() {
            Some(Clock::Inside(tick)) => Clock::Atomic(tick),
            _ => Clock::Unknown,
        },
        op if op.kind() == Kind::InTick => {
            clocks.find(|clock| matches!(clock, Clock::Inside(_))).unwrap_or(Clock::Unknown)
        }
        op if lives_anywhere(op) => clocks.find(|clock| *clock != Clock::Unknown).unwrap_or(Clock::Unknown),
        _ => Clock::Outside,
    }
}

/// Whether the operator exists both inside and outside ticks.
pub(super) fn lives_anywhere(op: &Op) -> bool {
    match op.kind() {
        Kind::Stateless | Kind::Aggregate => true,
        // A log has no ticks.
        Kind::Effect => !matches!(op, Op::PersistTo { .. }),
        Kind::Keyed => matches!(op, Op::Join { until: None } | Op::Unique),
        Kind::Ordered => matches!(op, Op::Scan { .. } | Op::CrossProduct),
        Kind::Source | Kind::Hop | Kind::Sink | Kind::Boundary | Kind::InTick | Kind::Move => false,
    }
}

/// Whether the operator may stand in an atomic region: it keeps nothing, or a running value for a snapshot.
pub(super) fn may_be_atomic(op: &Op) -> bool {
    matches!(op.kind(), Kind::Stateless | Kind::Effect | Kind::Aggregate) && lives_anywhere(op)
        || matches!(op, Op::Snapshot(_) | Op::EndAtomic)
}
