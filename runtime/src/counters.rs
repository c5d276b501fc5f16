//! What a process has done, as plain numbers.

use crate::wire::hello::Refusal;

/// What went over one channel of this process, in one direction each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Messages that came in.
    pub messages_in: u64,
    /// Their bytes, with headers.
    pub bytes_in: u64,
    /// Messages that went out; a broadcast counts once for each receiver.
    pub messages_out: u64,
    /// Their bytes, with headers.
    pub bytes_out: u64,
}

/// All counters of a process.
#[derive(Clone, Debug, Default)]
pub struct Counters {
    /// By channel.
    pub channels: Vec<Traffic>,
    /// Successful reads from connections.
    pub reads: u64,
    /// Their bytes.
    pub read_bytes: u64,
    /// Successful writes to connections.
    pub writes: u64,
    /// Their bytes.
    pub written_bytes: u64,
    /// Turns.
    pub turns: u64,
    /// Writes to logs, each followed by a sync.
    pub syncs: u64,
    /// Messages for peers that have crashed, for clients that are gone, or lost where that is allowed.
    pub dropped: u64,
    /// Connections closed for bytes that are no frame, or no message of their channel.
    pub bad_frames: u64,
    /// Connections closed because a frame or hello took too long.
    pub slow: u64,
    /// Connections closed because there were too many, or too many large frames at once.
    pub crowded: u64,
    /// Connections closed because their client did not read.
    pub clients_overflowed: u64,
    /// Hellos refused, by [`Refusal::ALL`].
    pub refused: [u64; Refusal::ALL.len()],
    /// Connections to peers that were made again.
    pub reconnects: u64,
    /// Peers declared crashed.
    pub crashed: u64,
}

impl Counters {
    /// All zero.
    pub fn new(channels: usize) -> Self {
        Counters { channels: vec![Traffic::default(); channels], ..Counters::default() }
    }

    /// Counts one refused hello.
    pub fn refuse(&mut self, refusal: Refusal) {
        if let Some(at) = Refusal::ALL.iter().position(|one| *one == refusal) {
            self.refused[at] += 1;
        }
    }
}
