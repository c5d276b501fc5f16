//! A participant: grants locks, and logs what it has promised and what has become of it.

use super::Message;
use super::journal::{self, Journal, Journaled};
use super::lock::Lock;
use crate::net::{Net, Peer, Role, serve};
use serde::Serialize;
use std::cell::RefCell;
use std::collections::HashMap;
use std::io;
use std::path::PathBuf;
use std::rc::Rc;
use tokio::net::TcpListener;

/// Flags of a participant.
#[derive(clap::Args)]
pub struct Args {
    /// Its number.
    #[arg(long)]
    member: usize,
    /// Folder of its journal; without, it is kept in memory.
    #[arg(long)]
    data: Option<PathBuf>,
}

struct Participant {
    locks: HashMap<u64, Lock>,
    journal: Journal<Entry>,
    coordinator: Option<Rc<Peer>>,
}

#[derive(Serialize)]
enum Entry {
    Prepared { id: u64, key: u64 },
    Outcome { id: u64, key: u64 },
}

/// Runs a participant.
///
/// # Errors
/// If its socket or its journal fails.
pub async fn run(net: Rc<Net>, listener: TcpListener, args: Args) -> io::Result<()> {
    let journal = Journal::open(args.data.as_deref(), &format!("participant-{}", args.member))?;
    let participant = Participant { locks: HashMap::new(), journal, coordinator: None };
    let participant = Rc::new(RefCell::new(participant));
    tokio::task::spawn_local(journal::run(Rc::clone(&net), Rc::clone(&participant)));
    serve(net, listener, participant).await
}

impl Role for Participant {
    type Message = Message;

    fn receive(&mut self, net: &Rc<Net>, from: &Rc<Peer>, message: Message) {
        if self.coordinator.is_none() {
            self.coordinator = Some(Rc::clone(from));
        }
        match message {
            Message::Prepare { id, key } => {
                if self.locks.entry(key).or_default().prepare(id) {
                    self.journal.append(Entry::Prepared { id, key });
                } else {
                    net.send(from, &Message::Vote { id, key, yes: false });
                }
            }
            Message::Decision { id, key, commit } => {
                self.locks.entry(key).or_default().release(id);
                if commit {
                    self.journal.append(Entry::Outcome { id, key });
                }
            }
            _ => {}
        }
    }
}

impl Journaled for Participant {
    type Entry = Entry;

    fn journal(&mut self) -> &mut Journal<Entry> {
        &mut self.journal
    }

    fn journaled(&mut self, net: &Rc<Net>, entry: Entry) {
        let Some(coordinator) = &self.coordinator else { return };
        let message = match entry {
            Entry::Prepared { id, key } => Message::Vote { id, key, yes: true },
            Entry::Outcome { id, .. } => Message::Ack { id },
        };
        net.send(coordinator, &message);
    }
}
