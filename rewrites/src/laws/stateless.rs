//! Stateless operators live wherever their family does.

use crate::encode::Encoded;
use crate::laws::{at, execute, in_place, operators};
use crate::rule::{Apply, Demand, Offer, Rule, Strength};
use crate::{Distribution, Logical, Sort};

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
    armed_by: &[Sort::Stateless, Sort::Forget],
    apply: Apply::Placement(apply),
};

/// Where a class has runs of several lengths the shortest does the same work, and can share what comes before.
fn apply(encoded: &Encoded, demand: &Demand) -> Vec<Offer> {
    if encoded.is_definition(demand.stream) {
        return Vec::new();
    }
    let length = |logical: &Logical| match logical {
        Logical::Stateless(stages) => Some(stages.len()),
        _ => None,
    };
    let shortest = operators(encoded, demand).filter_map(|(_, logical, _)| length(logical)).min();
    operators(encoded, demand)
        .filter(|(_, logical, _)| length(logical).is_none() || length(logical) == shortest)
        .filter_map(|(id, logical, children)| match (logical, &demand.place.distribution) {
            (Logical::Stateless(stages), Distribution::Hash(key)) => {
                let key = encoded.graph.analysis.lineage.pull_back(key, stages)?;
                Some(execute(id, [at(demand.place.role, Distribution::Hash(key), children[0])]))
            }
            (Logical::Stateless(_) | Logical::Forget, _) => Some(in_place(demand, id, children)),
            _ => None,
        })
        .collect()
}
