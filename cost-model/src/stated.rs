//! What the text and the profile say of streams, carried to the operators that it decides.

use crate::Profile;
use suki_ir::{Fact, Kind, Op, OperatorId, Program};

/// What is measured or declared, for each operator.
///
/// An attribute speaks of the result of its whole `let`, so what it says reaches back within the `let`: a rate
/// to the operator that decides it, a selectivity to the operator that selects.
pub(crate) struct Stated {
    /// Elements per unit of workload of the operator's result.
    pub rate: Vec<Option<f64>>,
    /// Whether the rate of the whole `let` is stated: then nothing needs to be assumed on the way to it.
    pub covered: Vec<bool>,
    /// Elements out for each element in.
    pub selectivity: Vec<Option<f64>>,
    /// Encoded size of one element.
    pub bytes: Vec<Option<f64>>,
    /// Whether all members get equal shares.
    pub balanced: Vec<bool>,
}

impl Stated {
    pub fn of(program: &Program, profile: &Profile) -> Self {
        let count = program.operators.len();
        let mut stated = Stated {
            rate: vec![None; count],
            covered: vec![false; count],
            selectivity: vec![None; count],
            bytes: vec![None; count],
            balanced: vec![false; count],
        };
        for id in program.operator_ids() {
            let operator = program.operator(id);
            let measured = operator.name.as_ref().and_then(|name| profile.streams.get(name)).copied();
            let measured = measured.unwrap_or_default();
            let declared = |pick: fn(&Fact) -> Option<f64>| operator.facts.iter().find_map(pick);
            let rate = measured.rate.or(declared(|fact| if let Fact::Rate(rate) = fact { Some(*rate) } else { None }));
            let bytes = measured
                .bytes
                .or(declared(|fact| if let Fact::Bytes(bytes) = fact { Some(*bytes as f64) } else { None }));
            let selectivity = declared(|fact| if let Fact::Selectivity(share) = fact { Some(*share) } else { None });
            if let Some(rate) = rate {
                stated.set_rate(program, id, rate);
            }
            if let Some(bytes) = bytes {
                stated.set_bytes(program, id, bytes);
            }
            if let Some(selectivity) = selectivity {
                stated.selectivity[decides(program, id, selects).index()] = Some(selectivity);
            }
            if operator.facts.contains(&Fact::Balanced) {
                let demux = |op: &Op| matches!(op, Op::Demux { .. });
                stated.balanced[decides(program, id, demux).index()] = true;
            }
        }
        stated
    }

    fn set_rate(&mut self, program: &Program, id: OperatorId, mut rate: f64) {
        within_let(program, id).for_each(|at| self.covered[at.index()] = true);
        for at in within_let(program, id) {
            self.rate[at.index()] = Some(rate);
            match &program.operator(at).op {
                Op::Broadcast { to, .. } => rate /= f64::from(program.members(*to).max(1)),
                op if !keeps_rate(op) => break,
                _ => {}
            }
        }
    }

    fn set_bytes(&mut self, program: &Program, id: OperatorId, bytes: f64) {
        for at in within_let(program, id) {
            self.bytes[at.index()] = Some(bytes);
            if !keeps_elements(&program.operator(at).op) {
                break;
            }
        }
    }
}

/// `id` and the unnamed operators before it, each the first input of the one after it.
fn within_let(program: &Program, id: OperatorId) -> impl Iterator<Item = OperatorId> {
    let before = move |at: &OperatorId| {
        let input = *program.operator(*at).inputs.first()?;
        program.operator(input).name.is_none().then_some(input)
    };
    // No `let` is longer than the program: a cycle without names must not hold us.
    std::iter::successors(Some(id), before).take(program.operators.len())
}

/// The last operator of the `let` that `is` the one, if what comes after it keeps the rate; else the result, `id`.
fn decides(program: &Program, id: OperatorId, is: impl Fn(&Op) -> bool) -> OperatorId {
    let op = |id: OperatorId| &program.operator(id).op;
    within_let(program, id).find(|at| is(op(*at)) || !keeps_rate(op(*at))).filter(|at| is(op(*at))).unwrap_or(id)
}

/// Whether an element in may be none, one or several out, and only a figure can say how many.
pub(crate) fn selects(op: &Op) -> bool {
    matches!(
        op,
        Op::Filter(_)
            | Op::FilterMap(_)
            | Op::FlatMap(_)
            | Op::Scan { .. }
            | Op::Merge
            | Op::CrossProduct
            | Op::AntiJoin
            | Op::Delta
            | Op::FilterIfSome
            | Op::FilterIfNone
    )
}

/// Whether as many elements leave as enter, over all members.
fn keeps_rate(op: &Op) -> bool {
    match op {
        Op::Map(_)
        | Op::KeyBy(_)
        | Op::Values
        | Op::Keys
        | Op::Entries
        | Op::Inspect(_)
        | Op::Unordered
        | Op::Deal { .. }
        | Op::ArrivalOrder
        | Op::PersistTo { .. }
        | Op::Batch(_)
        | Op::AllTicks
        | Op::AllTicksAtomic
        | Op::EndAtomic
        | Op::Persist
        | Op::Sort
        | Op::Enumerate
        | Op::CrossSingleton
        | Op::Output { .. } => true,
        op => matches!(op.kind(), Kind::Hop | Kind::Move),
    }
}

/// Whether elements leave as they entered, but for the sender's or the receiver's id.
pub(crate) fn keeps_elements(op: &Op) -> bool {
    match op {
        Op::Filter(_)
        | Op::Inspect(_)
        | Op::Entries
        | Op::Unordered
        | Op::Unique
        | Op::ArrivalOrder
        | Op::PersistTo { .. }
        | Op::Batch(_)
        | Op::AllTicks
        | Op::AllTicksAtomic
        | Op::EndAtomic
        | Op::Persist
        | Op::Delta
        | Op::AntiJoin
        | Op::Sort
        | Op::Reduce(_)
        | Op::Max
        | Op::Min
        | Op::First
        | Op::Last
        | Op::UnwrapOr
        | Op::DeferTick { .. }
        | Op::FilterIfSome
        | Op::FilterIfNone
        | Op::Output { .. } => true,
        op => matches!(op.kind(), Kind::Hop | Kind::Move),
    }
}
