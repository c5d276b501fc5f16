//! Partitioning: helpers of one role, one for each bucket of a key.

use crate::Distribution;
use crate::Role;
use crate::condition::Condition;
use crate::encode::Encoded;
use crate::laws::enter::arrivals;
use crate::laws::{leaves_whole, roles, spread};
use crate::rule::{Apply, Demand, Means, Offer, Rule, Strength};

pub(crate) const RULE: Rule = Rule {
    name: "partition",
    strength: Strength::Equal,
    statement: "at(helpers of A, hash k, x) = the channels from at(L, d, x), each element to the part of its k",
    condition: "as for decouple; a stream ordered per key only by a function of its key, a totally ordered one never",
    reason: "The parts together carry the same bag, and each key's elements keep their order.",
    counter_example: "Two deposits of one account, ordered per account, sent by amount: swapped at the account.",
    theorem: "partition",
    conditions: &[
        Condition::OrderOnWire,
        Condition::StateInFamily,
        Condition::ClientsDoNotChange,
        Condition::CanonicalKey,
    ],
    apply: Apply::Placement(apply),
};

fn apply(encoded: &Encoded, demand: &Demand) -> Vec<Offer> {
    let (Role::Split(family, _), Distribution::Hash(_)) = (demand.place.role, &demand.place.distribution) else {
        return Vec::new();
    };
    let mut offers = arrivals(encoded, demand);
    let facts = encoded.graph[demand.stream].data.stream();
    for role in roles(encoded, family) {
        if facts.clock.is_none() && leaves_whole(encoded, facts.order, role) {
            offers.push(Offer { means: Means::Move, needs: vec![spread(role, demand.stream)] });
        }
    }
    offers
}
