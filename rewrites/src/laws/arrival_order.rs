//! The order of arrival is decided in one place, or in one place for each key.

use crate::condition::Condition;
use crate::encode::Encoded;
use crate::laws::{in_place, keys, operators, widen, within_group_key};
use crate::rule::{Apply, Demand, Offer, Rule, Strength};
use crate::{Distribution, Logical, Sort};

pub(crate) const RULE: Rule = Rule {
    name: "implement-arrival-order",
    strength: Strength::Equal,
    statement: "at(L, d, arrival_order(w, x)) = arrival_order(w) at L of at(L, d, x)",
    condition: "d is one instance; or the stream is keyed and d is a hash of a function of its key, which is \
                canonical",
    reason: "A keyed oracle is a family of oracles, one for each key; a part decides for its keys.",
    counter_example: "Two parts order one stream: its consumers see an order that no single oracle gives.",
    theorem: "implement_arrival_order",
    conditions: &[Condition::OneOracleOneMachine, Condition::CanonicalKey],
    armed_by: &[Sort::ArrivalOrder],
    apply: Apply::Placement(apply),
};

fn apply(encoded: &Encoded, demand: &Demand) -> Vec<Offer> {
    let mut offers = Vec::new();
    for (id, logical, children) in operators(encoded, demand) {
        let Logical::ArrivalOrder { keyed, .. } = logical else { continue };
        let anywhere = !encoded.conditions.hold(Condition::OneOracleOneMachine);
        match &demand.place.distribution {
            Distribution::One => offers.push(in_place(demand, id, children)),
            Distribution::Hash(key) if (*keyed && within_group_key(key)) || anywhere => {
                offers.push(in_place(demand, id, children));
            }
            Distribution::Any if anywhere => offers.push(in_place(demand, id, children)),
            Distribution::Any if *keyed => {
                let element = &encoded.graph[demand.stream].data.stream().element;
                offers
                    .extend(keys::candidates(encoded, element, &["0"]).into_iter().map(|key| widen::from(demand, key)));
            }
            Distribution::Any | Distribution::Hash(_) | Distribution::Replicated => {}
        }
    }
    offers
}
