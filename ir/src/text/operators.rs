//! The table of operators: their names, what they are applied to, what they take, what they become.

use super::fragment::Parameters::{self, Exactly};
use crate::suggest::closest;
use crate::{Closure, Constant, ElementType, LocationId, Op, TickId};

/// One operator as the text writes it.
pub(super) struct Spec {
    pub(super) name: &'static str,
    /// What stands before its dot.
    pub(super) starts_at: StartsAt,
    /// The arguments in parentheses; a type in `::<..>` comes first.
    pub(super) arguments: &'static [Argument],
    /// How many of the last arguments may be missing.
    pub(super) optional: usize,
    pub(super) usage: &'static str,
    /// The operator made of its arguments; `None` for `until`, which is a part of another operator.
    pub(super) make: fn(&mut Values) -> Option<Op>,
}

/// What an operator is applied to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StartsAt {
    Stream,
    Location,
    Tick,
}

/// What stands in an argument's place.
#[derive(Clone, Copy)]
pub(super) enum Argument {
    /// A type in `::<..>`.
    Type,
    Chain,
    Closure(Parameters),
    /// A key of elements; given exactly when the location before is a helper.
    Key,
    Location,
    Tick,
    Text,
    Duration,
    Count,
}

impl Argument {
    /// What it is called in errors.
    pub(super) fn noun(self) -> &'static str {
        match self {
            Argument::Type => "a type in `::<..>`",
            Argument::Chain => "a stream",
            Argument::Closure(_) => "a closure",
            Argument::Key => "a key closure",
            Argument::Location => "a location",
            Argument::Tick => "a tick",
            Argument::Text => "a name in quotes",
            Argument::Duration => "a duration such as `20ms`",
            Argument::Count => "a constant",
        }
    }
}

/// The arguments of one operator, resolved, in order; streams are kept elsewhere.
#[derive(Default)]
pub(super) struct Values {
    pub(super) at: Option<LocationId>,
    pub(super) element: Option<ElementType>,
    pub(super) closures: std::collections::VecDeque<Closure>,
    pub(super) location: Option<LocationId>,
    pub(super) tick: Option<TickId>,
    pub(super) text: Option<String>,
    pub(super) duration_ms: Option<u64>,
    pub(super) count: Option<(Constant, u32)>,
}

impl Values {
    fn closure(&mut self) -> Option<Closure> {
        self.closures.pop_front()
    }
}

const KEY: Argument = Argument::Key;
const F0: Argument = Argument::Closure(Exactly(0));
const F1: Argument = Argument::Closure(Exactly(1));
const F2: Argument = Argument::Closure(Exactly(2));
const F3: Argument = Argument::Closure(Exactly(3));

macro_rules! row {
    ($name:expr, [$($argument:expr),*], $usage:literal, $make:expr) => {
        Spec {
            name: $name,
            starts_at: StartsAt::Stream,
            arguments: &[$($argument),*],
            optional: 0,
            usage: $usage,
            make: $make,
        }
    };
}

/// `x.round_robin(c)` is written for `x.deal(c).demux(c)`.
pub(super) const ROUND_ROBIN: &str = "round_robin";

/// All operators, and `until`.
pub(super) static OPERATORS: &[Spec] = &[
    Spec {
        starts_at: StartsAt::Location,
        ..row!("input", [Argument::Type, Argument::Text], "clients.input::<Request>(\"requests\")", |v| {
            Some(Op::Input { port: v.text.take()?, element: v.element.take()?, at: v.at? })
        })
    },
    Spec {
        starts_at: StartsAt::Location,
        ..row!("interval", [Argument::Duration], "leader.interval(20ms)", |v| {
            Some(Op::Interval { period_ms: v.duration_ms?, at: v.at? })
        })
    },
    Spec {
        starts_at: StartsAt::Location,
        ..row!("source_iter", [F0], "leader.source_iter(|| vec![1, 2])", |v| {
            Some(Op::SourceIter { items: v.closure()?, at: v.at? })
        })
    },
    Spec {
        starts_at: StartsAt::Location,
        ..row!("random", [Argument::Duration], "leader.random(20ms)", |v| {
            Some(Op::Random { period_ms: v.duration_ms?, at: v.at? })
        })
    },
    Spec {
        starts_at: StartsAt::Location,
        ..row!("recover", [Argument::Type, Argument::Text], "leader.recover::<Entry>(\"log\")", |v| {
            Some(Op::Recover { log: v.text.take()?, element: v.element.take()?, at: v.at? })
        })
    },
    Spec {
        starts_at: StartsAt::Tick,
        ..row!("first_tick", [], "round.first_tick()", |v| Some(Op::FirstTick(v.tick?)))
    },
    Spec {
        starts_at: StartsAt::Location,
        ..row!("output", [Argument::Text, Argument::Chain], "clients.output(\"replies\", x)", |v| {
            Some(Op::Output { port: v.text.take()?, to: v.at? })
        })
    },
    Spec {
        optional: 1,
        ..row!("send", [Argument::Location, KEY], "x.send(leader)", |v| {
            Some(Op::Send { to: v.location?, key: v.closure() })
        })
    },
    Spec {
        optional: 1,
        ..row!("broadcast", [Argument::Location, KEY], "x.broadcast(acceptors)", |v| {
            Some(Op::Broadcast { to: v.location?, key: v.closure() })
        })
    },
    Spec {
        optional: 1,
        ..row!("demux", [Argument::Location, KEY], "x.demux(proposers)", |v| {
            Some(Op::Demux { to: v.location?, key: v.closure() })
        })
    },
    row!("map", [F1], "x.map(|element| ..)", |v| Some(Op::Map(v.closure()?))),
    row!("filter", [F1], "x.filter(|element| ..)", |v| Some(Op::Filter(v.closure()?))),
    row!("filter_map", [F1], "x.filter_map(|element| ..)", |v| Some(Op::FilterMap(v.closure()?))),
    row!("flat_map", [F1], "x.flat_map(|element| ..)", |v| Some(Op::FlatMap(v.closure()?))),
    row!("union", [Argument::Chain], "x.union(y)", |_| Some(Op::Union)),
    row!("key_by", [F1], "x.key_by(|element| ..)", |v| Some(Op::KeyBy(v.closure()?))),
    row!("values", [], "x.values()", |_| Some(Op::Values)),
    row!("keys", [], "x.keys()", |_| Some(Op::Keys)),
    row!("entries", [], "x.entries()", |_| Some(Op::Entries)),
    row!("inspect", [F1], "x.inspect(|element| format!(\"saw {element:?}\"))", |v| Some(Op::Inspect(v.closure()?))),
    row!("unordered", [], "x.unordered()", |_| Some(Op::Unordered)),
    row!("join", [Argument::Chain], "x.join(y)", |v| Some(Op::Join { until: v.closure() })),
    row!("quorum", [F1, Argument::Count], "votes.quorum(|vote| .., 2)", |v| {
        let key = v.closure()?;
        let (count, members) = v.count.take()?;
        Some(Op::Quorum { key, count, members, until: v.closure() })
    }),
    row!("until", [Argument::Chain, F1], "x.join(y).until(watermark, |key| ..)", |_| None),
    row!("cross_product", [Argument::Chain], "x.cross_product(y)", |_| Some(Op::CrossProduct)),
    row!("unique", [], "x.unique()", |_| Some(Op::Unique)),
    row!("arrival_order", [], "x.arrival_order()", |_| Some(Op::ArrivalOrder)),
    row!("scan", [F0, F3], "x.scan(|| init, |state, element, out| ..)", |v| {
        Some(Op::Scan { init: v.closure()?, step: v.closure()? })
    }),
    row!("deal", [Argument::Location], "x.deal(workers).demux(workers)", |v| Some(Op::Deal { among: v.location? })),
    // Read as `deal` and `demux`.
    row!(ROUND_ROBIN, [Argument::Location], "x.round_robin(workers)", |_| None),
    row!("merge", [], "x.merge()", |_| Some(Op::Merge)),
    row!("persist_to", [Argument::Text], "x.persist_to(\"log\")", |v| Some(Op::PersistTo { log: v.text.take()? })),
    row!("batch", [Argument::Tick], "x.batch(tick)", |v| Some(Op::Batch(v.tick?))),
    row!("snapshot", [Argument::Tick], "x.snapshot(tick)", |v| Some(Op::Snapshot(v.tick?))),
    row!("all_ticks", [], "x.all_ticks()", |_| Some(Op::AllTicks)),
    row!("all_ticks_atomic", [], "x.all_ticks_atomic()", |_| Some(Op::AllTicksAtomic)),
    row!("end_atomic", [], "x.end_atomic()", |_| Some(Op::EndAtomic)),
    row!("persist", [], "x.persist()", |_| Some(Op::Persist)),
    row!("fold", [F0, F2], "x.fold(|| init, |accumulator, element| ..)", |v| {
        Some(Op::Fold { init: v.closure()?, step: v.closure()? })
    }),
    row!("reduce", [F2], "x.reduce(|accumulator, element| ..)", |v| Some(Op::Reduce(v.closure()?))),
    row!("max", [], "x.max()", |_| Some(Op::Max)),
    row!("min", [], "x.min()", |_| Some(Op::Min)),
    row!("first", [], "x.first()", |_| Some(Op::First)),
    row!("last", [], "x.last()", |_| Some(Op::Last)),
    row!("count", [], "x.count()", |_| Some(Op::Count)),
    row!("sort", [], "x.sort()", |_| Some(Op::Sort)),
    row!("delta", [], "x.delta()", |_| Some(Op::Delta)),
    row!("anti_join", [Argument::Chain], "x.anti_join(keys)", |_| Some(Op::AntiJoin)),
    row!("enumerate", [], "x.enumerate()", |_| Some(Op::Enumerate)),
    row!("unwrap_or", [Argument::Chain], "x.unwrap_or(y)", |_| Some(Op::UnwrapOr)),
    Spec { optional: 1, ..row!("defer_tick", [F0], "x.defer_tick()", |v| Some(Op::DeferTick { init: v.closure() })) },
    row!("cross_singleton", [Argument::Chain], "x.cross_singleton(s)", |_| Some(Op::CrossSingleton)),
    row!("filter_if_some", [Argument::Chain], "x.filter_if_some(s)", |_| Some(Op::FilterIfSome)),
    row!("filter_if_none", [Argument::Chain], "x.filter_if_none(s)", |_| Some(Op::FilterIfNone)),
    row!("exchange", [Argument::Location, KEY], "x.exchange(helper, |element| key)", |v| {
        Some(Op::Exchange { to: v.location?, key: v.closure()? })
    }),
    row!("gather", [Argument::Location], "x.gather(leader)", |v| Some(Op::Gather { to: v.location? })),
    row!("replicate", [Argument::Location], "x.replicate(helper)", |v| Some(Op::Replicate { to: v.location? })),
];

/// The operator called `name`.
pub(super) fn find(name: &str) -> Option<&'static Spec> {
    OPERATORS.iter().find(|spec| spec.name == name)
}

/// What somebody who writes `name` probably means.
pub(super) fn meant(name: &str) -> Option<&'static str> {
    /// Names from other dataflow systems.
    const ELSEWHERE: [(&str, &str); 15] = [
        ("concat", "union"),
        ("interleave", "union"),
        ("difference", "anti_join"),
        ("weaken_ordering", "unordered"),
        ("tee", "inspect"),
        ("chain", "union"),
        ("distinct", "unique"),
        ("dedup", "unique"),
        ("flatten", "flat_map"),
        ("group_by", "key_by"),
        ("into_keyed", "key_by"),
        ("defer", "defer_tick"),
        ("delay", "defer_tick"),
        ("send_partitioned", "demux"),
        ("for_each", "output"),
    ];
    let elsewhere = ELSEWHERE.iter().find(|(theirs, _)| *theirs == name).map(|(_, ours)| *ours);
    elsewhere.or_else(|| closest(name, OPERATORS.iter().map(|spec| spec.name)))
}
