//! One process without sockets, files and clock: whoever hosts it delivers, lets it step, and takes what it says.
//!
//! The node and its [`Net`] are those of a real process, with messages encoded as on the wire; only what surrounds them
//! is somebody else's choice. The simulator is such a host.

use crate::net::Net;
use crate::wire::WireError;
use crate::wire::frame::Frame;
use crate::{ClientId, Ended, Node, Place, Plan, Recovered, Sender};
use std::sync::atomic::{AtomicU64, Ordering};

/// The seeded bug that is switched on; 0: none.
static MUTANT: AtomicU64 = AtomicU64::new(0);

/// Whether the seeded bug `number` is switched on: programs that test their tests ask for it.
#[inline]
pub fn mutant(number: u64) -> bool {
    MUTANT.load(Ordering::Relaxed) == number
}

/// Switches the seeded bug `number` on, for all processes hosted here.
pub fn choose_mutant(number: u64) {
    MUTANT.store(number, Ordering::Relaxed);
}

/// What the program that hosts them all was called with.
pub fn arguments() -> impl Iterator<Item = String> {
    std::env::args().skip(1)
}

/// Says what that program was asked for.
pub fn say(line: &str) {
    crate::log::product(line);
}

/// A hosted process.
pub struct Host {
    node: Box<dyn Node>,
    net: Net,
}

/// Whom a message is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Receiver {
    /// A process of the program, maybe the sender itself.
    Place(Place),
    /// A client.
    Client(ClientId),
}

impl Host {
    /// A process at `me`, before its first turn. It has met all of its peers, and the `clients` of external locations.
    ///
    /// # Errors
    /// Where what is on disk is not what it writes.
    pub fn start(
        plan: &'static Plan,
        me: Place,
        incarnation: u64,
        mut node: Box<dyn Node>,
        disk: &Recovered,
        clients: &[(u16, ClientId)],
    ) -> Result<Host, WireError> {
        node.start(disk)?;
        let mut net = Net::hosted(plan, me, incarnation);
        clients.iter().for_each(|(role, client)| net.meet_client(*role, *client));
        Ok(Host { node, net })
    }

    /// A message arrives; it is in the inputs of the next turn.
    ///
    /// # Errors
    /// Where it is no message of this channel.
    #[inline]
    pub fn receive(&mut self, channel: u16, from: Sender, payload: &[u8]) -> Result<(), WireError> {
        self.node.receive(channel, from, payload)
    }

    /// A timer fires; a turn should follow.
    pub fn fire(&mut self, timer: u16) {
        self.node.fire(timer);
    }

    /// Steps over all that has arrived and hands on what it yields. Whether it wants another turn.
    #[inline]
    pub fn turn(&mut self, sent: impl FnMut(Receiver, Frame<'_>)) -> bool {
        self.node.turn(&mut self.net);
        self.net.take_sent(sent);
        self.net.take_again()
    }

    /// What the last turn has given to its logs, encoded, by log. Once it is on disk, [`Self::persisted`] says so.
    pub fn take_records(&mut self) -> Vec<(u16, Vec<Vec<u8>>)> {
        self.net.journal.take()
    }

    /// All records taken are on disk: they belong into the inputs of the next turn.
    pub fn persisted(&mut self) {
        self.node.persisted();
    }

    /// Why it cannot go on, once it cannot.
    pub fn ended(&self) -> Option<&Ended> {
        self.net.ended.as_ref()
    }
}
