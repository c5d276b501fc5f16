//! Partitioning: helpers of one role, one for each bucket of a key.

use crate::Distribution;
use crate::Role;
use crate::condition::Condition;
use crate::encode::Encoded;
use crate::laws::enter::arrivals;
use crate::laws::{roles, spread};
use crate::rule::{Apply, Demand, Means, Offer, Rule, Strength};
use suki_ir::Order;

pub(crate) const RULE: Rule = Rule {
    name: "partition",
    strength: Strength::Equal,
    statement: "at(helpers of A, hash k, x) = the channels from at(L, d, x), each element to the part of its k",
    condition: "as for decouple; a stream with an order is put in order where it is wanted, not before",
    reason: "The parts together carry the same bag.",
    counter_example: "Two deposits of one account, ordered per account, sent by amount: swapped at the account.",
    theorem: "partition",
    conditions: &[
        Condition::OrderOnWire,
        Condition::StateInFamily,
        Condition::ClientsDoNotChange,
        Condition::CanonicalKey,
    ],
    armed_by: &[],
    apply: Apply::Placement(apply),
};

fn apply(encoded: &Encoded, demand: &Demand) -> Vec<Offer> {
    let (Role::Split(family, _), Distribution::Hash(_)) = (demand.place.role, &demand.place.distribution) else {
        return Vec::new();
    };
    let mut offers = arrivals(encoded, demand);
    let facts = encoded.graph[demand.stream].data.stream();
    let unordered = facts.order == Order::None || !encoded.conditions.hold(Condition::OrderOnWire);
    for role in roles(encoded, family) {
        if facts.clock.is_none() && unordered {
            offers.push(Offer { means: Means::Move, needs: vec![spread(role, demand.stream)] });
        }
    }
    offers
}
