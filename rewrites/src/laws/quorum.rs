//! A quorum is split by what its key determines.

use crate::condition::Condition;
use crate::dependency::determines;
use crate::encode::Encoded;
use crate::facts::Dependency;
use crate::language::LogicalId;
use crate::laws::join::watermark_distribution;
use crate::laws::{at, execute, in_place, keys, operators, widen};
use crate::lineage::{self, Absent, Value};
use crate::rule::{Apply, Demand, Offer, Rule, Strength};
use crate::{Distribution, Key, Logical, Sort};
use egg::Id;
use suki_ir::{Closure, Op};

pub(crate) const RULE: Rule = Rule {
    name: "implement-quorum",
    strength: Strength::Equal,
    statement: "at(L, hash k, quorum(g, n, x)) = quorum(g, n) at L of at(L, hash (k . g), x)",
    condition: "the distribution is a function of the quorum key, by its fields or by a functional dependency; the \
                quorum key is canonical; a watermark is replicated",
    reason: "All votes for one key are at one part, which counts the same source members as before.",
    counter_example: "Votes by a value in which members differ: no part ever sees n of them.",
    theorem: "implement_quorum",
    conditions: &[Condition::KeyDetermined, Condition::WatermarkEverywhere, Condition::CanonicalKey],
    armed_by: &[Sort::Keyed],
    apply: Apply::Placement(apply),
};

fn apply(encoded: &Encoded, demand: &Demand) -> Vec<Offer> {
    let mut offers = Vec::new();
    for (id, logical, children) in operators(encoded, demand) {
        let Logical::Keyed(Op::Quorum { key: group, .. }) = logical else { continue };
        let element = &encoded.graph[demand.stream].data.stream().element;
        match &demand.place.distribution {
            Distribution::One => offers.push(in_place(demand, id, children)),
            Distribution::Hash(key) => {
                offers.extend(vote_key(key, group).map(|key| split(encoded, demand, id, children, key)))
            }
            Distribution::Any => {
                offers.extend(keys::candidates(encoded, element, &[]).into_iter().map(|key| widen::from(demand, key)));
                offers.extend(
                    determined(encoded, children[0], group)
                        .into_iter()
                        .map(|key| split(encoded, demand, id, children, key)),
                );
            }
            Distribution::Replicated => {}
        }
    }
    offers
}

fn split(encoded: &Encoded, demand: &Demand, id: LogicalId, inputs: &[Id], votes: Key) -> Offer {
    let role = demand.place.role;
    let mut needs = vec![at(role, Distribution::Hash(votes), inputs[0])];
    needs.extend(inputs.get(1).map(|watermark| at(role, watermark_distribution(encoded), *watermark)));
    execute(id, needs)
}

/// The key of a vote, a `(MemberId, T)`, that equals `key` of the quorum key that `group` makes of `T`.
fn vote_key(key: &Key, group: &Closure) -> Option<Key> {
    let value = lineage::call(&group.closure(), &Value::argument(), Absent::Counts);
    lineage::prefixed(&lineage::substitute(key, &value)?, "1")
}

/// Fields of a vote that the quorum key determines by a functional dependency and does not contain; without the
/// condition any field.
fn determined(encoded: &Encoded, votes: Id, group: &Closure) -> Vec<Key> {
    let facts = encoded.graph[votes].data.stream();
    let group = lineage::prefixed(&lineage::key_of(group), "1");
    let Some(group) = group.as_ref().and_then(lineage::fields) else { return Vec::new() };
    let group: Vec<Vec<String>> = group.into_iter().map(<[String]>::to_vec).collect();
    let is_key =
        |path: &Vec<String>| keys::type_at(encoded, &facts.element, path).is_some_and(|ty| keys::is_key(encoded, &ty));
    let known =
        facts.dependencies.iter().filter(|known| known.determinant.iter().all(is_key) && is_key(&known.dependent));
    let known: Vec<Dependency> = known.cloned().collect();
    let mut found: Vec<Vec<String>> = if encoded.conditions.hold(Condition::KeyDetermined) {
        known.iter().map(|known| known.dependent.clone()).filter(|path| determines(&group, path, &known)).collect()
    } else {
        let fields = keys::candidates(encoded, &facts.element, &["1"]);
        fields.iter().filter_map(lineage::fields).flatten().map(<[String]>::to_vec).collect()
    };
    found.retain(|path| is_key(path) && !group.iter().any(|field| path.starts_with(field)));
    found.into_iter().map(Key::Path).collect()
}
