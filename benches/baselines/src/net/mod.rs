//! One thread, one connection for each pair of processes, all that has come handled in one go.

pub mod admin;
pub mod counters;
pub mod frame;
mod peer;
mod serve;

pub use counters::Counters;
pub use peer::Peer;
pub use serve::{Role, dial, dial_all, read_from, serve};

use crate::slow_cpu::SlowCpu;
use peer::Flushed;
use serde::Serialize;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use tokio::sync::Notify;

/// When bytes are written to a socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Flush {
    /// One write for each message.
    Each,
    /// One write for each peer after everything that was ready has been handled.
    Turn,
}

/// What the roles of one process send with.
pub struct Net {
    flush: Flush,
    counters: Counters,
    slow_cpu: Option<RefCell<SlowCpu>>,
    dirty: RefCell<Vec<Rc<Peer>>>,
    turn: Notify,
    encoded: Cell<Vec<u8>>,
}

impl Net {
    /// Starts the task that ends the turns; needs a `LocalSet`.
    #[must_use]
    pub fn start(flush: Flush, slow_cpu: Option<SlowCpu>) -> Rc<Net> {
        let net = Rc::new(Net {
            flush,
            counters: Counters::default(),
            slow_cpu: slow_cpu.map(RefCell::new),
            dirty: RefCell::default(),
            turn: Notify::new(),
            encoded: Cell::default(),
        });
        tokio::task::spawn_local(Rc::clone(&net).end_turns());
        net
    }

    /// What has been read and written so far.
    #[must_use]
    pub fn counters(&self) -> &Counters {
        &self.counters
    }

    /// Sends to one.
    pub fn send<M: Serialize>(self: &Rc<Self>, peer: &Rc<Peer>, message: &M) {
        frame::append(&mut peer.waiting.borrow_mut().bytes, message);
        self.sent(peer);
    }

    /// Sends to all, encoding once.
    pub fn send_all<M: Serialize>(self: &Rc<Self>, peers: &[Rc<Peer>], message: &M) {
        let mut encoded = self.encoded.take();
        encoded.clear();
        frame::append(&mut encoded, message);
        for peer in peers {
            peer.waiting.borrow_mut().bytes.extend_from_slice(&encoded);
            self.sent(peer);
        }
        self.encoded.set(encoded);
    }

    fn sent(self: &Rc<Self>, peer: &Rc<Peer>) {
        self.counters.messages_out.add(1);
        match self.flush {
            Flush::Each => self.write(peer),
            Flush::Turn if peer.dirty.replace(true) => {}
            Flush::Turn => {
                let mut dirty = self.dirty.borrow_mut();
                dirty.push(Rc::clone(peer));
                if dirty.len() == 1 {
                    self.turn.notify_one();
                }
            }
        }
    }

    fn write(self: &Rc<Self>, peer: &Rc<Peer>) {
        if peer.blocked.get() || peer.flush(&self.counters) == Flushed::All {
            return;
        }
        peer.blocked.set(true);
        tokio::task::spawn_local(Rc::clone(self).write_when_possible(Rc::clone(peer)));
    }

    async fn write_when_possible(self: Rc<Self>, peer: Rc<Peer>) {
        while peer.stream.writable().await.is_ok() {
            if peer.flush(&self.counters) == Flushed::All {
                peer.blocked.set(false);
                return;
            }
        }
    }

    /// A turn ends when the tasks that were ready have run: this one is woken behind them.
    async fn end_turns(self: Rc<Self>) {
        loop {
            self.turn.notified().await;
            for peer in self.dirty.take() {
                peer.dirty.set(false);
                self.write(&peer);
            }
            self.pay();
        }
    }

    /// Sleeps for the time that a slower CPU would have taken.
    pub(crate) fn pay(&self) {
        if let Some(slow_cpu) = &self.slow_cpu {
            slow_cpu.borrow_mut().pay();
        }
    }
}
