//! A hop arrives at the home of the fault domain that it enters.

use crate::condition::Condition;
use crate::encode::Encoded;
use crate::laws::{leaves_whole, operators, roles, spread};
use crate::rule::{Apply, Demand, Means, Offer, Rule, Strength};
use crate::{Logical, Role, Sort};
use suki_ir::LocationKind;

pub(crate) const RULE: Rule = Rule {
    name: "enter",
    strength: Strength::Equal,
    statement: "at(home of B, one, hop(x)) = the channel from at(L, d, x), L in the sender's family",
    condition: "an ordered stream is sent by one instance",
    reason: "A send is the identity on histories; the member's identity is the source program's whichever part sends.",
    counter_example: "An ordered stream sent by two parts of a helper arrives interleaved.",
    theorem: "enter",
    conditions: &[Condition::OrderOnWire, Condition::StateInFamily],
    armed_by: &[Sort::Hop],
    apply: Apply::Placement(apply),
};

fn apply(encoded: &Encoded, demand: &Demand) -> Vec<Offer> {
    if matches!(demand.place.role, Role::Home(_)) { arrivals(encoded, demand) } else { Vec::new() }
}

/// All ways in which a hop can arrive at the demanded place.
pub(crate) fn arrivals(encoded: &Encoded, demand: &Demand) -> Vec<Offer> {
    let mut offers = Vec::new();
    let order = encoded.graph[demand.stream].data.stream().order;
    for (id, logical, children) in operators(encoded, demand) {
        let Logical::Hop { from, .. } = logical else { continue };
        let external = matches!(encoded.program().location(*from).kind, LocationKind::External);
        let changes_clients = external && !matches!(demand.place.role, Role::Home(_));
        if changes_clients
            && !encoded.is_routed(demand.stream)
            && encoded.conditions.hold(Condition::ClientsDoNotChange)
        {
            continue;
        }
        for role in roles(encoded, *from) {
            if leaves_whole(encoded, order, role) {
                offers.push(Offer { means: Means::Enter(id), needs: vec![spread(role, children[0])] });
            }
        }
        if !encoded.conditions.hold(Condition::StateInFamily) {
            offers.push(Offer { means: Means::Enter(id), needs: vec![spread(demand.place.role, children[0])] });
        }
    }
    offers
}
