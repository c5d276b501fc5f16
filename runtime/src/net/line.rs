//! The sending half of a connection, as the turn sees it.

use crate::counters::Counters;
use crate::session::Outbox;
use crate::transport::Writing;
use std::io;
use std::rc::Rc;
use tokio::sync::Notify;
use tokio::task::AbortHandle;

/// What is kept for one receiver, and the connection that takes it now.
#[derive(Debug, Default)]
pub(crate) struct Line {
    pub outbox: Outbox,
    pub connection: Option<Rc<Connection>>,
    /// It will be written at the end of the turn.
    pub dirty: bool,
    /// Bytes have been taken since the last beat.
    pub moved: bool,
    /// Told when all is written.
    pub relief: Rc<Notify>,
}

/// One connection, until it breaks.
#[derive(Debug)]
pub(crate) struct Connection {
    pub writing: Writing,
    /// Told when bytes did not fit: a task waits until they do.
    pub blocked: Notify,
    /// Ends the task that reads it.
    pub reader: AbortHandle,
}

impl Connection {
    /// A connection that `reader` is the task of.
    pub fn new(writing: Writing, reader: AbortHandle) -> Self {
        Connection { writing, blocked: Notify::new(), reader }
    }
}

/// How a flush ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flushed {
    /// Nothing is left to be written.
    All,
    /// The rest waits: for room, or for a new connection.
    Some,
    /// The connection takes nothing any more.
    Broken,
}

impl Line {
    /// Writes what fits.
    pub fn flush(&mut self, counters: &mut Counters) -> Flushed {
        let Some(connection) = &self.connection else { return Flushed::Some };
        loop {
            let bytes = self.outbox.unwritten();
            if bytes.is_empty() {
                return Flushed::All;
            }
            match connection.writing.try_write(bytes) {
                Ok(count) => {
                    counters.writes += 1;
                    counters.written_bytes += count as u64;
                    self.outbox.wrote(count);
                    self.moved = true;
                }
                Err(error) => {
                    if error.kind() != io::ErrorKind::WouldBlock {
                        return Flushed::Broken;
                    }
                    connection.blocked.notify_one();
                    return Flushed::Some;
                }
            }
        }
    }

    /// Whether this is the connection in use.
    pub fn uses(&self, connection: &Rc<Connection>) -> bool {
        self.connection.as_ref().is_some_and(|own| Rc::ptr_eq(own, connection))
    }

    /// Closes the connection.
    pub fn close(&mut self) {
        if let Some(connection) = self.connection.take() {
            connection.reader.abort();
        }
    }
}
