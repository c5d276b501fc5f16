//! Outputs leave from wherever their stream is.

use crate::condition::Condition;
use crate::encode::Encoded;
use crate::laws::{execute, leaves_whole, operators, roles, spread};
use crate::rule::{Apply, Demand, Offer, Rule, Strength};
use crate::{Logical, Role, Sort};
use suki_ir::LocationKind;

pub(crate) const RULE: Rule = Rule {
    name: "implement-sink",
    strength: Strength::Equal,
    statement: "output(x) = output at L of at(L, d, x)",
    condition: "L is in the family of x; an ordered output leaves from one instance",
    reason: "An observer sees, per output, its declared collection; the client library learns from the manifest \
             where outputs leave.",
    counter_example: "A sequence that leaves from two instances by two channels arrives in either order.",
    theorem: "implement_sink",
    conditions: &[Condition::OrderOnWire],
    armed_by: &[Sort::Sink],
    apply: Apply::Placement(apply),
};

fn apply(encoded: &Encoded, demand: &Demand) -> Vec<Offer> {
    let outside = matches!(encoded.program().location(demand.place.role.family()).kind, LocationKind::External);
    if !(outside && matches!(demand.place.role, Role::Home(_))) {
        return Vec::new();
    }
    let mut offers = Vec::new();
    for (id, logical, children) in operators(encoded, demand) {
        let Logical::Sink { .. } = logical else { continue };
        let facts = encoded.graph[children[0]].data.stream();
        for role in roles(encoded, facts.family) {
            if leaves_whole(encoded, facts.order, role) {
                offers.push(execute(id, [spread(role, children[0])]));
            }
        }
    }
    offers
}
