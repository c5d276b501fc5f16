//! Decoupling: a helper of one instance.

use crate::Role;
use crate::condition::Condition;
use crate::encode::Encoded;
use crate::laws::enter::arrivals;
use crate::laws::{leaves_whole, outside_ticks, roles, spread};
use crate::rule::{Apply, Demand, Means, Offer, Rule, Strength};

pub(crate) const RULE: Rule = Rule {
    name: "decouple",
    strength: Strength::Equal,
    statement: "at(helper of A, one, x) = the channel from at(L, d, x), L in A's family; or the hop, sent there",
    condition: "the helper belongs to A's family; an ordered stream comes from one instance; clients change only for \
                a routed input",
    reason: "Inside one fault domain a send is the identity on histories.",
    counter_example: "A helper of another family: what it holds dies with a domain that the source does not know.",
    theorem: "decouple",
    conditions: &[Condition::OrderOnWire, Condition::StateInFamily, Condition::ClientsDoNotChange],
    armed_by: &[],
    apply: Apply::Placement(apply),
};

fn apply(encoded: &Encoded, demand: &Demand) -> Vec<Offer> {
    let Role::Solo(family, _) = demand.place.role else { return Vec::new() };
    let mut offers = arrivals(encoded, demand);
    let facts = encoded.graph[demand.stream].data.stream();
    for role in roles(encoded, family) {
        let whole = leaves_whole(encoded, facts.order, role);
        if role != demand.place.role && whole && outside_ticks(encoded, facts) {
            offers.push(Offer { means: Means::Move, needs: vec![spread(role, demand.stream)] });
        }
    }
    offers
}
