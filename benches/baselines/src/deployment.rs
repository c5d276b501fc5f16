//! Which processes a deployment has, and their command lines.

use crate::client::Protocol;
use crate::paxos::Quorum;
use clap::ValueEnum;
use std::net::SocketAddr;
use suki_benches::ports::free_addresses;

/// Which processes there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deployment {
    /// Paxos, a process for each role.
    Base {
        /// Which of the three acceptors are asked.
        quorum: Quorum,
        /// How many replicas.
        replicas: usize,
        /// Commands of one slot.
        batch: usize,
    },
    /// Paxos with proxies and a grid of 2 x 2 acceptors.
    Compartmentalized {
        /// How many proxies.
        proxies: usize,
        /// How many replicas.
        replicas: usize,
        /// Commands of one slot.
        batch: usize,
    },
    /// Paxos in three processes.
    Fused {
        /// Commands of one slot.
        batch: usize,
    },
    /// OmniPaxos in three processes.
    Omni {
        /// Commands that the library gathers.
        batch: usize,
    },
    /// Two-phase commit.
    TwoPc {
        /// How many participants.
        participants: usize,
    },
}

/// One process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Process {
    /// Unique in the deployment.
    pub name: String,
    /// What it does.
    pub role: &'static str,
    /// Arguments of `suki-baselines`.
    pub args: Vec<String>,
    /// Where its counters are.
    pub admin: SocketAddr,
}

/// The processes of a deployment, in the order in which they may be started, and where clients go.
#[derive(Clone, Debug)]
pub struct Processes {
    /// All servers.
    pub servers: Vec<Process>,
    /// Arguments of the client, but for its load.
    pub client: Vec<String>,
}

/// A role's processes, before they have arguments.
struct Group {
    role: &'static str,
    addresses: Vec<SocketAddr>,
}

impl Group {
    fn new(role: &'static str, members: usize) -> Self {
        Group { role, addresses: free_addresses(members) }
    }

    fn list(&self) -> String {
        let addresses: Vec<String> = self.addresses.iter().map(SocketAddr::to_string).collect();
        addresses.join(",")
    }
}

impl Deployment {
    /// Its processes, at ports of this machine that are free now.
    #[must_use]
    pub fn processes(&self) -> Processes {
        match *self {
            Deployment::Base { quorum, replicas, batch } => paxos(3, quorum, 0, replicas, batch),
            Deployment::Compartmentalized { proxies, replicas, batch } => {
                paxos(4, Quorum::Grid, proxies, replicas, batch)
            }
            Deployment::Fused { batch } => fused(batch),
            Deployment::Omni { batch } => omni(batch),
            Deployment::TwoPc { participants } => two_pc(participants),
        }
    }
}

fn paxos(acceptors: usize, quorum: Quorum, proxies: usize, replicas: usize, batch: usize) -> Processes {
    let acceptor = Group::new("acceptor", acceptors);
    let replica = Group::new("replica", replicas);
    let proxy = Group::new("proxy", proxies);
    let leader = Group::new("leader", 1);
    let phase2 =
        ["--acceptors", &acceptor.list(), "--replicas", &replica.list(), "--quorum", &name(quorum)].map(str::to_string);
    let mut servers = start(&acceptor, "paxos-acceptor", |member| vec!["--member".into(), member.to_string()]);
    servers.extend(start(&replica, "paxos-replica", |member| {
        ["--member", &member.to_string(), "--members", &replicas.to_string()].map(str::to_string).to_vec()
    }));
    servers.extend(start(&proxy, "paxos-proxy", |_| phase2.to_vec()));
    servers.extend(start(&leader, "paxos-leader", |_| {
        let mut args = if proxies == 0 { phase2.to_vec() } else { vec!["--proxies".into(), proxy.list()] };
        args.extend(["--batch".into(), batch.to_string()]);
        args
    }));
    Processes { servers, client: client(Protocol::Paxos, &leader, Some(&replica)) }
}

fn fused(batch: usize) -> Processes {
    let follower = Group::new("follower", 2);
    let leader = Group::new("leader", 1);
    let mut servers = start(&follower, "paxos-fused", |member| vec!["--member".into(), (member + 1).to_string()]);
    servers.extend(start(&leader, "paxos-fused", |_| {
        ["--member", "0", "--followers", &follower.list(), "--batch", &batch.to_string()].map(str::to_string).to_vec()
    }));
    Processes { servers, client: client(Protocol::Paxos, &leader, None) }
}

fn omni(batch: usize) -> Processes {
    let server = Group::new("server", 3);
    let servers = start(&server, "omni", |member| {
        ["--member", &member.to_string(), "--members", &server.list(), "--batch", &batch.to_string()]
            .map(str::to_string)
            .to_vec()
    });
    let leader = Group { role: "server", addresses: server.addresses[..1].to_vec() };
    Processes { servers, client: client(Protocol::Paxos, &leader, None) }
}

fn two_pc(participants: usize) -> Processes {
    let participant = Group::new("participant", participants);
    let coordinator = Group::new("coordinator", 1);
    let mut servers = start(&participant, "two-pc-participant", |member| vec!["--member".into(), member.to_string()]);
    servers.extend(start(&coordinator, "two-pc-coordinator", |_| vec!["--participants".into(), participant.list()]));
    Processes { servers, client: client(Protocol::TwoPc, &coordinator, None) }
}

fn start(group: &Group, command: &str, args: impl Fn(usize) -> Vec<String>) -> Vec<Process> {
    let admins = free_addresses(group.addresses.len());
    let members = group.addresses.iter().zip(admins).enumerate();
    let process = |(member, (address, admin)): (usize, (&SocketAddr, SocketAddr))| {
        let mut all = vec![command.to_string()];
        all.extend(args(member));
        all.extend(["--listen".into(), address.to_string(), "--admin".into(), admin.to_string()]);
        Process { name: format!("{}-{member}", group.role), role: group.role, args: all, admin }
    };
    members.map(process).collect()
}

fn client(protocol: Protocol, requests_to: &Group, replies_from: Option<&Group>) -> Vec<String> {
    let mut args =
        ["client", "--protocol", &name(protocol), "--requests-to", &requests_to.list()].map(str::to_string).to_vec();
    if let Some(replies_from) = replies_from {
        args.extend(["--replies-from".into(), replies_from.list()]);
    }
    args
}

fn name(value: impl ValueEnum) -> String {
    value.to_possible_value().expect("no value is hidden").get_name().to_string()
}
