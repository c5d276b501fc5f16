//! What is asked of each protocol, and what may come back.

use crate::{paxos, two_pc};
use serde::{Serialize, de::DeserializeOwned};

/// Requests and replies of one protocol.
pub trait Workload: 'static {
    /// What is sent.
    type Message: Serialize + DeserializeOwned;

    /// What a client says first to whom replies come from.
    fn hello(client: u32) -> Option<Self::Message>;

    /// The request with number `seq` of a client.
    fn request(client: u32, seq: u64) -> Self::Message;

    /// Whom a message answers, and whether it may be an answer to it; none, if it is no reply at all.
    fn reply(message: &Self::Message) -> Option<Reply>;
}

/// A reply.
#[derive(Debug, PartialEq, Eq)]
pub struct Reply {
    /// Whose request it answers.
    pub client: u32,
    /// Which one.
    pub seq: u64,
    /// Whether what it says is possible.
    pub possible: bool,
}

/// Puts on 16,384 keys. Each value is unique and ends in its key, so that a reply shows which put it has seen.
pub struct Puts;

const KEY_BITS: u32 = 14;
const SEQ_BITS: u32 = 34;
/// An odd number with its bits well spread (2^64 divided by the golden ratio).
const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;

impl Puts {
    /// The key of a request: looks random, and can be computed again when the reply comes.
    #[must_use]
    pub fn key(client: u32, seq: u64) -> u64 {
        (seq ^ u64::from(client) << SEQ_BITS).wrapping_mul(SPREAD) >> (u64::BITS - KEY_BITS)
    }

    /// The value of a request; never 0.
    #[must_use]
    pub fn value(client: u32, seq: u64) -> u64 {
        (u64::from(client + 1) << SEQ_BITS | seq) << KEY_BITS | Self::key(client, seq)
    }
}

impl Workload for Puts {
    type Message = paxos::Message;

    fn hello(client: u32) -> Option<paxos::Message> {
        Some(paxos::Message::Hello { client })
    }

    fn request(client: u32, seq: u64) -> paxos::Message {
        let (key, value) = (Self::key(client, seq), Self::value(client, seq));
        paxos::Message::Request(paxos::Command { client, seq, key, value })
    }

    fn reply(message: &paxos::Message) -> Option<Reply> {
        let paxos::Message::Reply(paxos::Reply { client, seq, value }) = *message else { return None };
        let key = Self::key(client, seq);
        let possible = value == 0 || value & ((1 << KEY_BITS) - 1) == key && value != Self::value(client, seq);
        Some(Reply { client, seq, possible })
    }
}

/// Transactions on 1,000 keys.
pub struct Transactions;

const KEYS: u64 = 1_000;
const ID_BITS: u32 = 40;

impl Workload for Transactions {
    type Message = two_pc::Message;

    fn hello(_: u32) -> Option<two_pc::Message> {
        None
    }

    fn request(client: u32, seq: u64) -> two_pc::Message {
        let id = u64::from(client) << ID_BITS | seq;
        two_pc::Message::Request { id, key: (id.wrapping_mul(SPREAD) >> u32::BITS) % KEYS }
    }

    fn reply(message: &two_pc::Message) -> Option<Reply> {
        let two_pc::Message::Reply { id, .. } = *message else { return None };
        let client = u32::try_from(id >> ID_BITS).ok()?;
        Some(Reply { client, seq: id & ((1 << ID_BITS) - 1), possible: true })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_shows_which_put_it_has_seen() {
        let (client, seq) = (3, 70);
        let key = Puts::key(client, seq);
        let other = (0..).find(|other| Puts::key(4, *other) == key).expect("keys repeat");
        let reply = |value| {
            Puts::reply(&paxos::Message::Reply(paxos::Reply { client, seq, value })).expect("it is one").possible
        };
        assert!(reply(0), "the first put of this key");
        assert!(reply(Puts::value(4, other)));
        assert!(!reply(Puts::value(client, seq)), "its own value");
        assert!(!reply(Puts::value(4, other + 1)), "a value of another key");
    }

    #[test]
    fn transactions_name_their_client() {
        let two_pc::Message::Request { id, .. } = Transactions::request(7, 9) else { panic!("it asks") };
        let reply = Transactions::reply(&two_pc::Message::Reply { id, committed: false });
        assert_eq!(reply, Some(Reply { client: 7, seq: 9, possible: true }));
    }
}
