//! OmniPaxos, the library, in three processes: what a user would pick instead of writing Paxos.
//!
//! Each process has its log and its store in memory, like those written by hand. Clients go to the first process, which
//! has the highest priority as a leader, and hear from it.

use crate::net::{Net, Peer, Role, dial, serve};
use crate::paxos::{Command, Message, Reply};
use omnipaxos::messages::Message as Inner;
use omnipaxos::storage::{Entry, NoSnapshot};
use omnipaxos::util::LogEntry;
use omnipaxos::{ClusterConfig, OmniPaxos, OmniPaxosConfig, ServerConfig};
use omnipaxos_storage::memory_storage::MemoryStorage;
use std::cell::RefCell;
use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Notify;

/// How often the library's clock ticks.
const TICK: Duration = Duration::from_millis(10);
/// Ticks until somebody else wants to lead: a throttled process may be silent for a while.
const ELECTION_TICKS: u64 = 50;
/// Ticks until messages are sent again.
const RESEND_TICKS: u64 = 100;
/// Entries after which the log is cut.
const LOG_ENTRIES_MAX: usize = 200_000;

/// Flags of a process.
#[derive(clap::Args)]
pub struct Args {
    /// Its number, from 0; 0 leads.
    #[arg(long)]
    member: usize,
    /// All processes, in order.
    #[arg(long, value_delimiter = ',')]
    members: Vec<SocketAddr>,
    /// Commands that the library gathers before it sends them.
    #[arg(long, default_value_t = 1)]
    batch: usize,
}

impl Entry for Command {
    type Snapshot = NoSnapshot;
}

struct Server {
    paxos: OmniPaxos<Command, MemoryStorage<Command>>,
    leads: bool,
    applied: usize,
    cut: usize,
    store: HashMap<u64, u64>,
    clients: HashMap<u32, Rc<Peer>>,
    peers: HashMap<u64, Rc<Peer>>,
    outgoing: Vec<Inner<Command>>,
    turn: Rc<Notify>,
}

/// Runs one of the processes.
///
/// # Errors
/// If its socket fails, or the library does not like its configuration.
pub async fn run(net: Rc<Net>, listener: TcpListener, args: Args) -> io::Result<()> {
    let number = |member: usize| member as u64 + 1;
    let server_config = ServerConfig {
        pid: number(args.member),
        election_tick_timeout: ELECTION_TICKS,
        resend_message_tick_timeout: RESEND_TICKS,
        batch_size: args.batch,
        leader_priority: if args.member == 0 { 10 } else { 0 },
        ..ServerConfig::default()
    };
    let nodes = (0..args.members.len()).map(number).collect();
    let cluster_config = ClusterConfig { configuration_id: 1, nodes, flexible_quorum: None };
    let config = OmniPaxosConfig { cluster_config, server_config };
    let paxos = config.build(MemoryStorage::default()).map_err(|error| io::Error::other(error.to_string()))?;
    let turn = Rc::new(Notify::new());
    let server = Rc::new(RefCell::new(Server {
        paxos,
        leads: args.member == 0,
        applied: 0,
        cut: 0,
        store: HashMap::new(),
        clients: HashMap::new(),
        peers: HashMap::new(),
        outgoing: Vec::new(),
        turn: Rc::clone(&turn),
    }));
    for (member, address) in args.members.iter().enumerate().filter(|(member, _)| *member != args.member) {
        tokio::task::spawn_local(meet(Rc::clone(&server), number(member), *address));
    }
    tokio::task::spawn_local(tick(Rc::clone(&server)));
    tokio::task::spawn_local(end_turns(Rc::clone(&net), Rc::clone(&server), turn));
    serve(net, listener, server).await
}

/// Each process sends over a connection of its own.
async fn meet(server: Rc<RefCell<Server>>, number: u64, address: SocketAddr) {
    if let Ok(peer) = dial(address).await {
        server.borrow_mut().peers.insert(number, peer);
    }
}

async fn tick(server: Rc<RefCell<Server>>) {
    loop {
        tokio::time::sleep(TICK).await;
        let mut server = server.borrow_mut();
        server.paxos.tick();
        server.turn.notify_one();
    }
}

/// What came together is answered together.
async fn end_turns(net: Rc<Net>, server: Rc<RefCell<Server>>, turn: Rc<Notify>) {
    loop {
        turn.notified().await;
        server.borrow_mut().end_turn(&net);
    }
}

impl Server {
    fn end_turn(&mut self, net: &Rc<Net>) {
        self.apply(net);
        self.paxos.take_outgoing_messages(&mut self.outgoing);
        for message in self.outgoing.drain(..) {
            // Before it is met, a peer misses nothing that is not sent again.
            if let Some(peer) = self.peers.get(&message.get_receiver()) {
                net.send(peer, &Message::Omni(Box::new(message)));
            }
        }
    }

    /// Executes what has been decided.
    fn apply(&mut self, net: &Rc<Net>) {
        let decided = self.paxos.get_decided_idx();
        if decided <= self.applied {
            return;
        }
        for entry in self.paxos.read_entries(self.applied..decided).unwrap_or_default() {
            let LogEntry::Decided(Command { client, seq, key, value }) = entry else { continue };
            let before = self.store.insert(key, value).unwrap_or(0);
            if let Some(peer) = self.clients.get(&client).filter(|_| self.leads) {
                net.send(peer, &Message::Reply(Reply { client, seq, value: before }));
            }
        }
        self.applied = decided;
        if self.leads && self.applied > self.cut + LOG_ENTRIES_MAX {
            // Refused while somebody lags behind: then it is tried again later.
            let _ = self.paxos.trim(None);
            self.cut = self.applied;
        }
    }
}

impl Role for Server {
    type Message = Message;

    fn receive(&mut self, _: &Rc<Net>, from: &Rc<Peer>, message: Message) {
        match message {
            Message::Hello { client } => drop(self.clients.insert(client, Rc::clone(from))),
            // It refuses only while its cluster is about to be replaced, which this one never is.
            Message::Request(command) => drop(self.paxos.append(command)),
            Message::Omni(message) => self.paxos.handle_incoming(*message),
            _ => {}
        }
        self.turn.notify_one();
    }
}
