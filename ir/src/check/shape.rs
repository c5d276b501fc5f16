//! Which shapes of stream each operator takes and which one it yields.

use crate::{Op, Shape};

const COLLECTION: &[Shape] = &[Shape::Collection];
const KEYED: &[Shape] = &[Shape::Keyed];
const STREAM: &[Shape] = &[Shape::Collection, Shape::Keyed];
const UNKEYED: &[Shape] = &[Shape::Collection, Shape::Singleton, Shape::Optional];
const SINGLETON: &[Shape] = &[Shape::Singleton];
const OPTIONAL: &[Shape] = &[Shape::Optional];
const AT_MOST_ONE: &[Shape] = &[Shape::Singleton, Shape::Optional];

/// The shapes that `op` takes as its argument at `position`.
pub(super) fn accepted(op: &Op, position: usize) -> &'static [Shape] {
    match op {
        Op::Map(_) | Op::Filter(_) | Op::FilterMap(_) | Op::AllTicks | Op::DeferTick { .. } => UNKEYED,
        Op::Values => KEYED,
        Op::ArrivalOrder | Op::Scan { .. } | Op::PersistTo { .. } => STREAM,
        Op::Exchange { .. } | Op::Gather { .. } | Op::Replicate { .. } => STREAM,
        Op::UnwrapOr => [OPTIONAL, SINGLETON][position.min(1)],
        Op::CrossSingleton => [UNKEYED, AT_MOST_ONE][position.min(1)],
        Op::FilterIfSome | Op::FilterIfNone => [UNKEYED, OPTIONAL][position.min(1)],
        Op::Input { .. } | Op::Interval { .. } => COLLECTION,
        Op::Send { .. } | Op::Broadcast { .. } | Op::Demux { .. } | Op::Output { .. } | Op::Batch(_) => COLLECTION,
        Op::FlatMap(_) | Op::Union | Op::KeyBy(_) | Op::Join { .. } | Op::Quorum { .. } | Op::Unique => COLLECTION,
        Op::Persist | Op::Fold { .. } | Op::Max | Op::Last | Op::Count | Op::Enumerate => COLLECTION,
    }
}

/// The shape that `op` yields from arguments of these shapes; `None` while they leave it open or do not fit.
pub(super) fn result(op: &Op, first: Option<Shape>, second: Option<Shape>) -> Option<Shape> {
    let fits = |shape: &Shape| accepted(op, 0).contains(shape);
    match op {
        Op::KeyBy(_) => Some(Shape::Keyed),
        Op::Fold { .. } | Op::Count | Op::UnwrapOr | Op::DeferTick { init: Some(_) } => Some(Shape::Singleton),
        Op::Max | Op::Last => Some(Shape::Optional),
        Op::Map(_) | Op::DeferTick { init: None } => first.filter(fits),
        Op::Filter(_) | Op::FilterMap(_) | Op::FilterIfSome | Op::FilterIfNone => first.filter(fits).map(at_most),
        Op::CrossSingleton => match first.filter(fits)? {
            Shape::Singleton => second.filter(|shape| AT_MOST_ONE.contains(shape)),
            other => Some(other),
        },
        Op::ArrivalOrder | Op::Scan { .. } | Op::PersistTo { .. } => first.filter(fits),
        Op::Exchange { .. } | Op::Gather { .. } | Op::Replicate { .. } => first.filter(fits),
        _ => Some(Shape::Collection),
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
    }
}

/// How messages call the shapes that an operator takes.
pub(super) fn nouns(accepted: &[Shape]) -> String {
    if accepted == UNKEYED {
        return String::from("an unkeyed stream");
    }
    accepted.iter().map(|shape| noun(*shape)).collect::<Vec<_>>().join(" or ")
}

/// What turns a stream of one shape into one that an operator takes.
pub(super) fn mend(found: Shape, accepted: &[Shape]) -> &'static str {
    match (found, accepted) {
        (Shape::Keyed, _) => "add `.values()` before it",
        (_, [Shape::Keyed]) => "add `.key_by(..)` before it",
        (Shape::Optional, [Shape::Singleton]) => "add `.unwrap_or(..)` to it",
        (Shape::Singleton, [Shape::Optional]) => "a singleton is always there: leave this operator out",
        (Shape::Collection, _) => "make it one value: `.last()`, `.max()`, `.count()` or `.fold(..)`",
        (Shape::Singleton | Shape::Optional, _) => "use the collection that it was made from",
    }
}
