//! What holds of every plan, checked on the plan itself.

use crate::support::plan::{Ask, promised, runs_at};
use crate::support::{EXAMPLES, example, read};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;
use suki_ir::{Kind, LocationId, Op, OperatorId, Order, Program, Stream};
use suki_optimizer::Outcome;
use suki_rewrites::Distribution;

/// What it is, the source with its streams, and the plan.
type Planned = (String, Program, Vec<Stream>, Outcome);

/// Each example under several budgets, and on one box.
fn plans() -> &'static [Planned] {
    static PLANS: LazyLock<Vec<Planned>> = LazyLock::new(make);
    &PLANS
}

fn make() -> Vec<Planned> {
    let budgets = promised().into_iter().flat_map(|(name, machines)| [(name, machines / 2), (name, machines)]);
    let clusters =
        budgets.filter(|(_, machines)| *machines >= 5).map(|(name, machines)| (name, Ask::machines(machines)));
    let boxes = EXAMPLES.map(|name| (name, Ask::loopback()));
    let fused = [("paxos", Ask::loopback().colocate(&["proposers", "acceptors", "replicas"]))];
    let all = clusters.chain(boxes).chain(fused);
    all.filter_map(|(name, ask)| {
        let text = example(name);
        let outcome = ask.try_of(&text).ok()?;
        let (source, streams) = read(&text);
        Some((format!("{name} on {} with {:?}", ask.target, ask.machines), source, streams, outcome))
    })
    .collect()
}

fn is_linear(op: &Op) -> bool {
    match op {
        Op::ArrivalOrder | Op::Deal { .. } | Op::DeferTick { .. } => true,
        Op::AllTicksAtomic => false,
        op => matches!(op.kind(), Kind::Source | Kind::Sink | Kind::Effect | Kind::Boundary),
    }
}

#[test]
fn every_choice_and_effect_is_in_a_plan_once() {
    for (name, source, _, outcome) in plans() {
        let mut times: BTreeMap<OperatorId, usize> = BTreeMap::new();
        let mut known = BTreeSet::new();
        for origin in &outcome.certificate.origins {
            if is_linear(&source.operator(origin.source).op) {
                *times.entry(origin.source).or_default() += 1;
                known.insert(origin.plan);
            }
        }
        for id in source.operator_ids().filter(|id| is_linear(&source.operator(*id).op)) {
            let (op, times) = (&source.operator(id).op, times.get(&id).copied().unwrap_or(0));
            let exactly = matches!(op.kind(), Kind::Sink | Kind::Effect);
            assert!(
                times == 1 || (times == 0 && !exactly),
                "{name}: {} {id:?} is {times} times in\n{}",
                op.name(),
                outcome.plan
            );
        }
        for id in outcome.plan.operator_ids().filter(|id| is_linear(&outcome.plan.operator(*id).op)) {
            let op = &outcome.plan.operator(id).op;
            // The certificate says of a deferred value which operator yields it.
            assert!(
                known.contains(&id) || matches!(op, Op::DeferTick { .. }),
                "{name}: {} came from nowhere",
                op.name()
            );
        }
    }
}

#[test]
fn state_stays_in_its_family() {
    let stateful = |op: &Op| {
        matches!(op.kind(), Kind::Keyed | Kind::InTick | Kind::Aggregate)
            || matches!(op, Op::Scan { .. })
            || is_linear(op)
    };
    for (name, source, streams, outcome) in plans() {
        let mut families: BTreeMap<Op, BTreeSet<LocationId>> = BTreeMap::new();
        for id in source.operator_ids() {
            let family = source.family(runs_at(source, streams, id));
            families.entry(source.operator(id).op.clone()).or_default().insert(family);
        }
        let (plan, streams) = (&outcome.plan, &outcome.streams);
        for id in plan.operator_ids().filter(|id| stateful(&plan.operator(*id).op)) {
            let op = &plan.operator(id).op;
            let family = plan.family(runs_at(plan, streams, id));
            assert!(families[op].contains(&family), "{name}: {} at {}\n{plan}", op.name(), plan.location(family).name);
        }
    }
}

#[test]
fn every_cycle_passes_a_hop_or_a_delay() {
    for (name, _, _, outcome) in plans() {
        let plan = &outcome.plan;
        let delays = |id: OperatorId| {
            let op = &plan.operator(id).op;
            op.kind() == Kind::Hop || matches!(op, Op::DeferTick { .. })
        };
        // What depends on nothing, then on what is done: all of it, unless some cycle has no delay.
        let mut done = vec![false; plan.operators.len()];
        let ready = |done: &[bool], id: OperatorId| {
            !done[id.index()] && (delays(id) || plan.operator(id).inputs.iter().all(|input| done[input.index()]))
        };
        while let Some(id) = plan.operator_ids().find(|id| ready(&done, *id)) {
            done[id.index()] = true;
        }
        let stuck: Vec<_> = plan.operator_ids().filter(|id| !done[id.index()]).collect();
        assert_eq!(stuck, [], "{name}\n{plan}");
    }
}

#[test]
fn ordered_streams_come_from_one_instance() {
    for (name, _, _, outcome) in plans() {
        let (plan, streams) = (&outcome.plan, &outcome.streams);
        for id in plan.operator_ids() {
            let everywhere = outcome.certificate.placements[id.index()].distribution == Distribution::Replicated;
            if streams[id.index()].order == Order::Total && streams[id.index()].clock.is_none() && !everywhere {
                assert_eq!(plan.parts(streams[id.index()].at), 1, "{name}: {id:?} in\n{plan}");
            }
        }
    }
}

/// A plan is a text like any other: it reads back as itself and means the same to the model.
#[test]
fn plans_read_back() {
    for (name, _, _, outcome) in plans() {
        let (program, streams) = read(&outcome.plan.to_string());
        assert!(program == outcome.plan, "{name}");
        assert_eq!(&streams, &outcome.streams, "{name}");
    }
}
