//! What a message costs at its two ends.

use crate::{Share, Target};
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

/// An element of `bytes` encoded once and written `copies` times; each consumer reads and decodes one.
///
/// `copies` may be a fraction: the expected number of copies that leave the process.
pub fn edge(target: &Target, flush: Flush, bytes: f64, copies: f64) -> Edge {
    shared_edge(target, flush, target.link.turn.peers(), bytes, copies)
}

/// An element between a process and a client, in either direction: fewer of them share a system call.
pub fn client_edge(target: &Target, flush: Flush, bytes: f64) -> Edge {
    shared_edge(target, flush, target.link.turn.with_clients(), bytes, 1.0)
}

fn shared_edge(target: &Target, flush: Flush, share: Share, bytes: f64, copies: f64) -> Edge {
    let link = &target.link;
    let (writes, reads) = match flush {
        Flush::Each => (1.0, 1.0),
        Flush::Turn => (share.writes_per_message, share.reads_per_message),
    };
    let copy_ns = bytes * link.codec_ns_per_byte;
    Edge {
        // Encoded once, but its bytes go into the buffer of every peer.
        send_ns: link.codec_ns * copies.min(1.0) + copies * (writes * link.write_ns + copy_ns),
        receive_ns: reads * link.read_ns + link.codec_ns + copy_ns,
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
        let edge = edge(&target(), Flush::Turn, 0.0, 1.0);
        assert!((edge.send_ns - (35.0 + 28.5)).abs() < 1e-9);
        assert!((edge.receive_ns - (75.0 + 35.0)).abs() < 1e-9);
    }

    #[test]
    fn clients_share_less() {
        let mut target = target();
        target.link.turn.clients = Some(Share { writes_per_message: 0.5, reads_per_message: 0.2 });
        let found = client_edge(&target, Flush::Turn, 0.0);
        assert!((found.send_ns - (35.0 + 950.0)).abs() < 1e-9 && (found.receive_ns - (35.0 + 150.0)).abs() < 1e-9);
        assert_eq!(client_edge(&target, Flush::Each, 8.0), edge(&target, Flush::Each, 8.0, 1.0));
        target.link.turn.clients = None;
        assert_eq!(client_edge(&target, Flush::Turn, 8.0), edge(&target, Flush::Turn, 8.0, 1.0));
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
