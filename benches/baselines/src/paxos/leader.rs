//! The leader: numbers commands, and gets them chosen itself or through proxies.

use super::batch::{BEAT, Batch};
use super::phase2::{Peers, Phase2};
use super::{Command, Message};
use crate::net::{Net, Peer, Role, dial_all, read_from, serve};
use std::cell::RefCell;
use std::io;
use std::net::SocketAddr;
use std::rc::Rc;
use tokio::net::TcpListener;

/// Flags of the leader.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    phase2: Peers,
    /// Proxies that get the commands chosen, in turn; without, the leader does it.
    #[arg(long, value_delimiter = ',')]
    proxies: Vec<SocketAddr>,
    /// Commands of one slot.
    #[arg(long, default_value_t = 1)]
    batch: usize,
}

struct Leader {
    slot_next: u64,
    batch: Batch,
    proxies: Vec<Rc<Peer>>,
    phase2: Phase2,
}

/// Runs the leader.
///
/// # Errors
/// If its socket fails.
pub async fn run(net: Rc<Net>, listener: TcpListener, args: Args) -> io::Result<()> {
    let proxies = dial_all(&args.proxies).await?;
    let (phase2, acceptors) = Phase2::dial(&args.phase2).await?;
    let leader = Leader { slot_next: 0, batch: Batch::new(args.batch), proxies, phase2 };
    let leader = Rc::new(RefCell::new(leader));
    for acceptor in &acceptors {
        read_from(&net, acceptor, &leader);
    }
    if args.batch > 1 {
        tokio::task::spawn_local(beat(Rc::clone(&net), Rc::clone(&leader)));
    }
    serve(net, listener, leader).await
}

async fn beat(net: Rc<Net>, leader: Rc<RefCell<Leader>>) {
    loop {
        tokio::time::sleep(BEAT).await;
        let batch = leader.borrow_mut().batch.beat();
        if let Some(commands) = batch {
            leader.borrow_mut().assign(&net, commands);
        }
    }
}

impl Leader {
    fn assign(&mut self, net: &Rc<Net>, commands: Vec<Command>) {
        let slot = self.slot_next;
        self.slot_next += 1;
        if self.proxies.is_empty() {
            self.phase2.propose(net, slot, commands);
        } else {
            net.send(&self.proxies[slot as usize % self.proxies.len()], &Message::Assign { slot, commands });
        }
    }
}

impl Role for Leader {
    type Message = Message;

    fn receive(&mut self, net: &Rc<Net>, _: &Rc<Peer>, message: Message) {
        match message {
            Message::Request(command) => {
                if let Some(commands) = self.batch.push(command) {
                    self.assign(net, commands);
                }
            }
            Message::Vote { slot, acceptor, .. } => self.phase2.vote(net, slot, acceptor),
            _ => {}
        }
    }
}
