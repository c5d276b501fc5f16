//! A join is split by its key.

use crate::condition::Condition;
use crate::encode::Encoded;
use crate::laws::{at, execute, in_place, keys, operators, widen, within_group_key};
use crate::rule::{Apply, Demand, Offer, Rule, Strength};
use crate::{Distribution, Key, Logical, Sort};
use egg::Id;
use suki_ir::Op;

pub(crate) const RULE: Rule = Rule {
    name: "implement-join",
    strength: Strength::Equal,
    statement: "at(L, hash k, join(x, y)) = join at L of at(L, hash k, x), at(L, hash k, y)",
    condition: "k is a function of the join key, the same on both sides; the join key is canonical; a \
                watermark is replicated",
    reason: "Two elements meet only if their keys are equal, and then their hashes are.",
    counter_example: "Left by the first half of the key and right by the second: partners on different parts.",
    theorem: "implement_join",
    conditions: &[
        Condition::KeyDetermined,
        Condition::SameKeyBothSides,
        Condition::WatermarkEverywhere,
        Condition::CanonicalKey,
    ],
    armed_by: &[Sort::Keyed],
    apply: Apply::Placement(apply),
};

fn apply(encoded: &Encoded, demand: &Demand) -> Vec<Offer> {
    let mut offers = Vec::new();
    for (id, logical, children) in operators(encoded, demand) {
        let Logical::Keyed(Op::Join { .. }) = logical else { continue };
        let element = &encoded.graph[demand.stream].data.stream().element;
        match &demand.place.distribution {
            Distribution::One => offers.push(in_place(demand, id, children)),
            Distribution::Hash(key) if within_group_key(key) || !encoded.conditions.hold(Condition::KeyDetermined) => {
                offers.push(split(encoded, demand, id, children, key, key));
                if !encoded.conditions.hold(Condition::SameKeyBothSides) {
                    let others = keys::candidates(encoded, element, &["0"]);
                    offers.extend(others.iter().map(|other| split(encoded, demand, id, children, key, other)));
                }
            }
            Distribution::Any => {
                offers
                    .extend(keys::candidates(encoded, element, &["0"]).into_iter().map(|key| widen::from(demand, key)));
                if !encoded.conditions.hold(Condition::KeyDetermined) {
                    offers.extend(
                        keys::candidates(encoded, element, &["1", "0"]).into_iter().map(|key| widen::from(demand, key)),
                    );
                }
            }
            Distribution::Hash(_) | Distribution::Replicated => {}
        }
    }
    offers
}

fn split(
    encoded: &Encoded,
    demand: &Demand,
    id: crate::language::LogicalId,
    inputs: &[Id],
    left: &Key,
    right: &Key,
) -> Offer {
    let role = demand.place.role;
    let mut needs = vec![
        at(role, Distribution::Hash(left.clone()), inputs[0]),
        at(role, Distribution::Hash(right.clone()), inputs[1]),
    ];
    needs.extend(inputs.get(2).map(|watermark| at(role, watermark_distribution(encoded), *watermark)));
    execute(id, needs)
}

/// How a watermark reaches the parts of a split operator.
pub(crate) fn watermark_distribution(encoded: &Encoded) -> Distribution {
    if encoded.conditions.hold(Condition::WatermarkEverywhere) { Distribution::Replicated } else { Distribution::Any }
}
