//! A join with a side that every part has.

use crate::encode::Encoded;
use crate::laws::beside_replicas;
use crate::rule::{Apply, Demand, Offer, Rule, Strength};
use crate::{Logical, Sort};
use suki_ir::Op;

pub(crate) const RULE: Rule = Rule {
    name: "implement-join-replicated",
    strength: Strength::Equal,
    statement: "at(L, any, join(x, y)) = join at L of at(L, any, x), at(L, replicated, y)",
    condition: "one side is spread",
    reason: "Each left element is at one part and finds all its partners there.",
    counter_example: "Both sides replicated: every pair once for each part. Neither: pairs that never meet.",
    theorem: "implement_join_replicated",
    conditions: &[],
    armed_by: &[Sort::Keyed],
    apply: Apply::Placement(apply),
};

/// Not where keys are forgotten at a watermark: each part would have to forget them at the same time.
fn apply(encoded: &Encoded, demand: &Demand) -> Vec<Offer> {
    beside_replicas(encoded, demand, |logical| matches!(logical, Logical::Keyed(Op::Join { until: None })))
}
