//! What has been read from a connection and not yet taken: between two reads, at most the beginning of one frame.

use crate::limits::{CLIENT_BUFFERS_BYTES_MAX, READ_BYTES_MAX, READ_BYTES_MIN};
use std::cell::Cell;
use std::io;
use std::rc::Rc;
use tokio::io::{AsyncRead, AsyncReadExt};

/// A read buffer.
pub struct Buffer {
    /// All of it may be read into; `end` bytes are there.
    space: Vec<u8>,
    end: usize,
    /// Of the last read.
    fresh: usize,
    /// What it shares with others: how much all of them have together.
    shared: Option<Rc<Cell<usize>>>,
}

impl Buffer {
    /// An empty one. Those that share a count have [`CLIENT_BUFFERS_BYTES_MAX`] together.
    pub fn new(shared: Option<Rc<Cell<usize>>>) -> Self {
        Buffer { space: vec![0; READ_BYTES_MIN], end: 0, fresh: 0, shared }
    }

    /// What is there.
    #[inline]
    pub fn bytes(&self) -> &[u8] {
        &self.space[..self.end]
    }

    /// How many bytes the last read brought.
    pub fn fresh_bytes(&self) -> u64 {
        self.fresh as u64
    }

    /// One read; 0 at the end. The space doubles when bytes have filled it: it never runs far ahead of what has come.
    ///
    /// # Errors
    /// `OutOfMemory` where the buffers have too much together, else what the system says.
    pub async fn fill(&mut self, reading: &mut (impl AsyncRead + Unpin)) -> io::Result<usize> {
        if self.end == self.space.len() || (self.fresh == self.space.len() && self.fresh < READ_BYTES_MAX) {
            self.resize(self.space.len() * 2)?;
        }
        self.fresh = reading.read(&mut self.space[self.end..]).await?;
        self.end += self.fresh;
        Ok(self.fresh)
    }

    /// The first bytes are no longer needed.
    #[inline]
    pub fn consume(&mut self, count: usize) {
        self.space.copy_within(count..self.end, 0);
        self.end -= count;
        if self.space.len() > READ_BYTES_MAX && self.end <= READ_BYTES_MAX {
            self.shrink();
        }
    }

    #[cold]
    fn shrink(&mut self) {
        if let Some(shared) = &self.shared {
            shared.set(shared.get() - (self.space.len() - READ_BYTES_MAX));
        }
        self.space.truncate(READ_BYTES_MAX);
        self.space.shrink_to_fit();
        self.fresh = 0;
    }

    fn resize(&mut self, bytes: usize) -> io::Result<()> {
        if let Some(shared) = &self.shared {
            let all_bytes = shared.get() + bytes - self.space.len();
            if all_bytes > CLIENT_BUFFERS_BYTES_MAX {
                return Err(io::ErrorKind::OutOfMemory.into());
            }
            shared.set(all_bytes);
        }
        self.space.resize(bytes, 0);
        Ok(())
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        if let Some(shared) = &self.shared {
            shared.set(shared.get() - (self.space.len() - READ_BYTES_MIN));
        }
    }
}
