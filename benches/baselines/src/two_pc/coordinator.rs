//! The coordinator: neither logs aborts nor hears them acknowledged.

use super::Message;
use super::journal::{self, Journal, Journaled};
use crate::net::{Net, Peer, Role, dial_all, read_from, serve};
use serde::Serialize;
use std::cell::RefCell;
use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::rc::Rc;
use tokio::net::TcpListener;

/// Flags of the coordinator.
#[derive(clap::Args)]
pub struct Args {
    /// All participants.
    #[arg(long, value_delimiter = ',')]
    participants: Vec<SocketAddr>,
    /// Folder of its journal; without, it is kept in memory.
    #[arg(long)]
    data: Option<PathBuf>,
}

struct Coordinator {
    participants: Vec<Rc<Peer>>,
    open: HashMap<u64, Open>,
    journal: Journal<Entry>,
}

/// A transaction whose client waits, or whose votes are still on their way.
struct Open {
    client: Rc<Peer>,
    yes: usize,
    no: usize,
    acks: usize,
}

#[derive(Serialize)]
enum Entry {
    Commit { id: u64, key: u64 },
    End { id: u64 },
}

/// Runs the coordinator.
///
/// # Errors
/// If its socket or its journal fails.
pub async fn run(net: Rc<Net>, listener: TcpListener, args: Args) -> io::Result<()> {
    let participants = dial_all(&args.participants).await?;
    let journal = Journal::open(args.data.as_deref(), "coordinator")?;
    let coordinator = Coordinator { participants: participants.clone(), open: HashMap::new(), journal };
    let coordinator = Rc::new(RefCell::new(coordinator));
    for participant in &participants {
        read_from(&net, participant, &coordinator);
    }
    tokio::task::spawn_local(journal::run(Rc::clone(&net), Rc::clone(&coordinator)));
    serve(net, listener, coordinator).await
}

impl Coordinator {
    fn vote(&mut self, net: &Rc<Net>, id: u64, key: u64, yes: bool) {
        let Some(open) = self.open.get_mut(&id) else { return };
        if yes {
            open.yes += 1;
        } else {
            open.no += 1;
            if open.no == 1 {
                net.send_all(&self.participants, &Message::Decision { id, key, commit: false });
                net.send(&open.client, &Message::Reply { id, committed: false });
            }
        }
        if open.yes == self.participants.len() {
            self.journal.append(Entry::Commit { id, key });
        } else if open.yes + open.no == self.participants.len() {
            self.open.remove(&id);
        }
    }

    fn ack(&mut self, id: u64) {
        let Some(open) = self.open.get_mut(&id) else { return };
        open.acks += 1;
        if open.acks == self.participants.len() {
            self.journal.append(Entry::End { id });
        }
    }
}

impl Role for Coordinator {
    type Message = Message;

    fn receive(&mut self, net: &Rc<Net>, from: &Rc<Peer>, message: Message) {
        match message {
            Message::Request { id, key } => {
                self.open.insert(id, Open { client: Rc::clone(from), yes: 0, no: 0, acks: 0 });
                net.send_all(&self.participants, &Message::Prepare { id, key });
            }
            Message::Vote { id, key, yes } => self.vote(net, id, key, yes),
            Message::Ack { id } => self.ack(id),
            _ => {}
        }
    }
}

impl Journaled for Coordinator {
    type Entry = Entry;

    fn journal(&mut self) -> &mut Journal<Entry> {
        &mut self.journal
    }

    fn journaled(&mut self, net: &Rc<Net>, entry: Entry) {
        match entry {
            Entry::Commit { id, key } => {
                net.send_all(&self.participants, &Message::Decision { id, key, commit: true });
            }
            Entry::End { id } => {
                if let Some(open) = self.open.remove(&id) {
                    net.send(&open.client, &Message::Reply { id, committed: true });
                }
            }
        }
    }
}
