//! A product with a side that every part has.

use crate::encode::Encoded;
use crate::laws::beside_replicas;
use crate::rule::{Apply, Demand, Offer, Rule, Strength};
use crate::{Logical, Sort};
use suki_ir::Op;

pub(crate) const RULE: Rule = Rule {
    name: "implement-cross-replicated",
    strength: Strength::Equal,
    statement: "at(L, any, cross_product(x, y)) = cross_product at L of at(L, any, x), at(L, replicated, y)",
    condition: "one side is spread",
    reason: "Each left element is at one part, and meets every right one there.",
    counter_example: "Both sides spread: only the pairs that meet at one part.",
    theorem: "implement_cross_replicated",
    conditions: &[],
    armed_by: &[Sort::Whole],
    apply: Apply::Placement(apply),
};

fn apply(encoded: &Encoded, demand: &Demand) -> Vec<Offer> {
    beside_replicas(encoded, demand, |logical| *logical == Logical::Whole(Op::CrossProduct))
}
