//! A replica: executes chosen commands in the order of their slots.

use super::ring::Ring;
use super::{Command, Message, Reply};
use crate::net::{Net, Peer, Role, serve};
use std::cell::RefCell;
use std::collections::HashMap;
use std::io;
use std::rc::Rc;
use tokio::net::TcpListener;

/// Flags of a replica.
#[derive(clap::Args)]
pub struct Args {
    /// Its number among the replicas.
    #[arg(long)]
    member: u64,
    /// How many replicas there are. They answer in turn.
    #[arg(long)]
    members: u64,
}

/// The store, and what waits for a slot before it.
pub(super) struct Replica {
    member: u64,
    members: u64,
    waiting: Ring<Vec<Command>>,
    slot_next: u64,
    store: HashMap<u64, u64>,
    clients: HashMap<u32, Rc<Peer>>,
}

/// Runs a replica.
///
/// # Errors
/// If its socket fails.
pub async fn run(net: Rc<Net>, listener: TcpListener, args: Args) -> io::Result<()> {
    serve(net, listener, Rc::new(RefCell::new(Replica::new(args.member, args.members)))).await
}

impl Replica {
    pub(super) fn new(member: u64, members: u64) -> Self {
        let (store, clients) = (HashMap::new(), HashMap::new());
        Replica { member, members, waiting: Ring::new(), slot_next: 0, store, clients }
    }

    /// The first slot that has not been executed.
    pub(super) fn slot_next(&self) -> u64 {
        self.slot_next
    }

    pub(super) fn greet(&mut self, client: u32, peer: &Rc<Peer>) {
        self.clients.insert(client, Rc::clone(peer));
    }

    pub(super) fn chosen(&mut self, net: &Rc<Net>, slot: u64, commands: Vec<Command>) {
        *self.waiting.at(slot) = Some(commands);
        while let Some(commands) = self.waiting.at(self.slot_next).take() {
            let answers = self.slot_next % self.members == self.member;
            for Command { client, seq, key, value } in commands {
                let before = self.store.insert(key, value).unwrap_or(0);
                if let Some(peer) = self.clients.get(&client).filter(|_| answers) {
                    net.send(peer, &Message::Reply(Reply { client, seq, value: before }));
                }
            }
            self.slot_next += 1;
        }
    }
}

impl Role for Replica {
    type Message = Message;

    fn receive(&mut self, net: &Rc<Net>, from: &Rc<Peer>, message: Message) {
        match message {
            Message::Hello { client } => self.greet(client, from),
            Message::Chosen { slot, commands } => self.chosen(net, slot, commands),
            _ => {}
        }
    }
}
