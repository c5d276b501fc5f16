//! A proxy leader: gets the slots chosen that the leader assigns to it.

use super::Message;
use super::phase2::{Peers, Phase2};
use crate::net::{Net, Peer, Role, read_from, serve};
use std::cell::RefCell;
use std::io;
use std::rc::Rc;
use tokio::net::TcpListener;

/// Flags of a proxy.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    phase2: Peers,
}

struct Proxy(Phase2);

/// Runs a proxy.
///
/// # Errors
/// If its socket fails.
pub async fn run(net: Rc<Net>, listener: TcpListener, args: Args) -> io::Result<()> {
    let (phase2, acceptors) = Phase2::dial(&args.phase2).await?;
    let proxy = Rc::new(RefCell::new(Proxy(phase2)));
    for acceptor in &acceptors {
        read_from(&net, acceptor, &proxy);
    }
    serve(net, listener, proxy).await
}

impl Role for Proxy {
    type Message = Message;

    fn receive(&mut self, net: &Rc<Net>, _: &Rc<Peer>, message: Message) {
        match message {
            Message::Assign { slot, commands } => self.0.propose(net, slot, commands),
            Message::Vote { slot, acceptor, .. } => self.0.vote(net, slot, acceptor),
            _ => {}
        }
    }
}
