//! What order each stream has: the greatest fixpoint, because a loop of ordered operators is ordered.
//!
//! Every operator starts ordered and can only lose order, twice at most, so the work is linear.

use super::graph::Graph;
use super::hint::step_says;
use super::place::{Clock, Place};
use crate::{Code, Diagnostic, LocationKind, Op, OperatorId, Order, Shape};
use std::collections::VecDeque;

/// Operators that the search for the place where order was lost looks at.
const BLAME_STEPS_MAX: usize = 100;

/// The order of every operator's result.
pub(super) fn orders(graph: &Graph, places: &[Place]) -> Vec<Order> {
    let mut orders = vec![Order::Total; places.len()];
    let mut queue: VecDeque<OperatorId> = graph.order.iter().copied().collect();
    let mut queued = vec![true; places.len()];
    while let Some(id) = queue.pop_front() {
        queued[id.index()] = false;
        let order = derived(graph, places, &orders, id).min(orders[id.index()]);
        if order != orders[id.index()] {
            orders[id.index()] = order;
            for reader in graph.consumers(id) {
                if !std::mem::replace(&mut queued[reader.index()], true) {
                    queue.push_back(*reader);
                }
            }
        }
    }
    orders
}

/// The order of an operator's result from those of its arguments.
fn derived(graph: &Graph, places: &[Place], orders: &[Order], id: OperatorId) -> Order {
    let place = places[id.index()];
    let before = graph.input(id, 0).map_or(Order::Total, |input| orders[input.index()]);
    let keyed = place.shape == Some(Shape::Keyed);
    match place.shape {
        Some(Shape::Singleton | Shape::Optional | Shape::RunningSingleton | Shape::RunningOptional) => {
            return Order::Total;
        }
        Some(Shape::Lattice) => return Order::None,
        Some(Shape::Collection | Shape::Keyed | Shape::RunningKeyed) | None => {}
    }
    match &graph.op(id).op {
        Op::Input { .. } | Op::Union | Op::Values | Op::Join { .. } | Op::Quorum { .. } | Op::Unique => Order::None,
        Op::Keys | Op::Entries | Op::Unordered | Op::CrossProduct | Op::Merge | Op::Delta => Order::None,
        // What is kept for each key has its keys in no order, and each only once.
        Op::Fold { .. } | Op::Reduce(_) | Op::Count | Op::Max | Op::Min => Order::None,
        Op::Sort => Order::Total,
        Op::ArrivalOrder | Op::Scan { .. } if keyed => Order::PerKey,
        Op::ArrivalOrder | Op::Scan { .. } => Order::Total,
        Op::KeyBy(_) => before.min(Order::PerKey),
        Op::Send { .. } | Op::Broadcast { .. } | Op::Demux { .. } => kept(before, one_to_one(graph, places, id, true)),
        Op::Exchange { .. } => kept(before, one_to_one(graph, places, id, false)),
        Op::Gather { .. } => kept(before, one_source(graph, places, id, false)),
        _ => before,
    }
}

fn kept(before: Order, keeps: bool) -> Order {
    if keeps { before } else { Order::None }
}

/// Whether one instance sends to one instance (of each member). Across families the sender must be a process.
fn one_to_one(graph: &Graph, places: &[Place], id: OperatorId, hop: bool) -> bool {
    one_source(graph, places, id, hop) && graph.op(id).op.target().is_none_or(|to| graph.parts(to) == 1)
}

fn one_source(graph: &Graph, places: &[Place], id: OperatorId, hop: bool) -> bool {
    let Some(from) = graph.input(id, 0).and_then(|input| places[input.index()].at) else { return true };
    let process = matches!(graph.family(from), Some((_, LocationKind::Process)));
    graph.parts(from) == 1 && (process || !hop)
}

/// Whether the operator is a function of the order of its argument.
fn needs_order(op: &Op) -> bool {
    match op {
        Op::Scan { .. } | Op::First | Op::Last | Op::Enumerate | Op::Deal { .. } => true,
        Op::Fold { .. } | Op::Reduce(_) => !step_says(op, "commutative"),
        _ => false,
    }
}

/// Reports order-dependent operators on streams without order.
pub(super) fn check(graph: &Graph, places: &[Place], orders: &[Order], id: OperatorId) -> Option<Diagnostic> {
    let operator = graph.op(id);
    let input = graph.input(id, 0)?;
    if orders[input.index()] != Order::None || !needs_order(&operator.op) {
        return None;
    }
    let name = operator.op.name();
    let (culprit, reason) = blame(graph, orders, input);
    Some(
        Diagnostic::new(
            Code::Unordered,
            operator.span,
            format!("`{name}` depends on order, and {} has none", graph.describe(input)),
        )
        .label("expected an ordered stream")
        .note(graph.span(culprit), reason)
        .help(mend(graph, &operator.op, places[id.index()].clock)),
    )
}

/// What to do about an order that is missing.
fn mend(graph: &Graph, op: &Op, clock: Clock) -> String {
    let name = op.name();
    let arrival = match clock {
        Clock::Inside(tick) => format!("add `.arrival_order()` before `.batch({})`", graph.tick_name(tick)),
        Clock::Atomic(tick) => {
            format!("add `.arrival_order()` before `.batch({})`, and keep the order in the tick", graph.tick_name(tick))
        }
        // It may be written as `round_robin`.
        _ if matches!(op, Op::Deal { .. }) => String::from("add `.arrival_order()` before it"),
        Clock::Outside | Clock::Unknown => format!("add `.arrival_order()` before `.{name}(..)`"),
    };
    let inside = matches!(clock, Clock::Inside(_));
    match op {
        Op::Fold { .. } | Op::Reduce(_) => {
            format!("{arrival}, or say `#[commutative]` before the closure if no order changes its result")
        }
        Op::First => format!("{arrival}, or use `.min()`, which minds no order"),
        Op::Last => format!("{arrival}, or use `.max()`, which minds no order"),
        Op::Enumerate if inside => format!("{arrival}, or add `.sort()`"),
        _ => arrival,
    }
}

/// The operator at which the order was lost, and why.
fn blame(graph: &Graph, orders: &[Order], from: OperatorId) -> (OperatorId, &'static str) {
    let mut id = from;
    for _ in 0..BLAME_STEPS_MAX {
        match graph.op(id).op {
            Op::Union | Op::Input { .. } | Op::Unordered => break,
            _ => match graph.input(id, 0) {
                Some(input) if orders[input.index()] == Order::None => id = input,
                _ => break,
            },
        }
    }
    let reason = match &graph.op(id).op {
        Op::Input { .. } => "what clients send arrives in no order",
        Op::Union => "a union has no order",
        Op::Send { .. } | Op::Broadcast { .. } | Op::Demux { .. } => {
            "what several instances send, or get in parts, arrives in no order"
        }
        Op::Unordered => "the order is given up here",
        Op::Entries => "the entries of a keyed stream have no order",
        Op::Keys => "the keys of a keyed stream have no order",
        Op::CrossProduct => "pairs come in no order",
        Op::Values => "the values of a keyed stream have no order",
        _ => "the order ends here",
    };
    (id, reason)
}
