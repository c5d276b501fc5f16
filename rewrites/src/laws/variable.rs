//! A feedback variable can be read wherever its definition can be had.

use crate::encode::Encoded;
use crate::laws::{at, operators};
use crate::rule::{Apply, Demand, Means, Offer, Rule, Strength};
use crate::{Logical, Sort};

pub(crate) const RULE: Rule = Rule {
    name: "refer",
    strength: Strength::Equal,
    statement: "at(L, d, variable c) = the stream that the definition of c yields at (L, d)",
    condition: "the definition is demanded at the same place; it is a hop, which buffers",
    reason: "Equal functions have equal least fixpoints, so a variable may be read from any copy of its definition.",
    counter_example: "The variable in one class with its body: extraction returns the variable as its own definition.",
    theorem: "refer",
    conditions: &[],
    armed_by: &[Sort::Variable],
    apply: Apply::Placement(apply),
};

fn apply(encoded: &Encoded, demand: &Demand) -> Vec<Offer> {
    let mut offers = Vec::new();
    for (_, logical, _) in operators(encoded, demand) {
        let Logical::Variable { origin } = logical else { continue };
        offers.extend(encoded.definition(*origin).map(|stream| Offer {
            means: Means::Refer(*origin),
            needs: vec![at(demand.place.role, demand.place.distribution.clone(), stream)],
        }));
    }
    offers
}
