//! The operator table: one row for each operator of the language.

use crate::{Closure, Constant, ElementType, LocationId, TickId};
use serde::{Deserialize, Serialize};

/// One operator with its parameters, without its inputs.
///
/// Rows are grouped by what the optimizer may do with them; the exhaustive matches of [`Op::name`]
/// and [`Op::kind`] lead to the rest.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Op {
    /// `clients.input::<T>("port")`: what clients send. No inputs.
    Input {
        /// The port's name, unique among inputs.
        port: String,
        /// The declared element type.
        element: ElementType,
        /// The external location.
        at: LocationId,
    },
    /// `loc.interval(20ms)`: a timer. No inputs.
    Interval {
        /// Milliseconds between beats.
        period_ms: u64,
        /// Where it beats.
        at: LocationId,
    },
    /// `loc.source_iter(|| vec![1, 2])`: the items, once, at start. No inputs.
    SourceIter {
        /// Makes the items.
        items: Closure,
        /// Where they arise.
        at: LocationId,
    },
    /// `loc.random(20ms)`: a fresh random `u64` with every beat, the only randomness. No inputs.
    Random {
        /// Milliseconds between beats.
        period_ms: u64,
        /// Where it beats.
        at: LocationId,
    },
    /// `loc.recover::<T>("log")`: at start, what an earlier incarnation wrote to the log here. No inputs.
    Recover {
        /// The log's element type.
        element: ElementType,
        /// The name that a `persist_to` at the same location gives.
        log: String,
        /// Where the log is.
        at: LocationId,
    },
    /// `t.first_tick()`: in a tick, an optional `()` that is some in the first tick only. No inputs.
    FirstTick(TickId),
    /// `x.send(loc)`: to a process, or with `key` to the part of a helper that the key's hash names.
    Send {
        /// A process, or a helper of one.
        to: LocationId,
        /// Given exactly when `to` is a helper: the key of an element as it arrives.
        key: Option<Closure>,
    },
    /// `x.broadcast(c)`: a copy to every member of a cluster; with `key`, to one part of each member's helper.
    Broadcast {
        /// A cluster, or a helper of one.
        to: LocationId,
        /// Given exactly when `to` is a helper: the key of an element as it arrives.
        key: Option<Closure>,
    },
    /// `x.demux(c)`: each `(MemberId<c>, T)` to its member; with `key`, to one part of the member's helper.
    Demux {
        /// A cluster, or a helper of one.
        to: LocationId,
        /// Given exactly when `to` is a helper: the key of an element as it arrives.
        key: Option<Closure>,
    },
    /// `x.map(f)`.
    Map(Closure),
    /// `x.filter(p)`; `p` takes a reference.
    Filter(Closure),
    /// `x.filter_map(f)`.
    FilterMap(Closure),
    /// `x.flat_map(f)`.
    FlatMap(Closure),
    /// `x.union(y)`: both, in no order.
    Union,
    /// `x.key_by(f)`: a keyed stream; `f` takes a reference and returns an owned key.
    KeyBy(Closure),
    /// `x.values()`: the values of a keyed stream, in no order.
    Values,
    /// `x.keys()`: the key of each element of a keyed stream, in no order.
    Keys,
    /// `x.entries()`: the pairs `(K, V)` of a keyed stream as a collection, in no order.
    Entries,
    /// `x.inspect(f)`: the same elements; the runtime logs what `f` says of a reference to each.
    Inspect(Closure),
    /// `x.unordered()`: the same elements; whatever order they had is given up.
    Unordered,
    /// `x.join(y)`: pairs of equal keys, each pair once. Inputs: left, right, and a watermark when `until` is given.
    Join {
        /// `.until(w, f)`: a key whose `f` is below the watermark is forgotten.
        until: Option<Closure>,
    },
    /// `x.quorum(f, n)`: each key once, when `n` distinct source members have sent it.
    /// Inputs: votes, and a watermark when `until` is given.
    Quorum {
        /// The key of a vote, without the member.
        key: Closure,
        /// The number of members as written.
        count: Constant,
        /// The number of members.
        members: u32,
        /// `.until(w, f)`: keys whose `f` is below the watermark are neither counted nor emitted.
        until: Option<Closure>,
    },
    /// `x.cross_product(y)`: all pairs `(T, U)`.
    CrossProduct,
    /// `x.unique()`: each element once.
    Unique,
    /// `x.arrival_order()`: an order in which elements arrive, decided by this operator's oracle; per key on a keyed stream.
    ArrivalOrder,
    /// `x.scan(init, step)`: state through an ordered stream or batch; per key on a keyed stream.
    Scan {
        /// Makes the first state.
        init: Closure,
        /// `|state, element, out|`.
        step: Closure,
    },
    /// `x.deal(c)`: `(MemberId<c>, T)`, members in turn. `x.round_robin(c)` is written for `x.deal(c).demux(c)`.
    Deal {
        /// The cluster whose members take turns.
        among: LocationId,
    },
    /// `x.merge()`: the join of all lattice points so far, each time it grows; a lattice stream.
    Merge,
    /// `x.persist_to("log")`: each element once it is on disk.
    PersistTo {
        /// The log's name, unique in its location.
        log: String,
    },
    /// `clients.output("port", x)`: what clients get; `x` carries `(ClientId, T)`.
    Output {
        /// The port's name, unique among outputs.
        port: String,
        /// The external location.
        to: LocationId,
    },
    /// `x.batch(t)`: enters a tick.
    Batch(TickId),
    /// `x.snapshot(t)`: enters a tick with the value that a running value has when the tick starts.
    Snapshot(TickId),
    /// `x.all_ticks()`: leaves a tick.
    AllTicks,
    /// `x.all_ticks_atomic()`: leaves a tick into an atomic region, which belongs to the tick's group.
    AllTicksAtomic,
    /// `x.end_atomic()`: leaves an atomic region.
    EndAtomic,
    /// In a tick, `x.persist()`: everything of all ticks so far.
    Persist,
    /// `x.fold(init, step)`: one accumulator; per key on a keyed stream. A running value outside ticks, a singleton inside.
    Fold {
        /// Makes the first accumulator.
        init: Closure,
        /// `|accumulator: &mut A, element: T|`.
        step: Closure,
    },
    /// `x.reduce(step)`: as a fold that starts with the first element, `|accumulator: &mut T, element: T|`; an optional.
    Reduce(Closure),
    /// `x.count()`: how many, a `u64`; per key on a keyed stream. A running value outside ticks, a singleton inside.
    Count,
    /// `x.max()`: the largest element; per key on a keyed stream. A running value outside ticks, an optional inside.
    Max,
    /// `x.min()`: the smallest element; per key on a keyed stream. A running value outside ticks, an optional inside.
    Min,
    /// In a tick, `x.first()`: an optional, of an ordered batch.
    First,
    /// In a tick, `x.last()`: an optional, of an ordered batch.
    Last,
    /// In a tick, `x.sort()`: an ordered batch, by `Ord`.
    Sort,
    /// In a tick, `x.delta()`: what is in `x` now and was not in the tick before, as a difference of bags.
    Delta,
    /// In a tick, `x.anti_join(keys)`: the pairs whose key is not in `keys`.
    AntiJoin,
    /// In a tick, `x.enumerate()`: pairs with positions, of an ordered batch.
    Enumerate,
    /// In a tick, `x.unwrap_or(y)`: a singleton from an optional and a singleton.
    UnwrapOr,
    /// In a tick, `x.defer_tick(init)`: the value of the tick before; `init` for singletons.
    DeferTick {
        /// Makes the value of the first tick; given exactly for singletons.
        init: Option<Closure>,
    },
    /// In a tick, `x.cross_singleton(s)`: pairs `(T, &S)`, none when `s` is none.
    CrossSingleton,
    /// In a tick, `x.filter_if_some(s)`: `x` when `s` is some.
    FilterIfSome,
    /// In a tick, `x.filter_if_none(s)`: `x` when `s` is none.
    FilterIfNone,
    /// In a plan, `x.exchange(helper, key)`: to the part that the key's hash names, within one family.
    Exchange {
        /// A helper of the family that `x` lives in.
        to: LocationId,
        /// The key of an element.
        key: Closure,
    },
    /// In a plan, `x.gather(loc)`: from all parts to one instance of the family, the home or a helper of one part.
    Gather {
        /// The family's source location, or a helper with one part.
        to: LocationId,
    },
    /// In a plan, `x.replicate(helper)`: to every part, within one family.
    Replicate {
        /// A helper of the family that `x` lives in.
        to: LocationId,
    },
}

/// What sort of thing an operator is; decides where it may live.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Makes elements from outside or from time; carries an oracle.
    Source,
    /// Crosses into another fault domain.
    Hop,
    /// Looks at one element at a time and keeps nothing.
    Stateless,
    /// Does something that lasts or that people see with each element, which it passes on: never copied, never left out.
    Effect,
    /// Keeps state for each key; its state can be split by that key.
    Keyed,
    /// Keeps state for the whole stream, or per key on a keyed stream.
    Ordered,
    /// Leaves to outside.
    Sink,
    /// Makes one value of many elements, or one for each key: a running value outside ticks, afresh in each tick inside.
    Aggregate,
    /// Enters or leaves a tick or an atomic region.
    Boundary,
    /// Exists only within a tick.
    InTick,
    /// Changes only the place within a family; exists only in plans.
    Move,
}

impl Op {
    /// The name in the text.
    pub fn name(&self) -> &'static str {
        match self {
            Op::Input { .. } => "input",
            Op::Interval { .. } => "interval",
            Op::SourceIter { .. } => "source_iter",
            Op::Random { .. } => "random",
            Op::Recover { .. } => "recover",
            Op::FirstTick(_) => "first_tick",
            Op::Send { .. } => "send",
            Op::Broadcast { .. } => "broadcast",
            Op::Demux { .. } => "demux",
            Op::Map(_) => "map",
            Op::Filter(_) => "filter",
            Op::FilterMap(_) => "filter_map",
            Op::FlatMap(_) => "flat_map",
            Op::Union => "union",
            Op::KeyBy(_) => "key_by",
            Op::Values => "values",
            Op::Keys => "keys",
            Op::Entries => "entries",
            Op::Inspect(_) => "inspect",
            Op::Unordered => "unordered",
            Op::CrossProduct => "cross_product",
            Op::Deal { .. } => "deal",
            Op::Merge => "merge",
            Op::Join { .. } => "join",
            Op::Quorum { .. } => "quorum",
            Op::Unique => "unique",
            Op::ArrivalOrder => "arrival_order",
            Op::Scan { .. } => "scan",
            Op::PersistTo { .. } => "persist_to",
            Op::Output { .. } => "output",
            Op::Batch(_) => "batch",
            Op::Snapshot(_) => "snapshot",
            Op::AllTicks => "all_ticks",
            Op::AllTicksAtomic => "all_ticks_atomic",
            Op::EndAtomic => "end_atomic",
            Op::Persist => "persist",
            Op::Fold { .. } => "fold",
            Op::Reduce(_) => "reduce",
            Op::Max => "max",
            Op::Min => "min",
            Op::First => "first",
            Op::Sort => "sort",
            Op::Delta => "delta",
            Op::AntiJoin => "anti_join",
            Op::Last => "last",
            Op::Count => "count",
            Op::Enumerate => "enumerate",
            Op::UnwrapOr => "unwrap_or",
            Op::DeferTick { .. } => "defer_tick",
            Op::CrossSingleton => "cross_singleton",
            Op::FilterIfSome => "filter_if_some",
            Op::FilterIfNone => "filter_if_none",
            Op::Exchange { .. } => "exchange",
            Op::Gather { .. } => "gather",
            Op::Replicate { .. } => "replicate",
        }
    }

    /// What sort of operator it is.
    pub fn kind(&self) -> Kind {
        match self {
            Op::Input { .. } | Op::Interval { .. } | Op::SourceIter { .. } | Op::Random { .. } | Op::Recover { .. } => {
                Kind::Source
            }
            Op::Send { .. } | Op::Broadcast { .. } | Op::Demux { .. } => Kind::Hop,
            Op::Map(_)
            | Op::Filter(_)
            | Op::FilterMap(_)
            | Op::FlatMap(_)
            | Op::Union
            | Op::KeyBy(_)
            | Op::Values
            | Op::Keys
            | Op::Entries
            | Op::Unordered => Kind::Stateless,
            Op::Inspect(_) | Op::PersistTo { .. } => Kind::Effect,
            Op::Join { .. } | Op::Quorum { .. } | Op::Unique => Kind::Keyed,
            Op::ArrivalOrder | Op::Scan { .. } | Op::CrossProduct | Op::Deal { .. } | Op::Merge => Kind::Ordered,
            Op::Fold { .. } | Op::Reduce(_) | Op::Count | Op::Max | Op::Min => Kind::Aggregate,
            Op::Output { .. } => Kind::Sink,
            Op::Batch(_) | Op::Snapshot(_) | Op::AllTicks | Op::AllTicksAtomic | Op::EndAtomic => Kind::Boundary,
            Op::FirstTick(_)
            | Op::Persist
            | Op::First
            | Op::Last
            | Op::Sort
            | Op::Delta
            | Op::AntiJoin
            | Op::Enumerate
            | Op::UnwrapOr
            | Op::DeferTick { .. }
            | Op::CrossSingleton
            | Op::FilterIfSome
            | Op::FilterIfNone => Kind::InTick,
            Op::Exchange { .. } | Op::Gather { .. } | Op::Replicate { .. } => Kind::Move,
        }
    }

    /// The location that a hop or a move leads to.
    pub fn target(&self) -> Option<LocationId> {
        match self {
            Op::Send { to, .. }
            | Op::Broadcast { to, .. }
            | Op::Demux { to, .. }
            | Op::Exchange { to, .. }
            | Op::Gather { to }
            | Op::Replicate { to } => Some(*to),
            _ => None,
        }
    }

    /// The location at which a source arises, or whose clients an output reaches.
    pub fn stands_at(&self) -> Option<LocationId> {
        match self {
            Op::Input { at, .. }
            | Op::Interval { at, .. }
            | Op::SourceIter { at, .. }
            | Op::Random { at, .. }
            | Op::Recover { at, .. }
            | Op::Output { to: at, .. } => Some(*at),
            _ => None,
        }
    }

    /// The tick domain that it names.
    pub fn tick(&self) -> Option<TickId> {
        match self {
            Op::Batch(tick) | Op::Snapshot(tick) | Op::FirstTick(tick) => Some(*tick),
            _ => None,
        }
    }

    /// All closures, in textual order.
    pub fn closures(&self) -> Vec<&Closure> {
        match self {
            Op::Map(f) | Op::Filter(f) | Op::FilterMap(f) | Op::FlatMap(f) | Op::KeyBy(f) => vec![f],
            Op::Inspect(f) | Op::Reduce(f) | Op::SourceIter { items: f, .. } => vec![f],
            Op::Send { key, .. } | Op::Broadcast { key, .. } | Op::Demux { key, .. } => key.iter().collect(),
            Op::Exchange { key, .. } => vec![key],
            Op::Scan { init, step } | Op::Fold { init, step } => vec![init, step],
            Op::Join { until } => until.iter().collect(),
            Op::Quorum { key, until, .. } => std::iter::once(key).chain(until).collect(),
            Op::DeferTick { init } => init.iter().collect(),
            _ => Vec::new(),
        }
    }
}
