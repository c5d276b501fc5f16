//! How many elements each stream carries per unit of workload.

use crate::bytes::{Size, sizes};
use crate::graph::components;
use crate::limits::{CYCLE_CHANGE_MIN, CYCLE_RATE_MAX, CYCLE_ROUNDS_MAX};
use crate::rule::Rules;
use crate::stated::Stated;
use crate::{Assumption, Profile};
use serde::Serialize;
use std::collections::BTreeSet;
use suki_ir::{Kind, OperatorId, Program, Stream};

/// Elements per unit of workload.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Rate {
    /// Over all members of the family.
    pub total: f64,
    /// At the member that has most, all its parts together.
    pub hottest: f64,
}

impl Rate {
    /// Nothing flows.
    pub const ZERO: Rate = Rate { total: 0.0, hottest: 0.0 };

    pub(crate) fn plus(self, other: Rate) -> Rate {
        Rate { total: self.total + other.total, hottest: self.hottest + other.hottest }
    }

    pub(crate) fn times(self, factor: f64) -> Rate {
        Rate { total: self.total * factor, hottest: self.hottest * factor }
    }
}

/// What flows through a program.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Rates {
    /// The rate of each operator's result. 0 for singletons and optionals: they do not flow.
    pub by_operator: Vec<Rate>,
    /// The encoded size of one element of each operator's result, with the ids that a hop adds or takes.
    pub bytes: Vec<f64>,
    /// What nothing states or measures.
    pub assumptions: Vec<Assumption>,
}

impl Rates {
    /// The rate of `id`'s result.
    pub fn of(&self, id: OperatorId) -> Rate {
        self.by_operator[id.index()]
    }
}

/// The rates and sizes of all streams of `program`: measured where `profile` has them, else declared, else derived.
///
/// `streams` is what [`suki_ir::infer`] says of it. The unit of workload is one element at each input. Timers are
/// per second and cost nothing per unit. A hop to a cluster loads one member with everything unless it is
/// `#[balanced]`: one leads. Around cycles rates are the least that satisfy all rules; where a cycle would carry
/// more and more, it is assumed to carry nothing in steady state.
pub fn rates(program: &Program, streams: &[Stream], profile: &Profile) -> Rates {
    let stated = Stated::of(program, profile);
    let rules = Rules { program, streams, stated: &stated };
    let ids: Vec<OperatorId> = program.operator_ids().collect();
    let dependencies: Vec<Vec<usize>> =
        ids.iter().map(|id| rules.dependencies(*id).into_iter().map(OperatorId::index).collect()).collect();
    let order = components(&dependencies);
    let mut found = vec![Rate::ZERO; ids.len()];
    let mut cut: BTreeSet<OperatorId> = BTreeSet::new();
    for component in &order {
        if !settle(&rules, component, &dependencies, &mut found) {
            cut.extend(unwind(&rules, component, &mut found));
        }
    }
    let sizes = sizes(program, streams, &stated, &order);
    let assumptions = assumptions(&rules, &found, &sizes, &cut);
    Rates { by_operator: found, bytes: sizes.iter().map(|size| size.bytes).collect(), assumptions }
}

/// Iterates over one component from nothing, which can only grow; false when it grows without end.
fn settle(rules: &Rules, component: &[usize], dependencies: &[Vec<usize>], found: &mut [Rate]) -> bool {
    let cyclic = component.len() > 1 || dependencies[component[0]].contains(&component[0]);
    for _ in 0..CYCLE_ROUNDS_MAX {
        let mut settled = true;
        for &i in component {
            let rate = rules.rate(OperatorId::new(i), &|id| found[id.index()]);
            let change = (rate.total - found[i].total).abs() + (rate.hottest - found[i].hottest).abs();
            settled &= change <= CYCLE_CHANGE_MIN * rate.total;
            if rate.total > CYCLE_RATE_MAX && cyclic {
                return false;
            }
            found[i] = rate;
        }
        if settled || !cyclic {
            return true;
        }
    }
    false
}

/// Gives up on a cycle: what reaches an operator from itself or from further down the text counts as nothing.
/// Yields those streams.
fn unwind(rules: &Rules, component: &[usize], found: &mut [Rate]) -> BTreeSet<OperatorId> {
    let mut cut: BTreeSet<OperatorId> = BTreeSet::new();
    for &i in component {
        found[i] = Rate::ZERO;
    }
    for &i in component {
        let back = |id: &OperatorId| id.index() >= i && component.binary_search(&id.index()).is_ok();
        let id = OperatorId::new(i);
        cut.extend(rules.dependencies(id).into_iter().filter(back));
        found[i] = rules.rate(id, &|id| if back(&id) { Rate::ZERO } else { found[id.index()] });
    }
    cut
}

fn assumptions(rules: &Rules, found: &[Rate], sizes: &[Size], cut: &BTreeSet<OperatorId>) -> Vec<Assumption> {
    let program = rules.program;
    let of = |id: OperatorId| found[id.index()];
    let mut unsized_streams: BTreeSet<OperatorId> = BTreeSet::new();
    for operator in program.operators.iter().filter(|operator| crosses(operator.op.kind())) {
        unsized_streams.extend(operator.inputs.first().filter(|id| !sizes[id.index()].known && of(**id).total > 0.0));
    }
    let consumers = program.consumers();
    let mut assumptions = Vec::new();
    for id in program.operator_ids() {
        let size = sizes[id.index()].bytes;
        let said = [
            rules.assumed(id, &of).map(str::to_string),
            (cut.contains(&id) && of(id).total > 0.0).then(|| {
                "assumed to bring nothing back around its cycle in steady state, since each round would carry more; \
                 #[rate] on the streams of the cycle says how much"
                    .to_string()
            }),
            unsized_streams
                .contains(&id)
                .then(|| format!("assumed to have {size} bytes when encoded; #[bytes] says how many")),
        ];
        assumptions.extend(said.into_iter().flatten().map(|said| Assumption::about(program, &consumers, id, &said)));
    }
    assumptions
}

fn crosses(kind: Kind) -> bool {
    matches!(kind, Kind::Hop | Kind::Move | Kind::Sink)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Draft, broadcast, demux, f, quorum, rate, said, scan, send, voting, voting_plan};
    use suki_ir::{Fact, LocationId, Op};

    /// A stream of one element at a process, and a cluster of three.
    fn start() -> (Draft, OperatorId, LocationId, LocationId) {
        let mut draft = Draft::default();
        let clients = draft.clients();
        let process = draft.process("p");
        let cluster = draft.cluster("c", 3);
        let input = draft.input(clients);
        let stream = draft.op(send(process), &[input]);
        draft.name(stream, "requests");
        (draft, stream, process, cluster)
    }

    #[test]
    fn chains() {
        let (_, _, process, cluster) = start();
        let check = |ops: &[Op], expect: Rate| {
            let (mut draft, stream, ..) = start();
            let id = draft.ops(ops.iter().cloned(), stream);
            assert_eq!(draft.rate(id), expect, "{ops:?}");
        };
        check(&[], rate(1.0, 1.0));
        check(&[Op::Map(f()), Op::KeyBy(f()), Op::ArrivalOrder, scan(), Op::Values, Op::Unique], rate(1.0, 1.0));
        check(&[broadcast(cluster)], rate(3.0, 1.0));
        check(&[demux(cluster)], rate(1.0, 1.0));
        check(&[broadcast(cluster), Op::Filter(f())], rate(3.0, 1.0));
        check(&[broadcast(cluster), send(process)], rate(3.0, 3.0));
        check(&[broadcast(cluster), broadcast(cluster)], rate(9.0, 3.0));
        check(&[broadcast(cluster), send(process), quorum(3)], rate(1.0, 1.0));
        check(&[broadcast(cluster), Op::Map(f()), send(process), Op::Map(f()), quorum(2)], rate(1.0, 1.0));
        check(&[broadcast(cluster), demux(cluster)], rate(3.0, 3.0));
    }

    #[test]
    fn facts_reach_back_within_a_let() {
        let check = |ops: &[Op], fact: Fact, expect: &[Rate]| {
            let (mut draft, stream, ..) = start();
            let first = draft.later(0).index();
            let id = draft.ops(ops.iter().cloned(), stream);
            draft.name(id, "here");
            draft.fact(id, fact);
            assert_eq!(draft.rates().by_operator[first..], *expect, "{ops:?}");
        };
        let (_, _, process, cluster) = start();
        check(&[Op::Map(f())], Fact::Rate(0.5), &[rate(0.5, 0.5)]);
        check(
            &[Op::Filter(f()), broadcast(cluster)],
            Fact::Rate(0.3),
            &[rate(0.3 / 3.0, 0.3 / 3.0), rate(0.3, 0.3 / 3.0)],
        );
        check(&[broadcast(cluster), Op::Filter(f())], Fact::Rate(1.5), &[rate(3.0, 1.0), rate(1.5, 0.5)]);
        check(&[Op::Filter(f()), Op::Map(f())], Fact::Selectivity(0.25), &[rate(0.25, 0.25), rate(0.25, 0.25)]);
        check(&[demux(cluster), Op::Map(f())], Fact::Balanced, &[rate(1.0, 1.0 / 3.0), rate(1.0, 1.0 / 3.0)]);
        check(
            &[broadcast(cluster), scan(), send(process)],
            Fact::Selectivity(0.5),
            &[rate(3.0, 1.0), rate(1.5, 0.5), rate(1.5, 1.5)],
        );
    }

    #[test]
    fn measured_before_declared_before_assumed() {
        let (mut draft, stream, ..) = start();
        let kept = draft.op(Op::Filter(f()), &[stream]);
        assert_eq!(draft.rate(kept).total, 1.0);
        assert_eq!(
            said(&draft.rates().assumptions),
            ["filter: assumed to yield one element for each that comes in; #[selectivity] or #[rate] says how many"]
        );
        draft.name(kept, "kept");
        draft.fact(kept, Fact::Rate(0.5));
        assert_eq!(draft.rate(kept).total, 0.5);
        assert!(said(&draft.rates().assumptions).is_empty());
        let profile = Profile::parse("[streams]\nkept = { rate = 0.25, bytes = 7 }").unwrap();
        let found = rates(&draft.program, &draft.streams, &profile);
        assert_eq!((found.of(kept).total, found.bytes[kept.index()]), (0.25, 7.0));
    }

    #[test]
    fn ticks() {
        let (mut draft, stream, process, _) = start();
        let tick = draft.tick("t", process);
        let batch = draft.op(Op::Batch(tick), &[stream]);
        let count = draft.op(Op::Count, &[batch]);
        let crossed = draft.op(Op::CrossSingleton, &[batch, count]);
        let none = draft.op(Op::FilterIfNone, &[batch, count]);
        let some = draft.op(Op::FilterIfSome, &[batch, count]);
        let values = draft.op(Op::AllTicks, &[count]);
        let idle = draft.op(Op::Interval { period_ms: 20, at: process }, &[]);
        for (id, total) in [(count, 0.0), (crossed, 1.0), (none, 0.0), (some, 1.0), (values, 1.0), (idle, 0.0)] {
            assert_eq!(draft.rate(id).total, total, "{}", draft.program.operator(id).op.name());
        }
        assert_eq!(said(&draft.rates().assumptions).len(), 3);
    }

    #[test]
    fn cycles() {
        let gain = |selectivity: f64| {
            let (mut draft, stream, ..) = start();
            let union = draft.op(Op::Union, &[stream, draft.later(1)]);
            let back = draft.op(Op::Filter(f()), &[union]);
            draft.name(back, "back");
            draft.fact(back, Fact::Selectivity(selectivity));
            (draft.rate(union).total, said(&draft.rates().assumptions))
        };
        assert!((gain(0.5).0 - 2.0).abs() < 1e-4);
        assert!((gain(0.9).0 - 10.0).abs() < 1e-4);
        assert_eq!(gain(0.0), (1.0, vec![]));
        for endless in [1.0, 3.0] {
            let (total, said) = gain(endless);
            assert_eq!(total, 1.0);
            assert!(said[0].starts_with("filter `back`: assumed to bring nothing back"), "{said:?}");
        }
    }

    #[test]
    fn an_idle_cycle_needs_no_assumption() {
        let (mut draft, _, process, _) = start();
        let beat = draft.op(Op::Interval { period_ms: 20, at: process }, &[]);
        let union = draft.op(Op::Union, &[beat, draft.later(1)]);
        let back = draft.op(Op::Filter(f()), &[union]);
        assert_eq!(draft.rate(back), Rate::ZERO);
        assert!(said(&draft.rates().assumptions).is_empty());
    }

    #[test]
    fn plans_have_the_rates_of_their_sources() {
        let output = |draft: &Draft| draft.rates().by_operator.last().copied();
        assert_eq!(output(&voting()), Some(rate(1.0, 1.0)));
        assert_eq!(output(&voting_plan(4)), output(&voting()));
    }
}
