//! What would allow more: each change by itself, and what planning with it predicts.
//!
//! Nothing here is a plan. A change of the text is the author's to make, if it is true; a condition that rules obey can
//! be lifted by nobody, but it names what stands in the way.

use crate::goal::Goal;
use crate::optimize::{Failure, predict};
use serde::Serialize;
use suki_cost_model::{Flush, Profile, Target};
use suki_ir::{AffinityKind, Fact, LocationKind, Op, OperatorId, Program};
use suki_rewrites::condition::{Condition, Conditions};

/// A change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "change", rename_all = "kebab-case")]
pub enum Change {
    /// A larger budget.
    Machines {
        /// Instances, all together.
        machines_max: u32,
    },
    /// Everything of one turn of the event loop in one write.
    FlushTurn,
    /// The fact `#[routed]` on the hop by which clients come in.
    Routed {
        /// The hop.
        operator: OperatorId,
        /// The input's port.
        port: String,
    },
    /// The wish `colocate` for locations that the program says nothing of.
    Colocate {
        /// Their names.
        locations: Vec<String>,
    },
    /// A condition of the rules, as if it did not exist.
    Without {
        /// Which.
        condition: Condition,
    },
}

/// A change with what it would bring.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Alternative {
    /// The change.
    #[serde(flatten)]
    pub change: Change,
    /// Units of workload per second of the best plan with it, as the search predicts them.
    pub throughput_per_s: f64,
    /// Over what the best plan without it does.
    pub gain: f64,
}

/// Changes of the text, the command and the budget that might bring more.
pub fn changes(program: &Program, goal: &Goal, machines_max: u32) -> Vec<Change> {
    let mut changes = vec![Change::Machines { machines_max: machines_max.saturating_mul(2) }];
    if goal.flush == Flush::Each {
        changes.push(Change::FlushTurn);
    }
    for id in program.operator_ids() {
        let operator = program.operator(id);
        let input = operator.inputs.first().map(|input| &program.operator(*input).op);
        if let (Op::Send { .. }, Some(Op::Input { port, .. }), false) =
            (&operator.op, input, operator.facts.contains(&Fact::Routed))
        {
            changes.push(Change::Routed { operator: id, port: port.clone() });
        }
    }
    let own = |kind: &LocationKind| matches!(kind, LocationKind::Process | LocationKind::Cluster { .. });
    let places: Vec<_> = program.location_ids().filter(|id| own(&program.location(*id).kind)).collect();
    let separated = program.groups(AffinityKind::Separate);
    let allowed = program.groups(AffinityKind::Colocate);
    for (position, one) in places.iter().enumerate() {
        for other in &places[position + 1..] {
            let both = |group: &Vec<_>| group.contains(one) && group.contains(other);
            if !separated.iter().chain(&allowed).any(both) {
                let locations = [one, other].map(|id| program.location(*id).name.clone()).to_vec();
                changes.push(Change::Colocate { locations });
            }
        }
    }
    changes
}

/// The conditions of the rules, each lifted by itself; that on the author's word is a change of the text.
pub fn laws() -> Vec<Change> {
    let laws = Condition::ALL.into_iter().filter(|condition| *condition != Condition::AuthorAllowsFusion);
    laws.map(|condition| Change::Without { condition }).collect()
}

/// What planning with `change` predicts, against `base_per_s` without it.
///
/// # Errors
/// As [`optimize`](crate::optimize()).
pub fn alternative(
    program: &Program,
    profile: &Profile,
    target: &Target,
    goal: &Goal,
    (change, base_per_s): (Change, f64),
) -> Result<Alternative, Failure> {
    let (mut program, mut target, mut goal) = (program.clone(), target.clone(), goal.clone());
    let mut conditions = Conditions::all();
    match &change {
        Change::Machines { machines_max } => {
            goal.machines_max = Some(*machines_max);
            target.machines_max = None;
        }
        Change::FlushTurn => goal.flush = Flush::Turn,
        Change::Routed { operator, .. } => program.operators[operator.index()].facts.push(Fact::Routed),
        Change::Colocate { locations } => goal.colocate.push(locations.clone()),
        Change::Without { condition } => conditions = conditions.without(*condition),
    }
    let throughput_per_s = predict(&program, profile, &target, &goal, conditions)?;
    Ok(Alternative { change, throughput_per_s, gain: throughput_per_s / base_per_s })
}

#[cfg(test)]
mod tests {
    use super::*;

    const COUNTER: &str = r#"
        struct Request { key: u64, by: u64 }
        process server; external clients;
        let requests = clients.input::<Request>("requests").send(server);
        let totals = requests.key_by(|(_, request)| request.key).arrival_order()
            .scan(|| 0u64, |total, (client, request), out| { *total += request.by; out.push((client, *total)); }).values();
        clients.output("totals", totals);
    "#;

    fn gains(program: &Program, changes: Vec<Change>) -> Vec<Alternative> {
        let (profile, target) = (Profile::default(), Target::shipped("emulated-cluster").unwrap());
        let goal = Goal { machines_max: Some(8), ..Goal::default() };
        let base = predict(program, &profile, &target, &goal, Conditions::all()).unwrap();
        let all =
            changes.into_iter().map(|change| alternative(program, &profile, &target, &goal, (change, base)).unwrap());
        all.filter(|alternative| alternative.gain > 1.5).collect()
    }

    #[test]
    fn a_missing_word_and_the_law_that_it_meets_are_found() {
        let (program, diagnostics) = suki_ir::parse(COUNTER);
        assert_eq!(diagnostics, []);
        let goal = Goal { flush: Flush::Turn, ..Goal::default() };
        let found = gains(&program, changes(&program, &goal, 8));
        let port = "requests".to_string();
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].change, Change::Routed { operator: OperatorId::new(1), port });
        assert!(found[0].gain > 7.0, "{found:?}");
        let laws: Vec<Change> = gains(&program, laws()).into_iter().map(|alternative| alternative.change).collect();
        assert_eq!(laws, [Change::Without { condition: Condition::ClientsDoNotChange }]);
    }
}
