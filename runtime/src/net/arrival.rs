//! What has come in: frames are checked, counted, and handed to the node.

use super::{Net, Target};
use crate::counters::Traffic;
use crate::limits::ACKNOWLEDGE_EVERY_BYTES;
use crate::wire::frame::{self, Frame};
use crate::wire::{WireError, frame::CONTROL};
use crate::{Channel, ClientId, Instance, Node, Place, Plan, Sender};

/// Who is at the other end of a connection: its frames are checked against it.
#[derive(Clone, Copy, Debug)]
enum Source {
    Peer(Place),
    Client(u16, ClientId),
}

/// Where a channel comes from, and whether it leads here.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Inlet {
    role: u16,
    /// None: clients.
    process: Option<u16>,
    here: bool,
}

/// By channel.
pub(crate) fn inlets(plan: &Plan, me: Place) -> Vec<Inlet> {
    let inlet = |channel: &Channel| Inlet {
        role: channel.from,
        process: plan.roles[channel.from as usize].process,
        here: plan.roles_at(me).any(|(role, _)| role == channel.to),
    };
    plan.channels.iter().map(inlet).collect()
}

impl Net {
    /// Reads all whole frames in `bytes`, and says how many bytes those were.
    pub(crate) fn arrived(
        &mut self,
        node: &mut dyn Node,
        from: Target,
        bytes: &[u8],
    ) -> (usize, Result<(), WireError>) {
        let source = match from {
            Target::Peer(index) => Source::Peer(self.peers.all[index].place),
            Target::Client(at) => match self.clients.get(at) {
                Some(client) => Source::Client(client.role, client.id),
                None => return (0, Ok(())),
            },
        };
        let mut at = 0;
        let result = loop {
            let frame = match frame::first(&bytes[at..]) {
                Ok(None) => break Ok(()),
                Ok(Some(frame)) => frame,
                Err(error) => break Err(error),
            };
            let taken =
                if frame.channel < CONTROL { self.data(node, source, frame) } else { self.control(from, frame) };
            if taken.is_err() {
                break taken;
            }
            at += frame.bytes();
        };
        match from {
            Target::Peer(index) => self.acknowledge(index, at),
            Target::Client(client) => self.note_partial(client, at < bytes.len(), at > 0),
        }
        (at, result)
    }

    #[inline]
    fn data(&mut self, node: &mut dyn Node, source: Source, frame: Frame<'_>) -> Result<(), WireError> {
        let inlet = self.inlets.get(frame.channel as usize).filter(|inlet| inlet.here);
        let Some(inlet) = inlet else { return Err(WireError::Channel(frame.channel)) };
        let sender = match source {
            Source::Peer(peer) if inlet.process == Some(peer.process) => {
                Sender::Peer(Instance::new(inlet.role, peer.member, peer.part))
            }
            Source::Client(role, client) if inlet.role == role => Sender::Client(client),
            Source::Peer(_) | Source::Client(..) => return Err(WireError::Channel(frame.channel)),
        };
        count_in(&mut self.counters.channels[frame.channel as usize], frame);
        node.receive(frame.channel, sender, frame.payload)
    }

    fn control(&mut self, from: Target, frame: Frame<'_>) -> Result<(), WireError> {
        let Target::Peer(index) = from else { return Err(WireError::Channel(frame.channel)) };
        match (frame.channel, frame.payload) {
            (frame::ACKNOWLEDGE, payload) => {
                let position = payload.try_into().map(u64::from_le_bytes).map_err(|_| WireError::Control)?;
                self.peers.all[index].line.outbox.acknowledge(position).map_err(|_| WireError::Control)
            }
            (frame::PING, []) => Ok(()),
            _ => Err(WireError::Channel(frame.channel)),
        }
    }

    fn acknowledge(&mut self, index: usize, bytes: usize) {
        let peer = &mut self.peers.all[index];
        peer.silent_beats = 0;
        peer.inbox.take(bytes);
        if peer.inbox.owes(ACKNOWLEDGE_EVERY_BYTES) {
            let position = peer.inbox.tell();
            frame::append_bytes(peer.line.outbox.end(), frame::ACKNOWLEDGE, &position.to_le_bytes());
            self.mark(Target::Peer(index));
        }
    }

    /// Delivers what the last turn has sent to this process itself.
    pub(crate) fn deliver_own(&mut self, node: &mut dyn Node) {
        let own = self.take_own();
        let mut at = 0;
        while let Ok(Some(frame)) = frame::first(&own[at..]) {
            at += frame.bytes();
            if let Err(error) = self.data(node, Source::Peer(self.me), frame) {
                self.fail(format!("a message to this process itself is refused: {error}"));
            }
        }
        self.own_done(own);
    }
}

#[inline]
fn count_in(traffic: &mut Traffic, frame: Frame<'_>) {
    traffic.messages_in += 1;
    traffic.bytes_in += frame.bytes() as u64;
}
