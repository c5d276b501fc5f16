//! An acceptor: logs, and votes.

use super::ring::Ring;
use super::{BALLOT, Command, Message};
use crate::net::{Net, Peer, Role, serve};
use std::cell::RefCell;
use std::io;
use std::rc::Rc;
use tokio::net::TcpListener;

/// Flags of an acceptor.
#[derive(clap::Args)]
pub struct Args {
    /// Its number among the acceptors.
    #[arg(long)]
    member: u8,
}

struct Acceptor {
    member: u8,
    promised: u64,
    /// Ballot and commands: what a new leader would ask for.
    log: Ring<(u64, Vec<Command>)>,
}

/// Runs an acceptor.
///
/// # Errors
/// If its socket fails.
pub async fn run(net: Rc<Net>, listener: TcpListener, args: Args) -> io::Result<()> {
    let acceptor = Acceptor { member: args.member, promised: BALLOT, log: Ring::new() };
    serve(net, listener, Rc::new(RefCell::new(acceptor))).await
}

impl Role for Acceptor {
    type Message = Message;

    fn receive(&mut self, net: &Rc<Net>, from: &Rc<Peer>, message: Message) {
        let Message::Accept { ballot, slot, commands, .. } = message else { return };
        if ballot >= self.promised {
            *self.log.at(slot) = Some((ballot, commands));
            net.send(from, &Message::Vote { ballot, slot, acceptor: self.member });
        }
    }
}
