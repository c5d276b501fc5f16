//! A log is written where its stream is.

use crate::Sort;
use crate::encode::Encoded;
use crate::laws::effect;
use crate::rule::{Apply, Demand, Offer, Rule, Strength};
use suki_ir::Op;

pub(crate) const RULE: Rule = Rule {
    name: "implement-persist",
    strength: Strength::Equal,
    statement: "at(L, d, persist_to(x)) = persist_to at L of at(L, d, x)",
    condition: "d is not replicated",
    reason: "Each element leaves once it is on the disk of the part that has it, and a family fails as one.",
    counter_example: "Replicated: every part writes each record, and the record leaves once for each.",
    theorem: "implement_persist",
    conditions: &[],
    armed_by: &[Sort::Effect],
    apply: Apply::Placement(apply),
};

fn apply(encoded: &Encoded, demand: &Demand) -> Vec<Offer> {
    effect(encoded, demand, |op| matches!(op, Op::PersistTo { .. }))
}
