//! What both programs must share, and which operator of the plan is which of the source.

use super::affinity::affinities;
use crate::Permissions;
use crate::refusal::{Refusal, Side, Site};
use suki_ir::{AffinityKind, Kind, LocationId, LocationKind, Op, OperatorId, Program, TickId};
use suki_rewrites::Certificate;

/// How ids of the plan translate to ids of the source.
pub struct Correspondence {
    /// The family of each location of the plan.
    pub families: Vec<LocationId>,
    /// Each tick of the plan.
    pub ticks: Vec<TickId>,
    /// Each operator of the plan that has an origin.
    pub origins: Vec<Option<OperatorId>>,
    /// Whether each operator of the source is a feedback variable.
    pub variables: Vec<bool>,
}

/// `op` with the locations and ticks that it names translated; where a hop leads within a family is not said.
pub fn translated(op: &Op, families: &[LocationId], ticks: &[TickId]) -> Op {
    let family = |at: &LocationId| families[at.index()];
    match op {
        Op::Input { port, element, at } => Op::Input { port: port.clone(), element: element.clone(), at: family(at) },
        Op::Interval { period_ms, at } => Op::Interval { period_ms: *period_ms, at: family(at) },
        Op::SourceIter { items, at } => Op::SourceIter { items: items.clone(), at: family(at) },
        Op::Random { period_ms, at } => Op::Random { period_ms: *period_ms, at: family(at) },
        Op::Recover { element, log, at } => Op::Recover { element: element.clone(), log: log.clone(), at: family(at) },
        Op::Deal { among } => Op::Deal { among: family(among) },
        Op::Output { port, to } => Op::Output { port: port.clone(), to: family(to) },
        Op::Send { to, .. } => Op::Send { to: family(to), key: None },
        Op::Broadcast { to, .. } => Op::Broadcast { to: family(to), key: None },
        Op::Demux { to, .. } => Op::Demux { to: family(to), key: None },
        Op::Batch(tick) => Op::Batch(ticks[tick.index()]),
        Op::Snapshot(tick) => Op::Snapshot(ticks[tick.index()]),
        Op::FirstTick(tick) => Op::FirstTick(ticks[tick.index()]),
        other => other.clone(),
    }
}

/// Whether a plan may hold it once only, so that it has to say which one of the source it is.
fn is_linear(op: &Op) -> bool {
    match op {
        // It only says where the atomic region begins.
        Op::AllTicksAtomic => false,
        Op::ArrivalOrder | Op::Deal { .. } | Op::DeferTick { .. } => true,
        op => matches!(op.kind(), Kind::Source | Kind::Sink | Kind::Boundary | Kind::Effect),
    }
}

/// Whether people see what it does: a plan that leaves it out does less than its source.
pub fn is_root(op: &Op) -> bool {
    matches!(op.kind(), Kind::Sink | Kind::Effect)
}

/// Finds the correspondence, and whatever the programs do not share. Nothing is returned when it has holes.
pub fn correspond(
    (source, plan): (&Program, &Program),
    certificate: &Certificate,
    permissions: &Permissions,
    refusals: &mut Vec<Refusal>,
) -> Option<Correspondence> {
    let declaration = |reason: String| Refusal::Declaration { reason };
    let before = refusals.len();
    if source.items != plan.items {
        refusals.push(declaration("the items of plan and source differ".into()));
    }
    if source.workload != plan.workload {
        refusals.push(declaration("the workloads of plan and source differ".into()));
    }
    source_is_no_plan(source, refusals);
    let families = locations(source, plan, refusals);
    let ticks = ticks(source, plan, &families, refusals);
    let variables = variables(source, certificate, refusals);
    if refusals.len() > before {
        return None;
    }
    affinities(source, plan, &families, permissions, refusals);
    let origins = origins((source, plan), certificate, (&families, &ticks), refusals);
    (refusals.len() == before).then_some(Correspondence { families, ticks, origins, variables })
}

fn source_is_no_plan(source: &Program, refusals: &mut Vec<Refusal>) {
    let helper = source.locations.iter().any(|location| matches!(location.kind, LocationKind::Helper { .. }));
    let moves = source.operators.iter().any(|operator| operator.op.kind() == Kind::Move);
    let fused = source.affinities.iter().any(|affinity| affinity.kind == AffinityKind::Fuse);
    if helper || moves || fused {
        refusals.push(Refusal::Declaration { reason: "the source is itself a plan".into() });
    }
}

fn locations(source: &Program, plan: &Program, refusals: &mut Vec<Refusal>) -> Vec<LocationId> {
    let mut refuse = |reason: String| refusals.push(Refusal::Declaration { reason });
    let mut seen = vec![0; source.locations.len()];
    let mut families = Vec::new();
    for (index, location) in plan.locations.iter().enumerate() {
        if plan.locations[..index].iter().any(|other| other.name == location.name) {
            refuse(format!("two locations of the plan are called {}", location.name));
        }
        let home = plan.location(plan.family(LocationId::new(index)));
        match source.locations.iter().position(|known| known == home) {
            Some(family) => {
                families.push(LocationId::new(family));
                seen[family] += usize::from(home == location);
            }
            None => refuse(format!("the source has no location like {} of the plan", home.name)),
        }
    }
    for (count, location) in seen.iter().zip(&source.locations) {
        if *count != 1 {
            refuse(format!("{} is {count} times in the plan, must be once", location.name));
        }
    }
    families
}

fn ticks(source: &Program, plan: &Program, families: &[LocationId], refusals: &mut Vec<Refusal>) -> Vec<TickId> {
    let mut ticks = Vec::new();
    for (index, tick) in plan.ticks.iter().enumerate() {
        let twice = plan.ticks[..index].iter().any(|other| other.name == tick.name);
        let family = families.get(tick.at.index());
        let same = |known: &suki_ir::Tick| known.name == tick.name && Some(&known.at) == family;
        match source.ticks.iter().position(same) {
            Some(known) if !twice => ticks.push(TickId::new(known)),
            _ => {
                let reason = format!("tick {} of the plan is twice, or elsewhere than in the source", tick.name);
                refusals.push(Refusal::Declaration { reason });
            }
        }
    }
    ticks
}

fn variables(source: &Program, certificate: &Certificate, refusals: &mut Vec<Refusal>) -> Vec<bool> {
    let mut variables = vec![false; source.operators.len()];
    for (index, id) in certificate.variables.iter().enumerate() {
        let hop = source.operators.get(id.index()).is_some_and(|operator| operator.op.kind() == Kind::Hop);
        let ascending = index == 0 || certificate.variables[index - 1] < *id;
        if hop && ascending {
            variables[id.index()] = true;
        } else {
            let reason = "a variable is a hop of the source, listed once, in ascending order".into();
            refusals.push(Refusal::Entry { list: "variables", index, reason });
        }
    }
    variables
}

fn origins(
    (source, plan): (&Program, &Program),
    certificate: &Certificate,
    (families, ticks): (&[LocationId], &[TickId]),
    refusals: &mut Vec<Refusal>,
) -> Vec<Option<OperatorId>> {
    let mut origins: Vec<Option<OperatorId>> = vec![None; plan.operators.len()];
    let mut copies = vec![0; source.operators.len()];
    for (index, origin) in certificate.origins.iter().enumerate() {
        let mut refuse = |reason: &str| {
            refusals.push(Refusal::Entry { list: "origins", index, reason: reason.into() });
        };
        let pair = (plan.operators.get(origin.plan.index()), source.operators.get(origin.source.index()));
        let (Some(operator), Some(original)) = pair else {
            refuse("an operator that does not exist");
            continue;
        };
        if index > 0 && certificate.origins[index - 1].plan >= origin.plan {
            refuse("not in ascending order");
        }
        let is_hop = operator.op.kind() == Kind::Hop;
        if !is_hop && !is_linear(&operator.op) {
            refuse("an origin where none is due");
        } else if translated(&operator.op, families, ticks) != original.op {
            refuse("the operator is not like its origin");
        }
        copies[origin.source.index()] += usize::from(!is_hop);
        origins[origin.plan.index()] = Some(origin.source);
    }
    for (id, origin) in plan.operator_ids().zip(&origins) {
        if origin.is_none() && is_linear(&plan.operator(id).op) {
            let site = Site::of(Side::Plan, plan, id);
            refusals.push(Refusal::Operator { site, reason: "a choice or effect without origin".into() });
        }
    }
    for (id, copies) in source.operator_ids().zip(copies) {
        if copies > 1 || (copies == 0 && is_root(&source.operator(id).op)) {
            let site = Site::of(Side::Source, source, id);
            refusals.push(Refusal::Operator { site, reason: format!("is {copies} times in the plan") });
        }
    }
    origins
}
