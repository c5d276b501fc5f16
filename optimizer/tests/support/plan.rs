//! Plans, asked by the names of their `let`s.

use super::{example, read};
use suki_cost_model::{Flush, Profile, Target};
use suki_ir::{Kind, LocationId, LocationKind, Op, OperatorId, Program, Stream};
use suki_optimizer::{Failure, Goal, Outcome, optimize};

/// What is asked of the optimizer.
#[derive(Clone)]
pub struct Ask {
    pub target: &'static str,
    pub machines: Option<u32>,
    pub colocate: Vec<Vec<String>>,
}

impl Ask {
    pub fn machines(machines: u32) -> Ask {
        Ask { target: "emulated-cluster", machines: Some(machines), colocate: Vec::new() }
    }

    pub fn loopback() -> Ask {
        Ask { target: "loopback", machines: None, colocate: Vec::new() }
    }

    pub fn colocate(mut self, names: &[&str]) -> Ask {
        self.colocate.push(names.iter().map(ToString::to_string).collect());
        self
    }

    pub fn target(&self) -> Target {
        Target::shipped(self.target).expect("a shipped target")
    }

    pub fn goal(&self) -> Goal {
        Goal { machines_max: self.machines, flush: Flush::Each, colocate: self.colocate.clone(), ..Goal::default() }
    }

    pub fn try_of(&self, text: &str) -> Result<Outcome, Failure> {
        let (program, _) = read(text);
        optimize(&program, &Profile::default(), &self.target(), &self.goal())
    }

    #[track_caller]
    pub fn of(&self, text: &str) -> Outcome {
        self.try_of(text).unwrap_or_else(|failure| panic!("no plan: {failure}"))
    }

    #[track_caller]
    pub fn example(&self, name: &str) -> Outcome {
        self.of(&example(name))
    }
}

/// The examples with the budgets that they are promised for.
pub fn promised() -> [(&'static str, u32); 4] {
    [("voting", 20), ("two_pc", 46), ("kvs", 10), ("paxos", 20)]
}

pub fn gain(outcome: &Outcome) -> f64 {
    outcome.after.throughput_per_s / outcome.before.throughput_per_s
}

pub fn helpers(plan: &Program) -> Vec<LocationId> {
    let helper = |id: &LocationId| matches!(plan.location(*id).kind, LocationKind::Helper { .. });
    plan.location_ids().filter(helper).collect()
}

#[track_caller]
pub fn named(plan: &Program, name: &str) -> OperatorId {
    let named = |id: &OperatorId| plan.operator(*id).name.as_deref() == Some(name);
    plan.operator_ids().find(named).unwrap_or_else(|| panic!("nothing is called {name} in\n{plan}"))
}

/// Where an operator runs: where its first input is, or its result for sources.
pub fn runs_at(plan: &Program, streams: &[Stream], id: OperatorId) -> LocationId {
    let operator = plan.operator(id);
    match operator.op.kind() {
        Kind::Hop | Kind::Move | Kind::Sink => streams[operator.inputs[0].index()].at,
        _ => streams[id.index()].at,
    }
}

/// The operators of a kind of work that run at a location.
pub fn operators_at(outcome: &Outcome, at: LocationId, fits: impl Fn(&Op) -> bool) -> Vec<OperatorId> {
    let (plan, streams) = (&outcome.plan, &outcome.streams);
    let here = |id: &OperatorId| fits(&plan.operator(*id).op) && runs_at(plan, streams, *id) == at;
    plan.operator_ids().filter(here).collect()
}
