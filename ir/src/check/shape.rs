//! Which shapes of stream each operator takes and which one it yields.

use super::place::Clock;
use crate::{Op, Shape};

const COLLECTION: &[Shape] = &[Shape::Collection];
const KEYED: &[Shape] = &[Shape::Keyed];
const STREAM: &[Shape] = &[Shape::Collection, Shape::Keyed];
const UNKEYED: &[Shape] = &[Shape::Collection, Shape::Singleton, Shape::Optional];
const ALL: &[Shape] = &[Shape::Collection, Shape::Keyed, Shape::Singleton, Shape::Optional];
const POINTS: &[Shape] = &[Shape::Collection, Shape::Lattice];
const MAPPED: &[Shape] = &[Shape::Collection, Shape::Singleton, Shape::Optional, Shape::Lattice];
const READ: &[Shape] = &[Shape::RunningSingleton, Shape::RunningOptional, Shape::RunningKeyed, Shape::Lattice];
const SINGLETON: &[Shape] = &[Shape::Singleton];
const OPTIONAL: &[Shape] = &[Shape::Optional];
const AT_MOST_ONE: &[Shape] = &[Shape::Singleton, Shape::Optional];

/// The shapes that `op` takes as its argument at `position`.
pub(super) fn accepted(op: &Op, position: usize) -> &'static [Shape] {
    match op {
        Op::Map(_) | Op::FilterMap(_) => MAPPED,
        Op::Filter(_) | Op::AllTicks | Op::AllTicksAtomic => UNKEYED,
        Op::DeferTick { .. } | Op::Inspect(_) => ALL,
        Op::Values | Op::Keys | Op::Entries => KEYED,
        Op::ArrivalOrder | Op::Scan { .. } | Op::PersistTo { .. } | Op::Unordered | Op::EndAtomic => STREAM,
        Op::Fold { .. } | Op::Reduce(_) | Op::Count | Op::Max | Op::Min => STREAM,
        Op::Exchange { .. } | Op::Gather { .. } | Op::Replicate { .. } => STREAM,
        Op::Snapshot(_) => READ,
        Op::Send { .. } | Op::Broadcast { .. } | Op::Demux { .. } | Op::Output { .. } | Op::Union | Op::Merge => POINTS,
        Op::UnwrapOr => [OPTIONAL, SINGLETON][position.min(1)],
        Op::CrossSingleton => [UNKEYED, AT_MOST_ONE][position.min(1)],
        Op::FilterIfSome | Op::FilterIfNone => [UNKEYED, OPTIONAL][position.min(1)],
        Op::Input { .. } | Op::Interval { .. } | Op::SourceIter { .. } | Op::Random { .. } => COLLECTION,
        Op::Recover { .. } | Op::FirstTick(_) | Op::Batch(_) => COLLECTION,
        Op::FlatMap(_) | Op::KeyBy(_) | Op::Join { .. } | Op::Quorum { .. } | Op::Unique => COLLECTION,
        Op::CrossProduct | Op::AntiJoin | Op::Deal { .. } | Op::Sort | Op::Delta => COLLECTION,
        Op::Persist | Op::First | Op::Last | Op::Enumerate => COLLECTION,
    }
}

/// The shape that `op` yields in `clock` from arguments of these shapes; `None` while they leave it open or do not fit.
pub(super) fn result(op: &Op, clock: Clock, first: Option<Shape>, second: Option<Shape>) -> Option<Shape> {
    let fits = |shape: &Shape| accepted(op, 0).contains(shape);
    match op {
        Op::KeyBy(_) => Some(Shape::Keyed),
        Op::Fold { .. } | Op::Count => aggregate(Shape::Singleton, clock, first.filter(fits)?),
        Op::Reduce(_) | Op::Max | Op::Min => aggregate(Shape::Optional, clock, first.filter(fits)?),
        Op::Merge => Some(Shape::Lattice),
        Op::Snapshot(_) => match first? {
            Shape::RunningSingleton => Some(Shape::Singleton),
            Shape::RunningOptional | Shape::Lattice => Some(Shape::Optional),
            Shape::RunningKeyed => Some(Shape::Keyed),
            Shape::Collection | Shape::Keyed | Shape::Singleton | Shape::Optional => None,
        },
        Op::UnwrapOr | Op::DeferTick { init: Some(_) } => Some(Shape::Singleton),
        Op::First | Op::Last | Op::FirstTick(_) => Some(Shape::Optional),
        Op::Map(_) | Op::DeferTick { init: None } => first.filter(fits),
        Op::Filter(_) | Op::FilterMap(_) | Op::FilterIfSome | Op::FilterIfNone => first.filter(fits).map(at_most),
        Op::CrossSingleton => match first.filter(fits)? {
            Shape::Singleton => second.filter(|shape| AT_MOST_ONE.contains(shape)),
            other => Some(other),
        },
        Op::ArrivalOrder | Op::Scan { .. } | Op::PersistTo { .. } | Op::Inspect(_) | Op::Unordered | Op::EndAtomic => {
            first.filter(fits)
        }
        Op::Send { .. } | Op::Broadcast { .. } | Op::Demux { .. } | Op::Output { .. } => first.filter(fits),
        // The first may be what comes back, of which the other one decides.
        Op::Union => first.or(second).filter(fits),
        Op::Exchange { .. } | Op::Gather { .. } | Op::Replicate { .. } => first.filter(fits),
        Op::Input { .. }
        | Op::Interval { .. }
        | Op::SourceIter { .. }
        | Op::Random { .. }
        | Op::Recover { .. }
        | Op::Batch(_)
        | Op::AllTicks
        | Op::AllTicksAtomic
        | Op::Values
        | Op::Keys
        | Op::Entries
        | Op::FlatMap(_)
        | Op::Join { .. }
        | Op::Quorum { .. }
        | Op::Unique
        | Op::CrossProduct
        | Op::AntiJoin
        | Op::Deal { .. }
        | Op::Sort
        | Op::Delta
        | Op::Persist
        | Op::Enumerate => Some(Shape::Collection),
    }
}

/// One value in a tick, a running value outside; one for each key of a keyed stream.
fn aggregate(one: Shape, clock: Clock, of: Shape) -> Option<Shape> {
    match (clock, of, one) {
        (Clock::Unknown, ..) => None,
        (Clock::Inside(_), Shape::Keyed, _) => Some(Shape::Keyed),
        (Clock::Inside(_), ..) => Some(one),
        (_, Shape::Keyed, _) => Some(Shape::RunningKeyed),
        (_, _, Shape::Optional) => Some(Shape::RunningOptional),
        _ => Some(Shape::RunningSingleton),
    }
}

/// The shape after some elements may have gone.
fn at_most(shape: Shape) -> Shape {
    if shape == Shape::Singleton { Shape::Optional } else { shape }
}

/// How messages call a shape.
pub(super) fn noun(shape: Shape) -> &'static str {
    match shape {
        Shape::Collection => "a collection",
        Shape::Keyed => "a keyed stream",
        Shape::Singleton => "a singleton",
        Shape::Optional => "an optional",
        Shape::RunningSingleton | Shape::RunningOptional => "a running value",
        Shape::RunningKeyed => "a running value for each key",
        Shape::Lattice => "a lattice stream",
    }
}

/// How messages call the shapes that an operator takes.
pub(super) fn nouns(accepted: &[Shape]) -> String {
    if accepted == UNKEYED || accepted == MAPPED {
        return String::from("an unkeyed stream");
    }
    if accepted == POINTS {
        return noun(Shape::Collection).to_string();
    }
    if accepted == READ {
        return String::from("a running value or a lattice stream");
    }
    accepted.iter().map(|shape| noun(*shape)).collect::<Vec<_>>().join(" or ")
}

/// What turns a stream of one shape into one that an operator takes.
pub(super) fn mend(found: Shape, accepted: &[Shape]) -> &'static str {
    match (found, accepted) {
        (Shape::RunningSingleton | Shape::RunningOptional | Shape::RunningKeyed, _) => {
            "read it with `.snapshot(tick)`, which gives its value when a tick starts"
        }
        (Shape::Lattice, _) => "read it with `.snapshot(tick)`, or apply a `#[monotone]` closure with `.map(..)`",
        (_, accepted) if accepted == READ => {
            "make it one value before: `.fold(..)`, `.count()`, `.max()`; a collection enters with `.batch(tick)`"
        }
        (Shape::Keyed, _) => "add `.values()` before it, or `.entries()` for pairs `(key, value)`",
        (_, [Shape::Keyed]) => "add `.key_by(..)` before it",
        (Shape::Optional, [Shape::Singleton]) => "add `.unwrap_or(..)` to it",
        (Shape::Singleton, [Shape::Optional]) => "a singleton is always there: leave this operator out",
        (Shape::Collection, _) => "make it one value: `.last()`, `.max()`, `.count()` or `.fold(..)`",
        (Shape::Singleton | Shape::Optional, _) => "use the collection that it was made from",
    }
}

#[cfg(test)]
mod tests {
    use crate::{Shape, infer, parse};

    #[test]
    fn what_comes_back_may_stand_first() {
        let (program, _) = parse(
            "process a; external clients; tick t at a;
             let x = clients.input::<u64>(\"in\").send(a).map(|x| x.1);
             let all = back.union(x);
             let back = all.filter(|x| *x > 1).send(a);
             let counted = all.count();
             let seen = counted.snapshot(t);",
        );
        let (streams, _) = infer(&program);
        let shape = |name: &str| {
            let named = program.operator_ids().find(|id| program.operator(*id).name.as_deref() == Some(name));
            named.map(|id| streams[id.index()].shape)
        };
        assert_eq!((shape("counted"), shape("seen")), (Some(Shape::RunningSingleton), Some(Shape::Singleton)));
    }
}
