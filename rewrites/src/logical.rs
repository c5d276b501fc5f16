//! The sort **D**: logical streams, without physical location. All algebra happens here, once.

use serde::{Deserialize, Serialize};
use suki_ir::{LocationId, Op, OperatorId, TickId};

/// The head of a D-term. Ids are those of the source program.
///
/// Whatever makes a nondeterministic choice or has an effect carries its `origin`, the operator of the
/// source program that it is; otherwise hash-consing would merge two independent choices.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Logical {
    /// `input` or `interval`. No children.
    Source {
        /// The source operator.
        origin: OperatorId,
        /// Its parameters.
        op: Op,
    },
    /// A feedback variable: the result of a hop that lies on a cycle. No children; opaque.
    /// Its definition is a root of its own.
    Variable {
        /// The hop.
        origin: OperatorId,
    },
    /// A stream enters the fault domain of `to`: fan-out, tagging with the sender, and `via(to)` in one. One child.
    Hop {
        /// How targets are chosen.
        kind: HopKind,
        /// The sender's family.
        from: LocationId,
        /// The receiver's family.
        to: LocationId,
    },
    /// `map`, `filter`, `filter_map`, `flat_map`, `key_by`, `values`, `keys`, `unordered`, in the order of
    /// application. One child.
    Stateless(Vec<Op>),
    /// All children, in no order. Nested unions are one list.
    Union,
    /// The same elements, their order forgotten. One child.
    Forget,
    /// `join`, `quorum`, `unique`: state for each key, in no order. Children are the operator's inputs.
    Keyed(Op),
    /// `scan`: a function of the history. One child.
    Scan {
        /// The scan.
        op: Op,
        /// Whether the state is per key.
        keyed: bool,
    },
    /// `arrival_order`: a choice. One child.
    ArrivalOrder {
        /// The oracle.
        origin: OperatorId,
        /// Whether the order is per key: then the oracle is a family, one for each key.
        keyed: bool,
    },
    /// A running value, `merge` or `cross_product`: a function of the whole of its inputs. Children are the
    /// operator's inputs.
    Whole(Op),
    /// `deal`: a choice. One child.
    Deal {
        /// The oracle.
        origin: OperatorId,
        /// Its parameters.
        op: Op,
    },
    /// `persist_to` or `inspect`: an effect, also inside a region. One child.
    Effect {
        /// The source operator.
        origin: OperatorId,
        /// Its parameters.
        op: Op,
    },
    /// A tick group, whole, its atomic region included. Children: the streams and running values that enter, then the
    /// bodies of the outputs, then those of the deferred values; each group in the order of `batches`, `outputs` and
    /// `deferred`.
    Region {
        /// The tick domain.
        tick: TickId,
        /// The `batch` and `snapshot` operators, which are its oracles, ascending.
        batches: Vec<OperatorId>,
        /// The `all_ticks` and `end_atomic` operators, ascending.
        outputs: Vec<OperatorId>,
        /// The `defer_tick` operators and the snapshots of values of the atomic region, ascending.
        deferred: Vec<OperatorId>,
    },
    /// One output of a region. One child, the region.
    Project {
        /// The `all_ticks` or `end_atomic` operator.
        output: OperatorId,
    },
    /// Inside a region: what a `batch` or `snapshot` yields. No children.
    Argument {
        /// The `batch` or `snapshot` operator.
        batch: OperatorId,
    },
    /// Inside a region: what an earlier tick made. No children; its definition is a body of the region.
    Deferred {
        /// The `defer_tick`, or the `snapshot` of a value of the atomic region.
        defer: OperatorId,
    },
    /// Inside a region or its atomic region: any other operator; stateless ones one by one. Children are the operator's inputs.
    InTick(Op),
    /// `output`. One child.
    Sink {
        /// The source operator.
        origin: OperatorId,
        /// Its parameters.
        op: Op,
    },
}

/// How a hop chooses its targets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum HopKind {
    /// The one instance of a process.
    Send,
    /// Every member of a cluster.
    Broadcast,
    /// The member that the element names.
    Demux,
}

/// The sort of an operator: its head without parameters. Rules are armed by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "they are those of `Logical`")]
pub enum Sort {
    Source,
    Variable,
    Hop,
    Stateless,
    Union,
    Forget,
    Keyed,
    Scan,
    ArrivalOrder,
    Whole,
    Deal,
    Effect,
    Region,
    Project,
    Argument,
    Deferred,
    InTick,
    Sink,
}

impl Logical {
    /// Its sort.
    pub fn sort(&self) -> Sort {
        match self {
            Logical::Source { .. } => Sort::Source,
            Logical::Variable { .. } => Sort::Variable,
            Logical::Hop { .. } => Sort::Hop,
            Logical::Stateless(_) => Sort::Stateless,
            Logical::Union => Sort::Union,
            Logical::Forget => Sort::Forget,
            Logical::Keyed(_) => Sort::Keyed,
            Logical::Scan { .. } => Sort::Scan,
            Logical::ArrivalOrder { .. } => Sort::ArrivalOrder,
            Logical::Whole(_) => Sort::Whole,
            Logical::Deal { .. } => Sort::Deal,
            Logical::Effect { .. } => Sort::Effect,
            Logical::Region { .. } => Sort::Region,
            Logical::Project { .. } => Sort::Project,
            Logical::Argument { .. } => Sort::Argument,
            Logical::Deferred { .. } => Sort::Deferred,
            Logical::InTick(_) => Sort::InTick,
            Logical::Sink { .. } => Sort::Sink,
        }
    }

    /// The operator of the source program whose choice or effect this is.
    pub fn origin(&self) -> Option<OperatorId> {
        match self {
            Logical::Source { origin, .. }
            | Logical::ArrivalOrder { origin, .. }
            | Logical::Deal { origin, .. }
            | Logical::Effect { origin, .. }
            | Logical::Sink { origin, .. } => Some(*origin),
            _ => None,
        }
    }

    /// Whether a plan may contain it in one place only (in one place for each key, for a keyed family).
    pub fn is_linear(&self) -> bool {
        self.origin().is_some() || matches!(self, Logical::Region { .. })
    }
}
