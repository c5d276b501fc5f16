//! A log is written where its stream is.

use crate::encode::Encoded;
use crate::laws::{in_place, operators};
use crate::rule::{Apply, Demand, Offer, Rule, Strength};
use crate::{Distribution, Logical};
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
    apply: Apply::Placement(apply),
};

fn apply(encoded: &Encoded, demand: &Demand) -> Vec<Offer> {
    if demand.place.distribution == Distribution::Replicated {
        return Vec::new();
    }
    let is_log = |logical: &Logical| matches!(logical, Logical::Effect { op: Op::PersistTo { .. }, .. });
    let logs = operators(encoded, demand).filter(|(_, logical, _)| is_log(logical));
    logs.map(|(id, _, children)| in_place(demand, id, children)).collect()
}
