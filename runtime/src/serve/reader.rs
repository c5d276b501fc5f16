//! One connection, read until it ends: as much at once as there is, decoded in place.

use super::Core;
use super::buffer::Buffer;
use super::turn::turn;
use crate::net::{Admission, Connection, Target};
use crate::transport::Reading;
use std::io;
use std::rc::Rc;
use tokio::task::{JoinHandle, spawn_local};

/// Reads `connection` until it ends, then says so.
pub async fn read(core: Rc<Core>, target: Target, connection: Rc<Connection>, mut reading: Reading) {
    let _leaving = Leaving { core: core.clone(), target, connection: connection.clone() };
    let _writer = Task(spawn_local(write_when_possible(core.clone(), target, connection.clone())));
    let mut buffer = match target {
        Target::Peer(_) => Buffer::new(None),
        Target::Client(_) => Buffer::new(Some(core.client_buffers.clone())),
    };
    loop {
        if let Target::Client(at) = target {
            admitted(&core, at).await;
        }
        match buffer.fill(&mut reading).await {
            Ok(count) if count > 0 => {}
            Err(error) if error.kind() == io::ErrorKind::OutOfMemory => {
                let mut net = core.net.borrow_mut();
                net.counters.crowded += 1;
                return net.log.refusal("frames_too_large_at_once", &[]);
            }
            Ok(_) | Err(_) => return,
        }
        if !arrived(&core, target, &connection, &mut buffer) {
            return;
        }
        // Where each message is written by itself, nothing is gained by waiting for what others have to say: peers work
        // while the next connection is read.
        if !core.at_once || turn(&core) {
            core.turn.notify_one();
        }
    }
}

/// Hands over what has been read. False: this connection is of no more use.
fn arrived(core: &Core, target: Target, connection: &Rc<Connection>, buffer: &mut Buffer) -> bool {
    let mut node = core.node.borrow_mut();
    let mut net = core.net.borrow_mut();
    if !net.line(target).is_some_and(|line| line.uses(connection)) {
        return false;
    }
    net.counters.reads += 1;
    net.counters.read_bytes += buffer.fresh_bytes();
    let (taken, result) = net.arrived(&mut **node, target, buffer.bytes());
    buffer.consume(taken);
    let Err(error) = result else { return true };
    net.counters.bad_frames += 1;
    match target {
        Target::Peer(index) => net.crash(index, &error.to_string()),
        Target::Client(at) => {
            let number = net.clients.get(at).map_or(0, |client| client.id.number());
            net.log.refusal("bad_frame", &[("client", &number), ("why", &error)]);
            net.close_client(at);
        }
    }
    false
}

/// Until inputs of this client may be read.
async fn admitted(core: &Core, at: usize) {
    loop {
        let admission = core.net.borrow_mut().admission(at);
        match admission {
            Admission::Open => return,
            Admission::Itself(relief) => relief.notified().await,
            Admission::Peers => {
                let relief = core.net.borrow().relief.clone();
                relief.notified().await;
            }
            Admission::Never => std::future::pending().await,
        }
    }
}

/// Writes the rest when bytes did not fit.
async fn write_when_possible(core: Rc<Core>, target: Target, connection: Rc<Connection>) {
    loop {
        connection.blocked.notified().await;
        if connection.writing.writable().await.is_err() {
            return;
        }
        let mut net = core.net.borrow_mut();
        if !net.line(target).is_some_and(|line| line.uses(&connection)) {
            return;
        }
        net.flush_one(target);
    }
}

/// However the reading ends, by the other side or from here, the connection is taken out.
struct Leaving {
    core: Rc<Core>,
    target: Target,
    connection: Rc<Connection>,
}

impl Drop for Leaving {
    fn drop(&mut self) {
        let mut net = self.core.net.borrow_mut();
        match self.target {
            Target::Peer(index) => net.peer_disconnected(index, &self.connection),
            Target::Client(at) => net.client_disconnected(at, &self.connection),
        }
    }
}

/// A task that ends with its owner.
struct Task(JoinHandle<()>);

impl Drop for Task {
    fn drop(&mut self) {
        self.0.abort();
    }
}
