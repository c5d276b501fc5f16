//! A union lives where all its inputs are.

use crate::encode::Encoded;
use crate::laws::{in_place, operators};
use crate::rule::{Apply, Demand, Offer, Rule, Strength};
use crate::{Distribution, Logical, Sort};

pub(crate) const RULE: Rule = Rule {
    name: "implement-union",
    strength: Strength::Equal,
    statement: "at(L, d, union(x, ..)) = union at L of at(L, d, x), ..",
    condition: "all inputs have the same distribution; replicated inputs are never mixed with others",
    reason: "A bag of elements spread by one function is the union of its spread parts.",
    counter_example: "A replicated input beside a hashed one: each of its elements arrives once for every part.",
    theorem: "implement_union",
    conditions: &[],
    armed_by: &[Sort::Union],
    apply: Apply::Placement(apply),
};

fn apply(encoded: &Encoded, demand: &Demand) -> Vec<Offer> {
    if demand.place.distribution == Distribution::Replicated {
        return Vec::new();
    }
    let unions = operators(encoded, demand).filter(|(_, logical, _)| **logical == Logical::Union);
    unions.map(|(id, _, children)| in_place(demand, id, children)).collect()
}
