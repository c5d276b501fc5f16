//! How a program is driven and what its outputs must satisfy.

use crate::Closure;
use serde::{Deserialize, Serialize};

/// The `workload { .. }` block: one clause for each statement in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Workload {
    /// The clauses in textual order.
    pub clauses: Vec<Clause>,
}

/// One statement of a workload block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "clause", rename_all = "snake_case", deny_unknown_fields)]
pub enum Clause {
    /// `drive("port", |i, rng| ..)`: makes the i-th element of an input.
    Drive {
        /// The input port.
        port: String,
        /// Makes an element.
        make: Closure,
    },
    /// `answer("in", "out", |request, reply| ..)`: which reply answers which request.
    Answer {
        /// The input port.
        input: String,
        /// The output port.
        output: String,
        /// Whether they belong together.
        matches: Closure,
    },
    /// `redirect("port", |r| (seq, member))`: a reply that says whom to ask instead.
    Redirect {
        /// The output port.
        port: String,
        /// The request's number and the member to ask.
        target: Closure,
    },
    /// `retry_after(500ms)`: when a client asks again.
    RetryAfter {
        /// Milliseconds without an answer.
        after_ms: u64,
    },
    /// `observe("port", bag)`: what an observer sees of an output.
    Observe {
        /// The output port.
        port: String,
        /// The collection.
        view: View,
    },
    /// `linearizable(key?, init, apply, value)`: the sequential specification.
    Linearizable {
        /// Splits the history, when given.
        key: Option<Closure>,
        /// The first state.
        init: Closure,
        /// One operation.
        apply: Closure,
        /// What a reply says of the operation's result.
        value: Closure,
    },
    /// `atomic("a", "b")`: the logs named agree on every transaction.
    Atomic {
        /// Names of `persist_to` logs.
        logs: Vec<String>,
    },
}

/// What an observer sees of an output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum View {
    /// The order of elements.
    Sequence,
    /// The order of elements of one key.
    PerKey,
    /// Elements with their number.
    Bag,
    /// Elements without their number.
    Set,
    /// The join of all elements.
    Lattice,
}

impl View {
    /// All views with their names in the text.
    pub const NAMES: [(&'static str, View); 5] = [
        ("sequence", View::Sequence),
        ("per_key", View::PerKey),
        ("bag", View::Bag),
        ("set", View::Set),
        ("lattice", View::Lattice),
    ];

    /// The name in the text.
    pub fn name(self) -> &'static str {
        View::NAMES.iter().find(|(_, view)| *view == self).map_or("bag", |(name, _)| name)
    }
}
