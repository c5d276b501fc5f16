//! What a message costs at its two ends.

use crate::Target;
use std::fmt;
use std::str::FromStr;

/// When a process writes what it has to send.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Flush {
    /// One write and one read for each message.
    Each,
    /// Everything of one turn of the event loop in one write for each peer; costs are those at saturation.
    #[default]
    Turn,
}

impl fmt::Display for Flush {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Flush::Each => "each",
            Flush::Turn => "turn",
        })
    }
}

/// A word that is no [`Flush`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown flush policy `{0}`: expected `each` or `turn`")]
pub struct UnknownFlush(pub String);

impl FromStr for Flush {
    type Err = UnknownFlush;

    fn from_str(word: &str) -> Result<Self, UnknownFlush> {
        [Flush::Each, Flush::Turn]
            .into_iter()
            .find(|flush| flush.to_string() == word)
            .ok_or_else(|| UnknownFlush(word.to_string()))
    }
}

/// What one element costs on its way out of one process and into another.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Edge {
    /// CPU at the producer for one element with all its copies.
    pub send_ns: f64,
    /// CPU at the consumer for one copy.
    pub receive_ns: f64,
    /// Bytes on the network for one element with all its copies.
    pub bytes: f64,
}

/// CPU of the system calls of one message: in a write, in a read.
#[derive(Clone, Copy)]
struct CallsNs {
    write: f64,
    read: f64,
}

/// An element of `bytes` encoded once and written `copies` times; each consumer reads and decodes one.
///
/// `copies` may be a fraction: the expected number of copies that leave the process.
pub fn edge(target: &Target, flush: Flush, bytes: f64, copies: f64) -> Edge {
    let (link, turn) = (&target.link, &target.link.turn);
    let calls = match flush {
        Flush::Each => CallsNs { write: link.write_ns, read: link.read_ns },
        Flush::Turn => CallsNs {
            write: turn.writes_per_message * turn.call_ns.unwrap_or(link.write_ns),
            read: turn.reads_per_message * turn.call_ns.unwrap_or(link.read_ns),
        },
    };
    with_calls(target, calls, bytes, copies)
}

/// An element between clients and a location whose `members` answer in turn, in either direction. Fewer messages share
/// a system call than between processes: each client has a connection of its own to each member.
pub fn client_edge(target: &Target, flush: Flush, bytes: f64, members: u32) -> Edge {
    let (link, turn) = (&target.link, &target.link.turn);
    let calls = match (flush, turn.clients) {
        (Flush::Each, _) | (Flush::Turn, None) => return edge(target, flush, bytes, 1.0),
        (Flush::Turn, Some(clients)) => CallsNs {
            write: (clients.writes_per_message * f64::from(members.max(1))).min(1.0) * clients.write_ns,
            read: clients.reads_per_message * turn.call_ns.unwrap_or(link.read_ns),
        },
    };
    with_calls(target, calls, bytes, 1.0)
}

fn with_calls(target: &Target, calls: CallsNs, bytes: f64, copies: f64) -> Edge {
    let link = &target.link;
    let copy_ns = bytes * link.codec_ns_per_byte;
    Edge {
        // Encoded once, but its bytes go into the buffer of every peer.
        send_ns: link.codec_ns * copies.min(1.0) + copies * (calls.write + copy_ns),
        receive_ns: calls.read + link.codec_ns + copy_ns,
        bytes: bytes * copies,
    }
}

/// A hand-over between two locations in one process: a queue, no bytes.
pub fn local_edge(target: &Target) -> Edge {
    Edge { send_ns: target.link.queue_ns / 2.0, receive_ns: target.link.queue_ns / 2.0, bytes: 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Clients;

    fn target() -> Target {
        Target::shipped("emulated-cluster").unwrap()
    }

    #[test]
    fn each_pays_one_call_per_message() {
        let edge = edge(&target(), Flush::Each, 24.0, 3.0);
        assert!((edge.send_ns - (35.0 + 3.0 * (1900.0 + 2.4))).abs() < 1e-9);
        assert!((edge.receive_ns - (750.0 + 35.0 + 2.4)).abs() < 1e-9);
        assert_eq!(edge.bytes, 72.0);
    }

    #[test]
    fn turn_shares_calls() {
        let found = edge(&target(), Flush::Turn, 0.0, 1.0);
        assert!((found.send_ns - (35.0 + 0.003 * 4_500.0)).abs() < 1e-9);
        assert!((found.receive_ns - (35.0 + 0.003 * 4_500.0)).abs() < 1e-9);
        let mut target = target();
        target.link.turn.call_ns = None;
        let found = edge(&target, Flush::Turn, 0.0, 1.0);
        assert!((found.send_ns - (35.0 + 5.7)).abs() < 1e-9 && (found.receive_ns - (35.0 + 2.25)).abs() < 1e-9);
    }

    #[test]
    fn clients_share_less() {
        let mut target = target();
        target.link.turn.clients = Some(Clients { writes_per_message: 0.1, reads_per_message: 0.2, write_ns: 6_000.0 });
        let found = |members| client_edge(&target, Flush::Turn, 0.0, members);
        let near = |found: f64, expect: f64| assert!((found - expect).abs() < 1e-9, "{found} instead of {expect}");
        near(found(1).send_ns, 35.0 + 600.0);
        near(found(3).send_ns, 35.0 + 1_800.0);
        near(found(50).send_ns, 35.0 + 6_000.0);
        near(found(1).receive_ns, 35.0 + 0.2 * 4_500.0);
        assert_eq!(client_edge(&target, Flush::Each, 8.0, 3), edge(&target, Flush::Each, 8.0, 1.0));
        target.link.turn.clients = None;
        assert_eq!(client_edge(&target, Flush::Turn, 8.0, 3), edge(&target, Flush::Turn, 8.0, 1.0));
    }

    #[test]
    fn no_copy_costs_nothing() {
        assert_eq!(edge(&target(), Flush::Each, 24.0, 0.0).send_ns, 0.0);
        assert_eq!(local_edge(&target()).send_ns + local_edge(&target()).receive_ns, target().link.queue_ns);
    }

    #[test]
    fn words() {
        for flush in [Flush::Each, Flush::Turn] {
            assert_eq!(flush.to_string().parse(), Ok(flush));
        }
        assert_eq!("never".parse::<Flush>(), Err(UnknownFlush("never".to_string())));
    }
}
