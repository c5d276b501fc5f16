//! One connection, with the bytes that wait to be written to it.

use super::counters::Counters;
use std::cell::{Cell, RefCell};
use std::io;
use tokio::net::TcpStream;

const BUFFER_BYTES: usize = 1 << 16;

/// The process at the other end of a connection.
pub struct Peer {
    pub(super) stream: TcpStream,
    pub(super) waiting: RefCell<Waiting>,
    /// Whether it is in the list of peers that the end of the turn writes to.
    pub(super) dirty: Cell<bool>,
    /// Whether a task waits until the socket takes bytes again.
    pub(super) blocked: Cell<bool>,
}

/// Encoded frames, of which the first `written` bytes are on their way.
pub(super) struct Waiting {
    pub(super) bytes: Vec<u8>,
    written: usize,
}

/// What came of a write.
#[derive(PartialEq, Eq)]
pub(super) enum Flushed {
    /// Nothing waits any more.
    All,
    /// The socket takes no more for now.
    Blocked,
}

impl Peer {
    pub(super) fn new(stream: TcpStream) -> io::Result<Self> {
        stream.set_nodelay(true)?;
        let waiting = RefCell::new(Waiting { bytes: Vec::with_capacity(BUFFER_BYTES), written: 0 });
        Ok(Peer { stream, waiting, dirty: Cell::new(false), blocked: Cell::new(false) })
    }

    /// Writes as much as the socket takes. Bytes for a peer that is gone are dropped.
    pub(super) fn flush(&self, counters: &Counters) -> Flushed {
        let mut waiting = self.waiting.borrow_mut();
        loop {
            if waiting.written == waiting.bytes.len() {
                waiting.clear();
                return Flushed::All;
            }
            match self.stream.try_write(&waiting.bytes[waiting.written..]) {
                Ok(bytes) => {
                    counters.writes.add(1);
                    counters.bytes_out.add(bytes as u64);
                    waiting.written += bytes;
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Flushed::Blocked,
                Err(_) => {
                    waiting.clear();
                    return Flushed::All;
                }
            }
        }
    }
}

impl Waiting {
    fn clear(&mut self) {
        self.bytes.clear();
        self.written = 0;
    }
}
