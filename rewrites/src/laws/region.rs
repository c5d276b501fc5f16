//! A tick group moves whole or not at all.

use crate::condition::Condition;
use crate::encode::Encoded;
use crate::language::{Head, LogicalId};
use crate::laws::{at, execute, in_place, operators};
use crate::rule::{Apply, Demand, Offer, Rule, Strength};
use crate::{Distribution, Logical, Sort};
use suki_ir::Op;

pub(crate) const RULE: Rule = Rule {
    name: "implement-region",
    strength: Strength::Equal,
    statement: "at(L, one, region(body, x, ..)) = region(body) at L of at(L, one, x), ..",
    condition: "the whole group in one instance, its oracles with it; at home when it hears a timer",
    reason: "What must be simultaneous stays so; only when inputs arrive changes, and nobody sees that.",
    counter_example: "One sender writes k1, then k2; a client sees the answer for k2 and reads the old k1 elsewhere.",
    theorem: "implement_region",
    conditions: &[Condition::TickGroupWhole, Condition::TimerStays],
    armed_by: &[Sort::Region, Sort::Project, Sort::InTick, Sort::Argument, Sort::Deferred],
    apply: Apply::Placement(apply),
};

fn apply(encoded: &Encoded, demand: &Demand) -> Vec<Offer> {
    let mut offers = Vec::new();
    let split = demand.place.distribution != Distribution::One;
    if split && encoded.conditions.hold(Condition::TickGroupWhole) {
        return offers;
    }
    let place = |stream| at(demand.place.role, demand.place.distribution.clone(), stream);
    for (id, logical, children) in operators(encoded, demand) {
        if !encoded.conditions.hold(Condition::TickGroupWhole) {
            offers.extend(torn(encoded, demand, id));
        }
        match logical {
            // The bodies belong to the group and have no place of their own.
            Logical::Region { batches, .. } => {
                offers.push(execute(id, children[..batches.len()].iter().map(|stream| place(*stream))));
            }
            Logical::Project { .. } => offers.push(execute(id, [place(children[0])])),
            _ => {}
        }
    }
    offers
}

/// Without the condition: each operator of a group wherever it is demanded, in a tick of its own.
fn torn(encoded: &Encoded, demand: &Demand, id: LogicalId) -> Option<Offer> {
    let payloads = &encoded.graph.analysis.payloads;
    let (_, logical, children) = operators(encoded, demand).find(|(known, ..)| *known == id)?;
    let inside = match logical {
        Logical::InTick(_) => children.to_vec(),
        Logical::Argument { batch: origin } | Logical::Deferred { defer: origin } => {
            let operator = encoded.program().operator(*origin);
            // What the tick before left behind depends on itself.
            let delayed = matches!(operator.op, Op::DeferTick { .. });
            if delayed { Vec::new() } else { vec![encoded.classes[operator.inputs[0].index()]?] }
        }
        Logical::Project { output } => {
            let bodies = encoded.graph[children[0]].nodes.iter().find_map(|node| match node.head {
                Head::Logical(region) => match payloads.logical(region) {
                    Logical::Region { batches, outputs, .. } => {
                        let position = outputs.iter().position(|known| known == output)?;
                        Some(node.children[batches.len() + position])
                    }
                    _ => None,
                },
                _ => None,
            });
            vec![bodies?]
        }
        _ => return None,
    };
    Some(in_place(demand, id, &inside))
}
