//! A scan stays whole, unless its state is per key.

use crate::condition::Condition;
use crate::encode::Encoded;
use crate::laws::{in_place, keys, operators, widen, within_group_key};
use crate::rule::{Apply, Demand, Offer, Rule, Strength};
use crate::{Distribution, Logical, Sort};

pub(crate) const RULE: Rule = Rule {
    name: "implement-scan",
    strength: Strength::Equal,
    statement: "at(L, d, scan(x)) = scan at L of at(L, d, x)",
    condition: "d is one instance; or the stream is keyed and d is a hash of a function of its key, which is \
                canonical",
    reason: "The state for one key sees that key's elements only, in their order.",
    counter_example: "Slots handed out by two parts: both hand out slot 0.",
    theorem: "implement_scan",
    conditions: &[Condition::KeyDetermined, Condition::OrderOnWire, Condition::CanonicalKey],
    armed_by: &[Sort::Scan],
    apply: Apply::Placement(apply),
};

fn apply(encoded: &Encoded, demand: &Demand) -> Vec<Offer> {
    let mut offers = Vec::new();
    for (id, logical, children) in operators(encoded, demand) {
        let Logical::Scan { keyed, .. } = logical else { continue };
        let determined = !encoded.conditions.hold(Condition::KeyDetermined);
        match &demand.place.distribution {
            Distribution::One => offers.push(in_place(demand, id, children)),
            Distribution::Hash(key) if (*keyed && within_group_key(key)) || determined => {
                offers.push(in_place(demand, id, children));
            }
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
