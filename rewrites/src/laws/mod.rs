//! The two laws of placement: implement an operator somewhere, relocate a stream from somewhere else.

pub mod arrival_order;
pub mod cross_replicated;
pub mod decouple;
pub mod enter;
pub mod fuse;
pub mod gather;
pub mod inspect;
pub mod join;
pub mod join_replicated;
pub mod keys;
pub mod partition;
pub mod persist;
pub mod quorum;
pub mod region;
pub mod replicate;
pub mod scan;
pub mod sink;
pub mod source;
pub mod stateless;
pub mod union;
pub mod unique;
pub mod variable;
pub mod whole;
pub mod widen;

use crate::condition::Condition;
use crate::encode::Encoded;
use crate::facts::StreamFacts;
use crate::language::{Head, LogicalId};
use crate::rule::{Demand, Means, Offer};
use crate::{Distribution, Key, Logical, Place, Role, lineage};
use egg::Id;
use suki_ir::{LocationId, LocationKind, Op, Order};

/// The D-operators of the demanded stream, with their heads and children.
pub(crate) fn operators<'a>(
    encoded: &'a Encoded,
    demand: &Demand,
) -> impl Iterator<Item = (LogicalId, &'a Logical, &'a [Id])> + use<'a> {
    encoded.graph[demand.stream].nodes.iter().filter_map(|node| match node.head {
        Head::Logical(id) => Some((id, encoded.graph.analysis.payloads.logical(id), node.children.as_slice())),
        _ => None,
    })
}

/// The operator executed where it is demanded, with all operands at the same place.
pub(crate) fn in_place(demand: &Demand, id: LogicalId, children: &[Id]) -> Offer {
    execute(id, children.iter().map(|child| Demand { place: demand.place.clone(), stream: *child }))
}

/// The operator executed where it is demanded.
pub(crate) fn execute(id: LogicalId, needs: impl IntoIterator<Item = Demand>) -> Offer {
    Offer { means: Means::Execute(id), needs: needs.into_iter().collect() }
}

/// An effect that `is` says yes to, executed wherever its stream is: by each part on what it has, so never by replicas.
pub(crate) fn effect(encoded: &Encoded, demand: &Demand, is: fn(&Op) -> bool) -> Vec<Offer> {
    if demand.place.distribution == Distribution::Replicated {
        return Vec::new();
    }
    let asked = |logical: &Logical| matches!(logical, Logical::Effect { op, .. } if is(op));
    let effects = operators(encoded, demand).filter(|(_, logical, _)| asked(logical));
    effects.map(|(id, _, children)| in_place(demand, id, children)).collect()
}

/// An operator of two inputs that `is` says yes to, on parts of which each has some of the left and all of the right.
pub(crate) fn beside_replicas(encoded: &Encoded, demand: &Demand, is: fn(&Logical) -> bool) -> Vec<Offer> {
    if demand.place.distribution != Distribution::Any {
        return Vec::new();
    }
    let role = demand.place.role;
    let offer = |id, children: &[Id]| {
        execute(id, [at(role, Distribution::Any, children[0]), at(role, Distribution::Replicated, children[1])])
    };
    let found = operators(encoded, demand).filter(|(_, logical, _)| is(logical));
    found.map(|(id, _, children)| offer(id, children)).collect()
}

/// A demand at a role.
pub(crate) fn at(role: Role, distribution: Distribution, stream: Id) -> Demand {
    Demand { place: Place { role, distribution }, stream }
}

/// The stream of a role as far as it is spread: all of it at a role of one part.
pub(crate) fn spread(role: Role, stream: Id) -> Demand {
    at(role, if role.is_split() { Distribution::Any } else { Distribution::One }, stream)
}

/// The roles in which the streams of a family may be.
pub(crate) fn roles(encoded: &Encoded, family: LocationId) -> Vec<Role> {
    match encoded.program().location(family).kind {
        LocationKind::External => vec![Role::Home(family)],
        _ => {
            let mut roles = vec![Role::Home(family)];
            roles.extend((0..encoded.helpers).map(|i| Role::Solo(family, i)));
            roles.extend((0..encoded.helpers).map(|i| Role::Split(family, i)));
            roles
        }
    }
}

/// Whether the stream may be at the place at all: family, timers, clock and order.
pub fn admissible(encoded: &Encoded, demand: &Demand) -> bool {
    let facts = encoded.graph[demand.stream].data.stream();
    let Place { role, distribution } = &demand.place;
    let sink = operators(encoded, demand).any(|(_, logical, _)| matches!(logical, Logical::Sink { .. }));
    if !sink && role.family() != facts.family && encoded.conditions.hold(Condition::StateInFamily) {
        return false;
    }
    if facts.timed && !matches!(role, Role::Home(_)) && encoded.conditions.hold(Condition::TimerStays) {
        return false;
    }
    if !role.is_split() {
        return *distribution == Distribution::One;
    }
    let whole_tick = facts.clock.is_none() || !encoded.conditions.hold(Condition::TickGroupWhole);
    whole_tick && *distribution != Distribution::One && order_survives(encoded, facts.order, distribution)
}

/// The order condition: what a distribution leaves of an order must be what the stream promises.
fn order_survives(encoded: &Encoded, order: Order, distribution: &Distribution) -> bool {
    if !encoded.conditions.hold(Condition::OrderOnWire) {
        return true;
    }
    match (order, distribution) {
        (Order::None, _) | (_, Distribution::Replicated) => true,
        (Order::PerKey, Distribution::Hash(key)) => within_group_key(key),
        // No rule moves a stream to whichever part: it is there because it is spread by some function of its key.
        (Order::PerKey, Distribution::Any) => true,
        (Order::PerKey, Distribution::One) | (Order::Total, _) => false,
    }
}

/// Whether a stream of that order may be taken from a role: several parts keep no order among them.
pub(crate) fn leaves_whole(encoded: &Encoded, order: Order, role: Role) -> bool {
    order == Order::None || !role.is_split() || !encoded.conditions.hold(Condition::OrderOnWire)
}

/// Whether a stream may be moved: what belongs to a tick is simultaneous with the rest of it.
pub(crate) fn outside_ticks(encoded: &Encoded, facts: &StreamFacts) -> bool {
    facts.clock.is_none() || !encoded.conditions.hold(Condition::TickGroupWhole)
}

/// Whether a key of `(K, V)` elements is a function of `K`.
pub(crate) fn within_group_key(key: &Key) -> bool {
    lineage::fields(key).is_some_and(|fields| fields.iter().all(|path| path.first().is_some_and(|name| name == "0")))
}
