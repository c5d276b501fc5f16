//! The median time from an input to an output, along the longest path that elements usually take.

use crate::charge::Costs;
use crate::graph::components;
use crate::limits::LATENCY_RATE_MIN;
use crate::{Flush, Target, op_ns};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use suki_ir::{Kind, LocationId, Op, OperatorId};

/// Nanoseconds from the longest way of an element from any input to any output; 0 when none gets there.
///
/// Counted are the link's delay with the sending and receiving of one message (a broadcast with all its copies),
/// queues inside processes, the disk, and the service times of operators; not queueing for a busy process.
/// Messages go at low load, one call each, at the speed of a whole core. Streams below [`LATENCY_RATE_MIN`] are
/// left out, and so is what comes back around a cycle: what an operator gets only after it has yielded something.
pub(crate) fn latency_ns_p50(costs: &Costs) -> f64 {
    let target = Target { link: costs.target.link.at_low_load(), ..costs.target.clone() };
    let low_load = Costs { flush: Flush::Each, target: &target, ..*costs };
    let arrivals = arrivals(&low_load);
    let outputs = costs.program.operator_ids().filter(|id| matches!(costs.program.operator(*id).op, Op::Output { .. }));
    outputs.filter_map(|id| arrivals[id.index()]).fold(0.0, f64::max)
}

/// When the slowest usual element leaves each operator.
fn arrivals(costs: &Costs) -> Vec<Option<f64>> {
    let waits: Vec<Vec<usize>> = costs.program.operator_ids().map(|id| waits_for(costs, id)).collect();
    let turns = turns(costs, &waits);
    let mut slowest: Vec<Option<f64>> = vec![None; waits.len()];
    for mut component in components(&waits) {
        // On a cycle, what comes later than the operator's own first element comes back.
        component.retain(|i| turns[*i].is_some());
        component.sort_by_key(|i| turns[*i]);
        for i in component {
            let before = waits[i].iter().filter_map(|input| slowest[*input]).fold(0.0, f64::max);
            slowest[i] = Some(before + service_ns(costs, OperatorId::new(i)));
        }
    }
    slowest
}

/// The inputs that an operator waits for, if it is usual that it gets and yields elements.
fn waits_for(costs: &Costs, id: OperatorId) -> Vec<usize> {
    let usual = |id: &OperatorId| costs.rates.of(*id).total >= LATENCY_RATE_MIN;
    let operator = costs.program.operator(id);
    let waited = match operator.op {
        _ if !usual(&id) => 0,
        Op::Join { .. } | Op::Union => 2,
        _ => 1,
    };
    operator.inputs.iter().take(waited).filter(|id| usual(id)).map(|id| id.index()).collect()
}

/// At which turn a first element leaves each operator, if any does: a union's when one of its inputs has one,
/// all others' when every input that they wait for has.
fn turns(costs: &Costs, waits: &[Vec<usize>]) -> Vec<Option<usize>> {
    let program = costs.program;
    let consumers = program.consumers();
    let mut turns: Vec<Option<usize>> = vec![None; waits.len()];
    let mut taken = 0;
    let mut queue: BinaryHeap<Reverse<(Time, OperatorId)>> = BinaryHeap::new();
    for id in program.operator_ids().filter(|id| matches!(program.operator(*id).op, Op::Input { .. })) {
        queue.push(Reverse((Time(0.0), id)));
    }
    while let Some(Reverse((Time(at), id))) = queue.pop() {
        if turns[id.index()].is_some() {
            continue;
        }
        turns[id.index()] = Some(taken);
        taken += 1;
        for consumer in consumers[id.index()].iter().copied() {
            let inputs = &waits[consumer.index()];
            let all = inputs.iter().all(|input| turns[*input].is_some());
            if inputs.contains(&id.index()) && (all || program.operator(consumer).op == Op::Union) {
                queue.push(Reverse((Time(at + service_ns(costs, consumer)), consumer)));
            }
        }
    }
    turns
}

/// How long one element takes through operator `id` when nothing else is there.
fn service_ns(costs: &Costs, id: OperatorId) -> f64 {
    let op = &costs.program.operator(id).op;
    let work_ns = op_ns(costs.target, op);
    match (op, costs.message(id)) {
        (Op::PersistTo { .. }, _) => work_ns + costs.target.operators.disk_delay_ns_p50,
        (_, Some(message)) => {
            // A copy that leaves the process is slower than one that stays.
            let delay_ns = if message.leaves_process { delay_ns(costs, id) } else { 0.0 };
            work_ns + message.send.average_ns + delay_ns + message.receive.average_ns
        }
        (op, None) if op.kind() == Kind::Source => 0.0,
        _ => work_ns,
    }
}

/// How long a message of operator `id` is on its way: as far as its ends are from one another, where regions say.
fn delay_ns(costs: &Costs, id: OperatorId) -> f64 {
    let (program, target) = (costs.program, costs.target);
    let operator = program.operator(id);
    let region = |at: LocationId| program.location(program.family(at)).wishes.region.as_deref();
    let to = if let Op::Output { to, .. } = &operator.op { Some(*to) } else { operator.op.target() };
    let between = operator.inputs.first().zip(to).and_then(|(input, to)| {
        let (from, to) = (region(costs.streams[input.index()].at)?, region(to)?);
        target.regions.as_ref()?.delay_ns_p50(from, to)
    });
    between.unwrap_or(target.link.delay_ns_p50)
}

/// A time that can be compared; never NaN, since targets have finite figures.
#[derive(Clone, Copy, PartialEq)]
struct Time(f64);

impl Eq for Time {}
impl PartialOrd for Time {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Time {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

#[cfg(test)]
mod tests {
    use crate::limits::UNKNOWN_BYTES;
    use crate::testing::{Draft, f, send, voting, voting_plan};
    use crate::{Flush, Target};
    use suki_ir::{Fact, Op, OperatorId};

    fn target() -> Target {
        Target::shipped("emulated-cluster").unwrap()
    }

    /// One message in `copies` from one call to the next.
    fn hop_ns(copies: f64) -> f64 {
        50_000.0 + 35.0 + copies * (1900.0 + 0.1 * UNKNOWN_BYTES) + 750.0 + 35.0 + 0.1 * UNKNOWN_BYTES
    }

    #[track_caller]
    fn check(draft: &Draft, expect: f64) {
        let found = draft.estimate(&target(), Flush::Turn).latency_ns_p50;
        assert!((found - expect).abs() < 1e-6, "{found} instead of {expect}");
    }

    #[test]
    fn voting_has_four_hops_and_a_helper_adds_one() {
        let operators_ns = 4.0 * 5.0 + 40.0 + 40.0;
        check(&voting(), 3.0 * hop_ns(1.0) + hop_ns(3.0) + operators_ns);
        // Two keys are hashed on the way.
        check(&voting_plan(3), 4.0 * hop_ns(1.0) + hop_ns(3.0) + operators_ns + 10.0);
    }

    #[test]
    fn the_disk_counts_and_queues_are_short() {
        let mut draft = Draft::default();
        let clients = draft.clients();
        let (p, q) = (draft.process("p"), draft.process("q"));
        draft.fuse(&[p, q]);
        let input = draft.input(clients);
        let logged = draft.ops([send(p), send(q), Op::PersistTo { log: "log".to_string() }], input);
        draft.output(logged);
        check(&draft, 2.0 * hop_ns(1.0) + 66.0 + 1_000.0 + 180_000.0);
    }

    /// One process, and what `build` does between its input and its output.
    fn between(build: impl Fn(&mut Draft, OperatorId) -> OperatorId) -> Draft {
        let mut draft = Draft::default();
        let clients = draft.clients();
        let p = draft.process("p");
        let input = draft.input(clients);
        let requests = draft.op(send(p), &[input]);
        draft.name(requests, "requests");
        let replies = build(&mut draft, requests);
        draft.output(replies);
        draft
    }

    #[test]
    fn the_longest_usual_way_counts() {
        let branch = |rate: f64| {
            between(|draft, requests| {
                let slow = draft.ops([Op::Map(f()), Op::Unique], requests);
                draft.name(slow, "slow");
                draft.fact(slow, Fact::Rate(rate));
                draft.op(Op::Union, &[slow, requests])
            })
        };
        check(&branch(0.5), 2.0 * hop_ns(1.0) + 5.0 + 40.0 + 5.0);
        check(&branch(0.01), 2.0 * hop_ns(1.0) + 5.0);
    }

    #[test]
    fn cycles_are_cut_where_elements_come_back() {
        // requests ∪ back -> unique -> out, and a half of it goes round; whichever of the two stands first.
        check(
            &between(|draft, requests| {
                let union = draft.op(Op::Union, &[requests, draft.later(2)]);
                let state = draft.op(Op::Unique, &[union]);
                let back = draft.op(Op::Filter(f()), &[state]);
                draft.fact(back, Fact::Selectivity(0.5));
                state
            }),
            2.0 * hop_ns(1.0) + 45.0,
        );
        check(
            &between(|draft, requests| {
                let back = draft.op(Op::Filter(f()), &[draft.later(2)]);
                draft.streams[back.index()].at = draft.streams[requests.index()].at;
                draft.fact(back, Fact::Selectivity(0.5));
                let union = draft.op(Op::Union, &[back, requests]);
                draft.op(Op::Unique, &[union])
            }),
            2.0 * hop_ns(1.0) + 45.0,
        );
    }
}
