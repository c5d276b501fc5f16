//! MultiPaxos with a stable leader, f = 1: steady state only.
//!
//! The leader numbers commands, two acceptors log each, the replicas execute them in the order of their slots on a map
//! and answer in turn. Compartmentalized, the leader only numbers: proxies talk to acceptors and replicas.

pub mod acceptor;
mod batch;
pub mod fused;
pub mod leader;
mod phase2;
pub mod proxy;
mod quorum;
pub mod replica;
mod ring;

pub use quorum::Quorum;

use serde::{Deserialize, Serialize};

/// The leader's ballot; there is no other.
const BALLOT: u64 = 1;

/// Votes that choose a command: f + 1.
const VOTES: u32 = 2;

/// A put. Its reply is the value before. 28 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Command {
    /// Who asks.
    pub client: u32,
    /// Numbers the requests of a client.
    pub seq: u64,
    /// Where to put.
    pub key: u64,
    /// What to put.
    pub value: u64,
}

/// What the client hears.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// Who has asked.
    pub client: u32,
    /// The number of its request.
    pub seq: u64,
    /// The value before, 0 if there was none.
    pub value: u64,
}

/// Everything that is sent.
#[derive(Debug, Serialize, Deserialize)]
pub enum Message {
    /// A client says which replies go through this connection.
    Hello {
        /// Its number.
        client: u32,
    },
    /// Client to leader.
    Request(Command),
    /// Leader to proxy: see to it that these are chosen.
    Assign {
        /// Where they go.
        slot: u64,
        /// What goes there.
        commands: Vec<Command>,
    },
    /// Leader or proxy to acceptors: phase 2a.
    Accept {
        /// Of the leader.
        ballot: u64,
        /// Where they go.
        slot: u64,
        /// All slots below are chosen; only the fused leader says so.
        commit: u64,
        /// What goes there.
        commands: Vec<Command>,
    },
    /// Acceptor to who has asked: phase 2b.
    Vote {
        /// Of the leader.
        ballot: u64,
        /// What it is about.
        slot: u64,
        /// Who votes.
        acceptor: u8,
    },
    /// Leader or proxy to replicas.
    Chosen {
        /// Where they go.
        slot: u64,
        /// What goes there.
        commands: Vec<Command>,
    },
    /// Replica to client.
    Reply(Reply),
    /// Between processes of OmniPaxos. In a box, so that it makes no other message longer.
    Omni(Box<omnipaxos::messages::Message<Command>>),
}
