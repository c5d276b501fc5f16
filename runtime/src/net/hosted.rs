//! A net without connections: whoever hosts the process takes what it has to say, and plays the network.

use super::{Net, Target};
use crate::host::Receiver;
use crate::journal::Journal;
use crate::log::Logger;
use crate::wire::frame::{self, Frame};
use crate::{ClientId, Flush, Place, Plan};

impl Net {
    /// All peers stand, nothing is written anywhere.
    pub(crate) fn hosted(plan: &'static Plan, me: Place, incarnation: u64) -> Net {
        let mut net = Net::new(plan, me, incarnation, Flush::Turn, Journal::hosted(plan, me));
        net.log = Logger::silent();
        net.peers.meet_all();
        net
    }

    /// A client may be answered from now on.
    pub(crate) fn meet_client(&mut self, role: u16, client: ClientId) {
        // More clients than there may be are not answered.
        let _ = self.client_arrived(role, client, None);
    }

    /// Takes everything that the last turn has sent.
    pub(crate) fn take_sent(&mut self, mut sent: impl FnMut(Receiver, Frame<'_>)) {
        let own = self.take_own();
        frames(&own, |frame| sent(Receiver::Place(self.me), frame));
        self.own_done(own);
        let mut dirty = std::mem::take(&mut self.dirty);
        for target in dirty.drain(..) {
            let to = match target {
                Target::Peer(index) => Receiver::Place(self.peers.all[index].place),
                Target::Client(at) => match self.clients.get(at) {
                    Some(client) => Receiver::Client(client.id),
                    None => continue,
                },
            };
            let Some(line) = self.line(target) else { continue };
            line.dirty = false;
            let bytes = line.outbox.unwritten();
            let count = bytes.len();
            frames(bytes, |frame| sent(to, frame));
            line.outbox.wrote(count);
            line.outbox.forget_written();
            if let Target::Client(_) = target {
                self.clients.kept_bytes -= count;
            }
        }
        self.dirty = dirty;
    }
}

fn frames(bytes: &[u8], mut each: impl FnMut(Frame<'_>)) {
    let mut at = 0;
    while let Ok(Some(frame)) = frame::first(&bytes[at..]) {
        at += frame.bytes();
        each(frame);
    }
}
