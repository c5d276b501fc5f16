//! One binary, a subcommand for each role.

use crate::client::{self, Event, Protocol, Puts, Report, Transactions};
use crate::net::{Flush, Net, admin};
use crate::slow_cpu::SlowCpu;
use crate::{omni, paxos, two_pc};
use std::io;
use std::net::SocketAddr;
use std::rc::Rc;
use tokio::net::TcpListener;

/// Protocols written by hand: what generated programs are measured against.
#[derive(clap::Parser)]
#[command(name = "suki-baselines")]
pub struct Cli {
    #[command(subcommand)]
    role: Role,
    /// When bytes are written to a socket.
    #[arg(long, global = true, default_value = "turn")]
    flush: Flush,
    /// Where it listens; a client does not.
    #[arg(long, global = true, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// Where the counters can be asked for.
    #[arg(long, global = true)]
    admin: Option<SocketAddr>,
    /// Sleep so as to be as slow as this share of a CPU.
    #[arg(long, global = true)]
    slow_cpu: Option<f64>,
}

/// What a process is.
#[derive(clap::Subcommand)]
enum Role {
    PaxosLeader(paxos::leader::Args),
    PaxosProxy(paxos::proxy::Args),
    PaxosAcceptor(paxos::acceptor::Args),
    PaxosReplica(paxos::replica::Args),
    PaxosFused(paxos::fused::Args),
    Omni(omni::Args),
    TwoPcCoordinator(two_pc::coordinator::Args),
    TwoPcParticipant(two_pc::participant::Args),
    Client(client::Args),
}

impl Cli {
    /// Runs the role: servers for ever, clients until they are done. Needs a `LocalSet`.
    ///
    /// # Errors
    /// If a socket or a file fails.
    pub async fn run(self, tell: impl FnMut(&Event)) -> io::Result<Option<Report>> {
        let net = Net::start(self.flush, self.slow_cpu.map(SlowCpu::new));
        if let Some(address) = self.admin {
            tokio::task::spawn_local(admin::serve(Rc::clone(&net), address));
        }
        if let Role::Client(args) = &self.role {
            let report = match args.protocol {
                Protocol::Paxos => client::run::<Puts>(net, args, tell).await?,
                Protocol::TwoPc => client::run::<Transactions>(net, args, tell).await?,
            };
            return Ok(Some(report));
        }
        let listener = TcpListener::bind(self.listen).await?;
        match self.role {
            Role::PaxosLeader(args) => paxos::leader::run(net, listener, args).await?,
            Role::PaxosProxy(args) => paxos::proxy::run(net, listener, args).await?,
            Role::PaxosAcceptor(args) => paxos::acceptor::run(net, listener, args).await?,
            Role::PaxosReplica(args) => paxos::replica::run(net, listener, args).await?,
            Role::PaxosFused(args) => paxos::fused::run(net, listener, args).await?,
            Role::Omni(args) => omni::run(net, listener, args).await?,
            Role::TwoPcCoordinator(args) => two_pc::coordinator::run(net, listener, args).await?,
            Role::TwoPcParticipant(args) => two_pc::participant::run(net, listener, args).await?,
            Role::Client(_) => unreachable!("it has run above"),
        }
        Ok(None)
    }
}
