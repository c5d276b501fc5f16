//! Running values, lattices, products and choices are made in one piece.

use crate::condition::Condition;
use crate::encode::Encoded;
use crate::laws::{in_place, operators};
use crate::rule::{Apply, Demand, Offer, Rule, Strength};
use crate::{Distribution, Logical, Sort};

pub(crate) const RULE: Rule = Rule {
    name: "implement-whole",
    strength: Strength::Equal,
    statement: "at(L, one, whole(x, ..)) = whole at L of at(L, one, x), ..",
    condition: "one instance",
    reason: "The operator sees all of its inputs, wherever they have been brought together.",
    counter_example: "A count in two parts: each has counted half, and whoever reads one of them reads half.",
    theorem: "implement_whole",
    conditions: &[Condition::OneOracleOneMachine],
    armed_by: &[Sort::Whole, Sort::Deal],
    apply: Apply::Placement(apply),
};

fn apply(encoded: &Encoded, demand: &Demand) -> Vec<Offer> {
    let anywhere = !encoded.conditions.hold(Condition::OneOracleOneMachine);
    if demand.place.distribution != Distribution::One && !anywhere {
        return Vec::new();
    }
    let wholes = operators(encoded, demand)
        .filter(|(_, logical, _)| matches!(logical, Logical::Whole(_) | Logical::Deal { .. }));
    wholes.map(|(id, _, children)| in_place(demand, id, children)).collect()
}
