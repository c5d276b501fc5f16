//! To every part.

use crate::encode::Encoded;
use crate::laws::{at, roles, spread};
use crate::rule::{Apply, Demand, Means, Offer, Rule, Strength};
use crate::{Distribution, Role};

pub(crate) const RULE: Rule = Rule {
    name: "replicate",
    strength: Strength::Equal,
    statement: "at(helpers, replicated, x) = a channel to each part from at(L, one, x)",
    condition: "x is deterministic given its oracles, which stay where they are",
    reason: "Every part sees the same history; what reads it on each part must expect that.",
    counter_example: "An oracle under a replicated stream would choose once on every part.",
    theorem: "replicate",
    conditions: &[],
    armed_by: &[],
    apply: Apply::Placement(apply),
};

fn apply(encoded: &Encoded, demand: &Demand) -> Vec<Offer> {
    let (Role::Split(family, _), Distribution::Replicated) = (demand.place.role, &demand.place.distribution) else {
        return Vec::new();
    };
    let whole = roles(encoded, family).into_iter().filter(|role| !role.is_split());
    let mut offers: Vec<Offer> =
        whole.map(|role| Offer { means: Means::Move, needs: vec![spread(role, demand.stream)] }).collect();
    offers.push(Offer { means: Means::Move, needs: vec![at(demand.place.role, Distribution::Any, demand.stream)] });
    offers
}
