//! Back to the home.

use crate::Role;
use crate::condition::Condition;
use crate::encode::Encoded;
use crate::laws::{leaves_whole, roles, spread};
use crate::rule::{Apply, Demand, Means, Offer, Rule, Strength};
use suki_ir::LocationKind;

pub(crate) const RULE: Rule = Rule {
    name: "gather",
    strength: Strength::Equal,
    statement: "at(home, one, x) = the channels from at(helper, d, x)",
    condition: "the stream has no order, or comes from one instance; it is not replicated",
    reason: "The parts together carry the same bag.",
    counter_example: "Gathering replicas multiplies every element by their number.",
    theorem: "gather",
    conditions: &[Condition::OrderOnWire],
    armed_by: &[],
    apply: Apply::Placement(apply),
};

fn apply(encoded: &Encoded, demand: &Demand) -> Vec<Offer> {
    let Role::Home(family) = demand.place.role else { return Vec::new() };
    let facts = encoded.graph[demand.stream].data.stream();
    if matches!(encoded.program().location(family).kind, LocationKind::External) || facts.clock.is_some() {
        return Vec::new();
    }
    let helpers = roles(encoded, family).into_iter().filter(|role| *role != demand.place.role);
    helpers
        .filter(|role| leaves_whole(encoded, facts.order, *role))
        .map(|role| Offer { means: Means::Move, needs: vec![spread(role, demand.stream)] })
        .collect()
}
