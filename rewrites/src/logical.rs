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
    /// `map`, `filter`, `filter_map`, `flat_map`, `key_by`, `values`, in the order of application. One child.
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
    /// `persist_to`: an effect. One child.
    Persist {
        /// The source operator.
        origin: OperatorId,
        /// Its parameters.
        op: Op,
    },
    /// A tick group, whole. Children: the batched streams, then the bodies of the outputs, then those of the
    /// deferred values; each group in the order of `batches`, `outputs` and `deferred`.
    Region {
        /// The tick domain.
        tick: TickId,
        /// The `batch` operators, which are its oracles, ascending.
        batches: Vec<OperatorId>,
        /// The `all_ticks` operators, ascending.
        outputs: Vec<OperatorId>,
        /// The `defer_tick` operators, ascending.
        deferred: Vec<OperatorId>,
    },
    /// One output of a region, by its `all_ticks`. One child, the region.
    Project {
        /// The `all_ticks` operator.
        output: OperatorId,
    },
    /// Inside a region: what a `batch` yields. No children.
    Argument {
        /// The `batch` operator.
        batch: OperatorId,
    },
    /// Inside a region: what a `defer_tick` yields. No children; its definition is a body of the region.
    Deferred {
        /// The `defer_tick` operator.
        defer: OperatorId,
    },
    /// Inside a region: any other operator; stateless ones one by one. Children are the operator's inputs.
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

impl Logical {
    /// The operator of the source program whose choice or effect this is.
    pub fn origin(&self) -> Option<OperatorId> {
        match self {
            Logical::Source { origin, .. }
            | Logical::ArrivalOrder { origin, .. }
            | Logical::Persist { origin, .. }
            | Logical::Sink { origin, .. } => Some(*origin),
            _ => None,
        }
    }

    /// Whether a plan may contain it in one place only (in one place for each key, for a keyed family).
    pub fn is_linear(&self) -> bool {
        self.origin().is_some() || matches!(self, Logical::Region { .. })
    }
}
