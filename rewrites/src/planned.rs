//! Which operators the rules know what to do with.

use suki_ir::{Fact, Kind, Op, OperatorId, Program, Shape, Stream};

/// The first operator that no rule speaks of, so that a program that contains it has no plan.
///
/// ```
/// let (program, _) = suki_ir::parse("process p; let beats = p.interval(1s); let dice = p.random(1s);");
/// let (streams, _) = suki_ir::infer(&program);
/// let found = suki_rewrites::unplanned(&program, &streams).unwrap();
/// assert_eq!(program.operator(found).op.name(), "random");
/// ```
pub fn unplanned(program: &Program, streams: &[Stream]) -> Option<OperatorId> {
    program.operator_ids().find(|id| !is_planned(program, streams, *id))
}

fn is_planned(program: &Program, streams: &[Stream], id: OperatorId) -> bool {
    let operator = program.operator(id);
    let in_tick = streams[id.index()].clock.is_some();
    match &operator.op {
        Op::SourceIter { .. }
        | Op::Random { .. }
        | Op::Recover { .. }
        | Op::FirstTick(_)
        | Op::Keys
        | Op::Inspect(_)
        | Op::Unordered
        | Op::CrossProduct
        | Op::Deal { .. }
        | Op::Merge
        | Op::Snapshot(_)
        | Op::AllTicksAtomic
        | Op::EndAtomic
        | Op::Reduce(_)
        | Op::Min
        | Op::First
        | Op::Sort
        | Op::Delta
        | Op::AntiJoin => false,
        Op::Fold { .. } | Op::Count | Op::Max => in_tick && streams[id.index()].shape != Shape::Keyed,
        Op::KeyBy(_) | Op::Values | Op::Join { .. } | Op::Unique => !in_tick,
        op => op.kind() != Kind::Hop || !operator.facts.contains(&Fact::Lossy),
    }
}
