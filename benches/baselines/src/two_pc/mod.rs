//! Two-phase commit, presumed abort: by hand what `examples/two_pc.ir` does.
//!
//! A transaction locks one key at every participant. All yes commits, the first no aborts; votes, commits, outcomes and
//! ends are journaled before they are spoken of.

pub mod coordinator;
mod journal;
mod lock;
pub mod participant;

use serde::{Deserialize, Serialize};

/// Everything that is sent.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub enum Message {
    /// Client to coordinator.
    Request {
        /// Unique among all transactions.
        id: u64,
        /// What it locks.
        key: u64,
    },
    /// Coordinator to participants.
    Prepare {
        /// The transaction.
        id: u64,
        /// What it locks.
        key: u64,
    },
    /// Participant to coordinator.
    Vote {
        /// The transaction.
        id: u64,
        /// What it locks.
        key: u64,
        /// Whether the lock is granted.
        yes: bool,
    },
    /// Coordinator to participants.
    Decision {
        /// The transaction.
        id: u64,
        /// What it locks.
        key: u64,
        /// Or else it aborts.
        commit: bool,
    },
    /// Participant to coordinator: the commit is on disk.
    Ack {
        /// The transaction.
        id: u64,
    },
    /// Coordinator to client.
    Reply {
        /// The transaction.
        id: u64,
        /// Or else it has aborted.
        committed: bool,
    },
}
