//! What people are shown of a stream is shown where the stream is.

use crate::Sort;
use crate::encode::Encoded;
use crate::laws::effect;
use crate::rule::{Apply, Demand, Offer, Rule, Strength};
use suki_ir::Op;

pub(crate) const RULE: Rule = Rule {
    name: "implement-inspect",
    strength: Strength::Equal,
    statement: "at(L, d, inspect(x)) = inspect at L of at(L, d, x)",
    condition: "d is not replicated",
    reason: "Each element is shown once, by the part that has it, and goes on as it is.",
    counter_example: "Replicated: every part shows each element.",
    theorem: "implement_inspect",
    conditions: &[],
    armed_by: &[Sort::Effect],
    apply: Apply::Placement(apply),
};

fn apply(encoded: &Encoded, demand: &Demand) -> Vec<Offer> {
    effect(encoded, demand, |op| matches!(op, Op::Inspect(_)))
}
