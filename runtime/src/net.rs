//! What a process has to say to others: elements are encoded straight into the buffer of their receiver.

mod arrival;
mod clients;
mod hosted;
mod line;
mod peers;

pub(crate) use clients::Admission;
pub(crate) use line::{Connection, Line};
pub(crate) use peers::{Peer, State};

use crate::counters::Counters;
use crate::journal::Journal;
use crate::limits::{
    CLIENT_QUEUE_BYTES_MAX, CLIENT_QUEUES_BYTES_MAX, QUEUE_BYTES_HIGH, QUEUE_BYTES_MAX, REFUSAL_LINES_PER_BEAT_MAX,
};
use crate::log::{Level, Logger};
use crate::wire::{WireError, frame};
use crate::{ClientId, Ended, Flush, Instance, Place, Plan};
use clients::Clients;
use line::Flushed;
use peers::Peers;
use serde::Serialize;
use std::rc::Rc;
use tokio::sync::Notify;

/// The other end of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// A process of the program, by its position in [`Plan::places`].
    Peer(usize),
    /// A client, by its position in the table of clients.
    Client(usize),
}

/// The way from [`Node::turn`](crate::Node::turn) to all others. Nothing here waits.
#[derive(Debug)]
pub struct Net {
    pub(crate) plan: &'static Plan,
    pub(crate) me: Place,
    pub(crate) incarnation: u64,
    pub(crate) peers: Peers,
    pub(crate) clients: Clients,
    pub(crate) journal: Journal,
    pub(crate) counters: Counters,
    pub(crate) log: Logger,
    inlets: Vec<arrival::Inlet>,
    flush: Flush,
    /// Those with something to write at the end of the turn.
    dirty: Vec<Target>,
    /// A broadcast's frame, encoded once.
    scratch: Vec<u8>,
    /// Frames to this process itself.
    own: Vec<u8>,
    again: bool,
    /// Takes no inputs any more.
    pub(crate) stopping: bool,
    /// Why the process has to end, once it has to.
    pub(crate) ended: Option<Ended>,
    pub(crate) end: Rc<Notify>,
    /// Told when client inputs may go on.
    pub(crate) relief: Rc<Notify>,
}

impl Net {
    pub(crate) fn new(plan: &'static Plan, me: Place, incarnation: u64, flush: Flush, journal: Journal) -> Self {
        Net {
            plan,
            me,
            incarnation,
            peers: Peers::new(plan, me),
            clients: Clients::default(),
            journal,
            counters: Counters::new(plan.channels.len()),
            log: Logger::new(plan.name(me), REFUSAL_LINES_PER_BEAT_MAX),
            inlets: arrival::inlets(plan, me),
            flush,
            dirty: Vec::new(),
            scratch: Vec::new(),
            own: Vec::new(),
            again: false,
            stopping: false,
            ended: None,
            end: Rc::new(Notify::new()),
            relief: Rc::new(Notify::new()),
        }
    }

    /// Sends an element to one instance. What goes to this process itself arrives in its next turn; what goes to an
    /// instance that there is not, or that has crashed, is dropped and counted.
    #[inline]
    pub fn send<T: Serialize>(&mut self, channel: u16, to: Instance, value: &T) {
        let Some(index) = self.peers.index(to) else { return self.counters.dropped += 1 };
        if index == self.peers.own {
            return self.send_own(channel, value);
        }
        let peer = &mut self.peers.all[index];
        if peer.is_closed_for(channel, self.plan) {
            return self.counters.dropped += 1;
        }
        match frame::append(peer.line.outbox.end(), channel, value) {
            Ok(bytes) => self.sent(index, channel, bytes),
            Err(error) => self.unsendable(channel, &error),
        }
    }

    /// Sends an element to several instances; it is encoded once.
    pub fn send_all<T: Serialize>(&mut self, channel: u16, to: &[Instance], value: &T) {
        if let [one] = to {
            return self.send(channel, *one, value);
        }
        let mut scratch = std::mem::take(&mut self.scratch);
        scratch.clear();
        match frame::append(&mut scratch, channel, value) {
            Ok(bytes) => {
                for instance in to {
                    self.send_bytes(channel, *instance, &scratch, bytes);
                }
            }
            Err(error) => self.unsendable(channel, &error),
        }
        self.scratch = scratch;
    }

    #[inline]
    fn send_bytes(&mut self, channel: u16, to: Instance, frame: &[u8], bytes: usize) {
        let Some(index) = self.peers.index(to) else { return self.counters.dropped += 1 };
        if index == self.peers.own {
            self.own.extend_from_slice(frame);
            self.again = true;
            return;
        }
        let peer = &mut self.peers.all[index];
        if peer.is_closed_for(channel, self.plan) {
            return self.counters.dropped += 1;
        }
        peer.line.outbox.end().extend_from_slice(frame);
        self.sent(index, channel, bytes);
    }

    fn send_own<T: Serialize>(&mut self, channel: u16, value: &T) {
        self.again = true;
        if let Err(error) = frame::append(&mut self.own, channel, value) {
            self.unsendable(channel, &error);
        }
    }

    /// Answers a client, on whatever connection it has now; without one, the answer is dropped and counted.
    #[inline]
    pub fn reply<T: Serialize>(&mut self, channel: u16, client: ClientId, value: &T) {
        let role = self.plan.channels.get(channel as usize).map_or(u16::MAX, |channel| channel.to);
        let Some(at) = self.clients.find(role, client) else { return self.counters.dropped += 1 };
        let Some(line) = self.clients.line(at) else { return self.counters.dropped += 1 };
        match frame::append(line.outbox.end(), channel, value) {
            Ok(bytes) => {
                let kept_bytes = line.outbox.kept_bytes();
                self.count_out(channel, bytes);
                self.clients.kept_bytes += bytes;
                self.touched(Target::Client(at));
                if kept_bytes > CLIENT_QUEUE_BYTES_MAX || self.clients.kept_bytes > CLIENT_QUEUES_BYTES_MAX {
                    self.counters.clients_overflowed += 1;
                    self.log.refusal("client_does_not_read", &[("client", &client.number())]);
                    self.close_client(at);
                }
            }
            Err(error) => self.unsendable(channel, &error),
        }
    }

    /// Appends an element to a log. After the turn it is synced, then [`Node::persisted`](crate::Node::persisted) is
    /// called.
    pub fn persist<T: Serialize>(&mut self, log: u16, value: &T) {
        if let Err(error) = self.journal.append(log, value) {
            self.fail(format!("an element cannot be logged: {error}"));
        }
    }

    /// Asks for another turn, even if nothing arrives.
    #[inline]
    pub fn again(&mut self) {
        self.again = true;
    }

    /// Writes a line of the program into the logs.
    pub fn log(&self, line: &str) {
        self.log.line(Level::Info, "inspect", &[("line", &line)]);
    }

    #[inline]
    fn sent(&mut self, index: usize, channel: u16, bytes: usize) {
        self.count_out(channel, bytes);
        if self.peers.all[index].line.outbox.kept_bytes() > QUEUE_BYTES_MAX {
            return self.crash(index, "its queue is full");
        }
        self.touched(Target::Peer(index));
    }

    #[inline]
    fn count_out(&mut self, channel: u16, bytes: usize) {
        if let Some(traffic) = self.counters.channels.get_mut(channel as usize) {
            traffic.messages_out += 1;
            traffic.bytes_out += bytes as u64;
        }
    }

    /// Something was appended for `target`.
    #[inline]
    fn touched(&mut self, target: Target) {
        match self.flush {
            Flush::Each => self.flush_one(target),
            Flush::Turn => self.mark(target),
        }
    }

    fn mark(&mut self, target: Target) {
        if let Some(line) = self.line(target)
            && !line.dirty
        {
            line.dirty = true;
            self.dirty.push(target);
        }
    }

    pub(crate) fn line(&mut self, target: Target) -> Option<&mut Line> {
        match target {
            Target::Peer(index) => self.peers.all.get_mut(index).map(|peer| &mut peer.line),
            Target::Client(at) => self.clients.line(at),
        }
    }

    /// The end of a turn: one write for each that has something to be written.
    pub(crate) fn flush(&mut self) {
        let mut dirty = std::mem::take(&mut self.dirty);
        for target in dirty.drain(..) {
            if let Some(line) = self.line(target) {
                line.dirty = false;
                self.flush_one(target);
            }
        }
        self.dirty = dirty;
    }

    /// Writes what the connection takes.
    pub(crate) fn flush_one(&mut self, target: Target) {
        let (line, counters) = match target {
            Target::Peer(index) => (self.peers.all.get_mut(index).map(|peer| &mut peer.line), &mut self.counters),
            Target::Client(at) => (self.clients.line(at), &mut self.counters),
        };
        let Some(line) = line else { return };
        let before_bytes = line.outbox.unwritten().len();
        let flushed = line.flush(counters);
        let unwritten_bytes = line.outbox.unwritten().len();
        match target {
            Target::Peer(index) => self.peers.queued(index, unwritten_bytes > QUEUE_BYTES_HIGH, &self.relief),
            Target::Client(at) => {
                line.outbox.forget_written();
                if flushed == Flushed::All {
                    line.relief.notify_one();
                }
                self.clients.kept_bytes -= before_bytes - unwritten_bytes;
                // Its reader may be waiting for it to take its replies: that will not come. A peer's reader notices.
                if flushed == Flushed::Broken {
                    self.close_client(at);
                }
            }
        }
    }

    /// The peers that are, or may yet be, and have no connection.
    pub(crate) fn missing(&self) -> impl Iterator<Item = &Peer> {
        self.peers.all.iter().filter(|peer| peer.wanted && peer.state != State::Here)
    }

    /// Whether another turn was asked for; asks no more.
    pub(crate) fn take_again(&mut self) -> bool {
        std::mem::take(&mut self.again)
    }

    /// Whether nothing is waiting to be said to anybody who listens.
    pub(crate) fn is_drained(&self) -> bool {
        let idle = |line: &Line| line.connection.is_none() || line.outbox.unwritten().is_empty();
        !self.again
            && self.peers.all.iter().all(|peer| idle(&peer.line))
            && self.clients.all().all(|client| idle(&client.line))
    }

    /// Frames to this process itself, of the last turn. Give the buffer back with [`Self::own_done`].
    pub(crate) fn take_own(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.own)
    }

    pub(crate) fn own_done(&mut self, mut buffer: Vec<u8>) {
        buffer.clear();
        if self.own.is_empty() {
            self.own = buffer;
        }
    }

    #[cold]
    fn unsendable(&mut self, channel: u16, error: &WireError) {
        let name = self.plan.channels.get(channel as usize).map_or("?", |channel| channel.name);
        self.fail(format!("an element of `{name}` cannot be sent: {error}"));
    }

    /// Ends the process: it cannot do what the program says.
    #[cold]
    pub(crate) fn fail(&mut self, why: String) {
        self.finish(Ended::Failed(why));
    }

    /// Ends the process; the first reason counts.
    pub(crate) fn finish(&mut self, ended: Ended) {
        if self.ended.is_none() {
            self.log.line(Level::Info, "ending", &[("why", &ended)]);
            self.ended = Some(ended);
            self.end.notify_one();
        }
    }
}
