//! The clients that are connected now.

use super::{Connection, Line, Net};
use crate::ClientId;
use crate::limits::{CLIENT_QUEUE_BYTES_MAX, CLIENTS_MAX};
use crate::wire::hello::Refusal;
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// A table of clients: positions are used again.
#[derive(Debug, Default)]
pub(crate) struct Clients {
    all: Vec<Option<Client>>,
    free: Vec<usize>,
    /// By external location and number: two locations may have clients of one number.
    by_id: FxHashMap<(u16, ClientId), usize>,
    /// Not yet written to them, all together.
    pub kept_bytes: usize,
}

/// One client.
#[derive(Debug)]
pub(crate) struct Client {
    pub role: u16,
    pub id: ClientId,
    pub line: Line,
    /// Beats that the first frame of the read buffer has been incomplete.
    pub partial_beats: u32,
}

impl Clients {
    #[inline]
    pub fn find(&self, role: u16, client: ClientId) -> Option<usize> {
        self.by_id.get(&(role, client)).copied()
    }

    #[inline]
    pub fn get(&mut self, at: usize) -> Option<&mut Client> {
        self.all.get_mut(at)?.as_mut()
    }

    #[inline]
    pub fn line(&mut self, at: usize) -> Option<&mut Line> {
        self.get(at).map(|client| &mut client.line)
    }

    pub fn len(&self) -> usize {
        self.by_id.len()
    }

    pub fn all(&self) -> impl Iterator<Item = &Client> {
        self.all.iter().flatten()
    }

    pub fn positions(&self) -> std::ops::Range<usize> {
        0..self.all.len()
    }
}

impl Net {
    /// A client is there; a connection that it had before is closed.
    pub(crate) fn client_connected(
        &mut self,
        role: u16,
        id: ClientId,
        connection: Rc<Connection>,
    ) -> Result<usize, Refusal> {
        self.client_arrived(role, id, Some(connection))
    }

    /// A client is there, with or without a connection.
    pub(super) fn client_arrived(
        &mut self,
        role: u16,
        id: ClientId,
        connection: Option<Rc<Connection>>,
    ) -> Result<usize, Refusal> {
        if let Some(at) = self.clients.find(role, id) {
            self.close_client(at);
        }
        if self.clients.len() >= CLIENTS_MAX {
            return Err(Refusal::Full);
        }
        let client = Client { role, id, line: Line { connection, ..Line::default() }, partial_beats: 0 };
        let at = self.clients.free.pop().unwrap_or_else(|| {
            self.clients.all.push(None);
            self.clients.all.len() - 1
        });
        self.clients.all[at] = Some(client);
        self.clients.by_id.insert((role, id), at);
        Ok(at)
    }

    /// The connection is gone, unless it was closed from here.
    pub(crate) fn client_disconnected(&mut self, at: usize, connection: &Rc<Connection>) {
        if self.clients.line(at).is_some_and(|line| line.uses(connection)) {
            self.close_client(at);
        }
    }

    /// Closes the connection and forgets the client.
    pub(crate) fn close_client(&mut self, at: usize) {
        if let Some(mut client) = self.clients.all.get_mut(at).and_then(Option::take) {
            client.line.close();
            self.clients.kept_bytes -= client.line.outbox.kept_bytes();
            client.line.relief.notify_one();
            self.clients.by_id.remove(&(client.role, client.id));
            self.clients.free.push(at);
        }
    }

    /// What the inputs of a client have to wait for, if they have to.
    pub(crate) fn admission(&mut self, at: usize) -> Admission {
        if self.stopping {
            return Admission::Never;
        }
        if self.peers.are_slow() {
            return Admission::Peers;
        }
        match self.clients.line(at) {
            Some(line) if line.outbox.kept_bytes() > CLIENT_QUEUE_BYTES_MAX / 2 => {
                Admission::Itself(line.relief.clone())
            }
            Some(_) | None => Admission::Open,
        }
    }

    /// Closes clients whose frames take too long.
    pub(crate) fn beat_clients(&mut self, beats_max: u32) {
        for at in self.clients.positions() {
            let Some(client) = self.clients.get(at).filter(|client| client.partial_beats > 0) else { continue };
            client.partial_beats += 1;
            if client.partial_beats > beats_max {
                self.counters.slow += 1;
                let number = client.id.number();
                self.log.refusal("frame_took_too_long", &[("client", &number)]);
                self.close_client(at);
            }
        }
    }

    /// Notes whether a frame of this client is not all there, after other bytes or as before.
    #[inline]
    pub(crate) fn note_partial(&mut self, at: usize, partial: bool, after_others: bool) {
        let Some(client) = self.clients.get(at) else { return };
        // Time runs from a frame's first byte on: single bytes now and then gain nothing.
        if !partial {
            client.partial_beats = 0;
        } else if after_others || client.partial_beats == 0 {
            client.partial_beats = 1;
        }
    }
}

/// Whether the inputs of a client are read now.
#[derive(Debug)]
pub(crate) enum Admission {
    /// They are.
    Open,
    /// A peer reads too slowly.
    Peers,
    /// It does not read its own answers: until this is told.
    Itself(Rc<tokio::sync::Notify>),
    /// The process is stopping.
    Never,
}
