//! Getting commands chosen: in the leader, or in a proxy.

use super::{BALLOT, Command, Message, Quorum, VOTES};
use crate::net::{Net, Peer, dial_all};
use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::rc::Rc;

/// Whom to ask and whom to tell.
#[derive(clap::Args)]
pub struct Peers {
    /// Acceptors, in order of their numbers.
    #[arg(long, value_delimiter = ',')]
    acceptors: Vec<SocketAddr>,
    /// Replicas.
    #[arg(long, value_delimiter = ',')]
    replicas: Vec<SocketAddr>,
    /// Which acceptors are asked.
    #[arg(long, default_value = "thrifty")]
    quorum: Quorum,
}

/// The commands on their way to being chosen.
pub(super) struct Phase2 {
    sets: Vec<Vec<Rc<Peer>>>,
    replicas: Vec<Rc<Peer>>,
    open: HashMap<u64, Open>,
}

struct Open {
    commands: Vec<Command>,
    /// One bit for each acceptor that has voted.
    votes: u32,
}

impl Phase2 {
    /// Connects; the acceptors' answers arrive at the second result.
    pub(super) async fn dial(peers: &Peers) -> io::Result<(Self, Vec<Rc<Peer>>)> {
        let acceptors = dial_all(&peers.acceptors).await?;
        let replicas = dial_all(&peers.replicas).await?;
        Ok((Phase2 { sets: peers.quorum.sets(&acceptors), replicas, open: HashMap::new() }, acceptors))
    }

    pub(super) fn propose(&mut self, net: &Rc<Net>, slot: u64, commands: Vec<Command>) {
        let accept = Message::Accept { ballot: BALLOT, slot, commit: 0, commands };
        net.send_all(&self.sets[slot as usize % self.sets.len()], &accept);
        if let Message::Accept { commands, .. } = accept {
            self.open.insert(slot, Open { commands, votes: 0 });
        }
    }

    pub(super) fn vote(&mut self, net: &Rc<Net>, slot: u64, acceptor: u8) {
        let Some(open) = self.open.get_mut(&slot) else { return };
        open.votes |= 1 << acceptor;
        if open.votes.count_ones() < VOTES {
            return;
        }
        if let Some(Open { commands, .. }) = self.open.remove(&slot) {
            net.send_all(&self.replicas, &Message::Chosen { slot, commands });
        }
    }
}
