//! What is spread by a key is spread.

use crate::encode::Encoded;
use crate::laws::{at, keys};
use crate::rule::{Apply, Demand, Means, Offer, Rule, Strength};
use crate::{Distribution, Key};

pub(crate) const RULE: Rule = Rule {
    name: "widen",
    strength: Strength::Equal,
    statement: "at(helpers, any, x) = at(helpers, hash k, x)",
    condition: "none",
    reason: "Whoever does not mind where an element is does not mind that its key decides.",
    counter_example: "None; the other way round a join would look for partners on the wrong part.",
    theorem: "widen",
    conditions: &[],
    armed_by: &[],
    apply: Apply::Placement(apply),
};

/// The demand met by the same stream spread by `key`.
pub(crate) fn from(demand: &Demand, key: Key) -> Offer {
    Offer { means: Means::Widen, needs: vec![at(demand.place.role, Distribution::Hash(key), demand.stream)] }
}

/// By the element itself, and by every key that something else asks the same stream for at the same role.
fn apply(encoded: &Encoded, demand: &Demand) -> Vec<Offer> {
    if demand.place.distribution != Distribution::Any {
        return Vec::new();
    }
    let element = &encoded.graph[demand.stream].data.stream().element;
    let whole = keys::is_key(encoded, element).then(Key::whole);
    let asked = encoded.keys_asked(demand.place.role, demand.stream).iter().cloned();
    whole.into_iter().chain(asked).map(|key| from(demand, key)).collect()
}
