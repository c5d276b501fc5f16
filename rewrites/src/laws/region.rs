//! A tick group moves whole or not at all.

use crate::condition::Condition;
use crate::encode::Encoded;
use crate::laws::{at, execute, operators};
use crate::rule::{Apply, Demand, Offer, Rule, Strength};
use crate::{Distribution, Logical};

pub(crate) const RULE: Rule = Rule {
    name: "implement-region",
    strength: Strength::Equal,
    statement: "at(L, one, region(body, x, ..)) = region(body) at L of at(L, one, x), ..",
    condition: "the whole group in one instance, its oracles with it; at home when it hears a timer",
    reason: "What must be simultaneous stays so; only when inputs arrive changes, and nobody sees that.",
    counter_example: "One sender writes k1, then k2; a client sees the answer for k2 and reads the old k1 elsewhere.",
    theorem: "implement_region",
    conditions: &[Condition::TickGroupWhole, Condition::TimerStays],
    apply: Apply::Placement(apply),
};

fn apply(encoded: &Encoded, demand: &Demand) -> Vec<Offer> {
    let mut offers = Vec::new();
    let split = demand.place.distribution != Distribution::One;
    if split && encoded.conditions.hold(Condition::TickGroupWhole) {
        return offers;
    }
    let place = |stream| at(demand.place.role, demand.place.distribution.clone(), stream);
    for (id, logical, children) in operators(encoded, demand) {
        match logical {
            // The bodies belong to the group and have no place of their own.
            Logical::Region { batches, .. } => {
                offers.push(execute(id, children[..batches.len()].iter().map(|stream| place(*stream))));
            }
            Logical::Project { .. } => offers.push(execute(id, [place(children[0])])),
            _ => {}
        }
    }
    offers
}
