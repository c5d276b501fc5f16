//! Stateless operators live wherever their family does.

use crate::encode::Encoded;
use crate::laws::{at, execute, in_place, operators};
use crate::rule::{Apply, Demand, Offer, Rule, Strength};
use crate::{Distribution, Key, Logical, lineage};
use suki_ir::Op;

pub(crate) const RULE: Rule = Rule {
    name: "implement-stateless",
    strength: Strength::Equal,
    statement: "at(L, d, stateless(p, x)) = stateless(p) at L of at(L, d', x)",
    condition: "d' is d; where d is a hash of key k, d' is the hash of k pulled back through the closures; what defines \
                a feedback variable stays a hop",
    reason: "A stateless operator distributes over any way to spread its input, and k of an element that leaves is \
             a function of the element that came in.",
    counter_example: "A key pretended to survive map(|(a, b)| (a + b, b)): equal sums lie on different parts.",
    theorem: "implement_stateless",
    conditions: &[],
    apply: Apply::Placement(apply),
};

fn apply(encoded: &Encoded, demand: &Demand) -> Vec<Offer> {
    if encoded.is_definition(demand.stream) {
        return Vec::new();
    }
    operators(encoded, demand)
        .filter_map(|(id, logical, children)| match (logical, &demand.place.distribution) {
            (Logical::Stateless(stages), Distribution::Hash(key)) => {
                let key = pull_back(key, stages)?;
                Some(execute(id, [at(demand.place.role, Distribution::Hash(key), children[0])]))
            }
            (Logical::Stateless(_) | Logical::Forget, _) => Some(in_place(demand, id, children)),
            _ => None,
        })
        .collect()
}

/// `key` of what leaves the stages as a key of what comes in.
pub fn pull_back(key: &Key, stages: &[Op]) -> Option<Key> {
    stages.iter().rev().try_fold(key.clone(), |key, stage| lineage::pull_back(&key, stage))
}
