//! Exactly once between two incarnations, over as many connections as it takes.
//!
//! Each direction of a session is one stream of bytes, whole frames, counted from its start. The sender keeps what the
//! receiver has not acknowledged; after a reconnect the receiver says how many bytes of whole frames it has, and the
//! sender goes on there. Acknowledgements and pings are frames of the stream like any other: sent again they do no harm.

/// Bytes may be moved to the front of the buffer once so many before them are free.
const COMPACT_BYTES_MIN: usize = 64 << 10;

/// The sending side.
#[derive(Debug, Default)]
pub struct Outbox {
    /// From `start` on: not acknowledged.
    bytes: Vec<u8>,
    start: usize,
    /// Up to here they have been handed to the connection.
    written: usize,
    /// Position in the stream of `bytes[start]`.
    acknowledged: u64,
}

impl Outbox {
    /// Where the next frames are appended. Only whole frames may be, at the end.
    #[inline]
    pub fn end(&mut self) -> &mut Vec<u8> {
        if self.start >= COMPACT_BYTES_MIN && self.start >= self.bytes.len() / 2 {
            self.compact();
        }
        &mut self.bytes
    }

    #[cold]
    fn compact(&mut self) {
        self.bytes.copy_within(self.start.., 0);
        self.bytes.truncate(self.bytes.len() - self.start);
        self.written -= self.start;
        self.start = 0;
    }

    /// What the connection has not taken yet.
    #[inline]
    pub fn unwritten(&self) -> &[u8] {
        &self.bytes[self.written..]
    }

    /// The connection has taken so many of [`unwritten`](Self::unwritten).
    #[inline]
    pub fn wrote(&mut self, count: usize) {
        self.written += count;
    }

    /// How much is kept, written or not.
    #[inline]
    pub fn kept_bytes(&self) -> usize {
        self.bytes.len() - self.start
    }

    /// Forgets what has been written: for receivers that are never sent anything again.
    #[inline]
    pub fn forget_written(&mut self) {
        self.forget(self.written - self.start);
    }

    /// The receiver has all bytes of the stream before `position`.
    ///
    /// # Errors
    /// Where that was never written.
    pub fn acknowledge(&mut self, position: u64) -> Result<(), NeverSent> {
        // An old acknowledgement, sent again after a reconnect, says nothing new.
        let Some(count) = position.checked_sub(self.acknowledged) else { return Ok(()) };
        if count > (self.written - self.start) as u64 {
            return Err(NeverSent);
        }
        self.forget(count as usize);
        Ok(())
    }

    fn forget(&mut self, count: usize) {
        self.start += count;
        self.acknowledged += count as u64;
        if self.start == self.bytes.len() {
            self.bytes.clear();
            (self.start, self.written) = (0, 0);
        }
    }

    /// A new connection, whose other side has all bytes before `position`: all after it will be written again.
    ///
    /// # Errors
    /// Where those are gone, or were never sent. Nothing changes then.
    pub fn resume(&mut self, position: u64) -> Result<(), NeverSent> {
        if position < self.acknowledged {
            return Err(NeverSent);
        }
        self.acknowledge(position)?;
        self.written = self.start;
        Ok(())
    }

    /// Forgets everything; the stream starts anew.
    pub fn reset(&mut self) {
        *self = Outbox::default();
    }
}

/// The other side speaks of bytes that it cannot have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NeverSent;

/// The receiving side.
#[derive(Debug, Default)]
pub struct Inbox {
    received: u64,
    told: u64,
}

impl Inbox {
    /// Bytes of whole frames that have arrived.
    #[inline]
    pub fn received(&self) -> u64 {
        self.received
    }

    /// A whole frame has arrived.
    #[inline]
    pub fn take(&mut self, bytes: usize) {
        self.received += bytes as u64;
    }

    /// Whether more than `bytes` have arrived since the sender was told.
    #[inline]
    pub fn owes(&self, bytes: u64) -> bool {
        self.received - self.told > bytes
    }

    /// The sender is being told; what.
    pub fn tell(&mut self) -> u64 {
        self.told = self.received;
        self.received
    }

    /// The stream starts anew.
    pub fn reset(&mut self) {
        *self = Inbox::default();
    }
}

#[cfg(test)]
mod tests;
