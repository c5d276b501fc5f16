//! Sources stay where they are.

use crate::condition::Condition;
use crate::encode::Encoded;
use crate::laws::{in_place, operators};
use crate::rule::{Apply, Demand, Offer, Rule, Strength};
use crate::{Logical, Role, Sort};

pub(crate) const RULE: Rule = Rule {
    name: "implement-source",
    strength: Strength::Equal,
    statement: "at(home, source) = source at home",
    condition: "the place is the source's home",
    reason: "It is the source program's own placement.",
    counter_example: "A timer split n ways fires n times.",
    theorem: "implement_source",
    conditions: &[Condition::OneOracleOneMachine],
    armed_by: &[Sort::Source],
    apply: Apply::Placement(apply),
};

fn apply(encoded: &Encoded, demand: &Demand) -> Vec<Offer> {
    let anywhere = !encoded.conditions.hold(Condition::OneOracleOneMachine);
    if !matches!(demand.place.role, Role::Home(_)) && !anywhere {
        return Vec::new();
    }
    let sources = operators(encoded, demand).filter(|(_, logical, _)| matches!(logical, Logical::Source { .. }));
    sources.map(|(id, _, children)| in_place(demand, id, children)).collect()
}
