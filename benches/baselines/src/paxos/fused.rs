//! Leader, acceptor and replica in one process. Member 0 leads and answers; the others hear with each accept how far
//! the leader has got.

use super::batch::{BEAT, Batch};
use super::replica::Replica;
use super::ring::Ring;
use super::{BALLOT, Command, Message, VOTES};
use crate::net::{Net, Peer, Role, dial_all, read_from, serve};
use std::cell::RefCell;
use std::io;
use std::net::SocketAddr;
use std::rc::Rc;
use tokio::net::TcpListener;

/// Flags of a fused process.
#[derive(clap::Args)]
pub struct Args {
    /// Its number; 0 leads.
    #[arg(long)]
    member: u8,
    /// For the leader: the others.
    #[arg(long, value_delimiter = ',')]
    followers: Vec<SocketAddr>,
    /// Commands of one slot.
    #[arg(long, default_value_t = 1)]
    batch: usize,
}

struct Fused {
    member: u8,
    slot_next: u64,
    batch: Batch,
    followers: Vec<Rc<Peer>>,
    log: Ring<Entry>,
    replica: Replica,
}

struct Entry {
    slot: u64,
    commands: Vec<Command>,
    /// One bit for each member that has logged it, as far as the leader knows.
    votes: u32,
}

/// Runs one of the fused processes.
///
/// # Errors
/// If its socket fails.
pub async fn run(net: Rc<Net>, listener: TcpListener, args: Args) -> io::Result<()> {
    let followers = dial_all(&args.followers).await?;
    let fused = Rc::new(RefCell::new(Fused {
        member: args.member,
        slot_next: 0,
        batch: Batch::new(args.batch),
        followers: followers.clone(),
        log: Ring::new(),
        replica: Replica::new(0, 1),
    }));
    for follower in &followers {
        read_from(&net, follower, &fused);
    }
    if args.batch > 1 {
        tokio::task::spawn_local(beat(Rc::clone(&net), Rc::clone(&fused)));
    }
    serve(net, listener, fused).await
}

async fn beat(net: Rc<Net>, fused: Rc<RefCell<Fused>>) {
    loop {
        tokio::time::sleep(BEAT).await;
        let batch = fused.borrow_mut().batch.beat();
        if let Some(commands) = batch {
            fused.borrow_mut().propose(&net, commands);
        }
    }
}

impl Fused {
    fn propose(&mut self, net: &Rc<Net>, commands: Vec<Command>) {
        let slot = self.slot_next;
        self.slot_next += 1;
        let accept = Message::Accept { ballot: BALLOT, slot, commit: self.replica.slot_next(), commands };
        net.send_all(&self.followers, &accept);
        if let Message::Accept { commands, .. } = accept {
            *self.log.at(slot) = Some(Entry { slot, commands, votes: 1 << self.member });
        }
    }

    fn vote(&mut self, net: &Rc<Net>, slot: u64, member: u8) {
        let Some(entry) = self.log.at(slot).as_mut().filter(|entry| entry.slot == slot) else { return };
        let before = entry.votes.count_ones();
        entry.votes |= 1 << member;
        if before < VOTES && entry.votes.count_ones() >= VOTES {
            let commands = entry.commands.clone();
            self.replica.chosen(net, slot, commands);
        }
    }

    fn follow(&mut self, net: &Rc<Net>, commit: u64) {
        while self.replica.slot_next() < commit {
            let slot = self.replica.slot_next();
            let Some(entry) = self.log.at(slot).as_ref().filter(|entry| entry.slot == slot) else { return };
            let commands = entry.commands.clone();
            self.replica.chosen(net, slot, commands);
        }
    }
}

impl Role for Fused {
    type Message = Message;

    fn receive(&mut self, net: &Rc<Net>, from: &Rc<Peer>, message: Message) {
        match message {
            Message::Hello { client } => self.replica.greet(client, from),
            Message::Request(command) => {
                if let Some(commands) = self.batch.push(command) {
                    self.propose(net, commands);
                }
            }
            Message::Accept { ballot, slot, commit, commands } => {
                *self.log.at(slot) = Some(Entry { slot, commands, votes: 0 });
                net.send(from, &Message::Vote { ballot, slot, acceptor: self.member });
                self.follow(net, commit);
            }
            Message::Vote { slot, acceptor, .. } => self.vote(net, slot, acceptor),
            _ => {}
        }
    }
}
