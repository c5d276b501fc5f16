//! Duplicates meet under any key.

use crate::condition::Condition;
use crate::encode::Encoded;
use crate::laws::{in_place, keys, operators, widen};
use crate::rule::{Apply, Demand, Offer, Rule, Strength};
use crate::{Distribution, Logical, Sort};
use suki_ir::Op;

pub(crate) const RULE: Rule = Rule {
    name: "implement-unique",
    strength: Strength::Equal,
    statement: "at(L, hash k, unique(x)) = unique at L of at(L, hash k, x)",
    condition: "k is a key of the element, which is canonical",
    reason: "Equal elements have equal keys, so all copies are at one part.",
    counter_example: "Spread without a key: each part lets one copy through.",
    theorem: "implement_unique",
    conditions: &[Condition::CanonicalKey],
    armed_by: &[Sort::Keyed],
    apply: Apply::Placement(apply),
};

fn apply(encoded: &Encoded, demand: &Demand) -> Vec<Offer> {
    let mut offers = Vec::new();
    for (id, logical, children) in operators(encoded, demand) {
        let Logical::Keyed(Op::Unique) = logical else { continue };
        match &demand.place.distribution {
            Distribution::One | Distribution::Hash(_) => offers.push(in_place(demand, id, children)),
            Distribution::Any => {
                let element = &encoded.graph[demand.stream].data.stream().element;
                offers.extend(keys::candidates(encoded, element, &[]).into_iter().map(|key| widen::from(demand, key)));
            }
            Distribution::Replicated => {}
        }
    }
    offers
}
