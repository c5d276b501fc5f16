//! Connections to and from other processes, and what becomes of the messages that arrive.

use super::{Net, Peer, frame};
use serde::de::DeserializeOwned;
use std::cell::RefCell;
use std::io;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};

const READ_BYTES: usize = 1 << 16;
const RETRY_AFTER: Duration = Duration::from_millis(20);

/// What a process does with messages.
pub trait Role: 'static {
    /// What arrives.
    type Message: DeserializeOwned;

    /// Handles one message; all that came with it in one read follow at once.
    fn receive(&mut self, net: &Rc<Net>, from: &Rc<Peer>, message: Self::Message);
}

/// Connects, and tries again until the other process is there.
///
/// # Errors
/// If the connection cannot be set up for small messages.
pub async fn dial(address: SocketAddr) -> io::Result<Rc<Peer>> {
    loop {
        match TcpStream::connect(address).await {
            Ok(stream) => return Peer::new(stream).map(Rc::new),
            Err(_) => tokio::time::sleep(RETRY_AFTER).await,
        }
    }
}

/// Connects to all of them, in order.
///
/// # Errors
/// As [`dial`].
pub async fn dial_all(addresses: &[SocketAddr]) -> io::Result<Vec<Rc<Peer>>> {
    let mut peers = Vec::with_capacity(addresses.len());
    for address in addresses {
        peers.push(dial(*address).await?);
    }
    Ok(peers)
}

/// Hands messages from all who connect to `role`, for ever.
///
/// # Errors
/// If no connection can be accepted.
pub async fn serve<R: Role>(net: Rc<Net>, listener: TcpListener, role: Rc<RefCell<R>>) -> io::Result<()> {
    loop {
        let (stream, _) = listener.accept().await?;
        read_from(&net, &Rc::new(Peer::new(stream)?), &role);
    }
}

/// Starts to hand messages from `peer` to `role`, until the connection ends.
pub fn read_from<R: Role>(net: &Rc<Net>, peer: &Rc<Peer>, role: &Rc<RefCell<R>>) {
    tokio::task::spawn_local(read(Rc::clone(net), Rc::clone(peer), Rc::clone(role)));
}

async fn read<R: Role>(net: Rc<Net>, peer: Rc<Peer>, role: Rc<RefCell<R>>) {
    let mut buffer = vec![0; READ_BYTES];
    let mut filled = 0;
    while peer.stream.readable().await.is_ok() {
        loop {
            if filled == buffer.len() {
                buffer.resize(buffer.len() * 2, 0);
            }
            match peer.stream.try_read(&mut buffer[filled..]) {
                Ok(0) => return,
                Ok(bytes) => filled += bytes,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(_) => return,
            }
            // A read that did not fill the buffer has emptied the socket: tokio waits without asking again.
            let emptied = filled < buffer.len();
            let Ok(used) = receive(&net, &peer, &role, &buffer[..filled]) else { return };
            buffer.copy_within(used..filled, 0);
            filled -= used;
            net.pay();
            if emptied {
                break;
            }
        }
    }
}

/// Handles all whole frames in `bytes`, and says how many bytes they took.
fn receive<R: Role>(net: &Rc<Net>, peer: &Rc<Peer>, role: &Rc<RefCell<R>>, bytes: &[u8]) -> bincode::Result<usize> {
    let mut role = role.borrow_mut();
    let mut messages = 0;
    let used = frame::take_all(bytes, |message| {
        messages += 1;
        role.receive(net, peer, message);
    });
    net.counters.reads.add(1);
    net.counters.messages_in.add(messages);
    used
}
