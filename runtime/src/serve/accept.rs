//! Connections that come in: each says hello, and is welcome or not.

use super::{Core, reader};
use crate::Ended;
use crate::limits::{HANDSHAKES_MAX, HELLO_MS_MAX};
use crate::net::{Connection, Target};
use crate::transport::{Listener, Reading, Writing};
use crate::wire::hello::{From, HELLO_BYTES, Hello, Refusal, Welcome, encode_answer};
use std::rc::Rc;
use std::time::Duration;
use tokio::io::AsyncReadExt;
use tokio::task::spawn_local;

/// Takes connections for ever.
pub async fn accept(core: Rc<Core>, listener: Listener) {
    loop {
        match listener.accept().await {
            Ok((reading, writing)) => admit(&core, reading, writing),
            Err(error) => {
                // Out of descriptors, most likely: it passes when connections are closed.
                core.net.borrow_mut().log.refusal("cannot_accept", &[("error", &error)]);
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
}

fn admit(core: &Rc<Core>, reading: Reading, writing: Writing) {
    if core.handshakes.get() >= HANDSHAKES_MAX {
        core.net.borrow_mut().counters.crowded += 1;
        refuse(core, &writing, Refusal::Full);
        return;
    }
    core.handshakes.set(core.handshakes.get() + 1);
    let core = core.clone();
    // The task needs its own handle, to be ended from outside.
    let (sender, receiver) = tokio::sync::oneshot::channel();
    let task = spawn_local(async move {
        let mut reading = reading;
        let hello = hello(&mut reading).await;
        core.handshakes.set(core.handshakes.get() - 1);
        let Ok(handle) = receiver.await else { return };
        match hello {
            Ok(hello) => {
                let connection = Rc::new(Connection::new(writing, handle));
                match greet(&core, &hello, &connection) {
                    Ok(target) => reader::read(core, target, connection, reading).await,
                    Err(refusal) => refuse(&core, &connection.writing, refusal),
                }
            }
            Err(Some(refusal)) => refuse(&core, &writing, refusal),
            Err(None) => {
                let mut net = core.net.borrow_mut();
                net.counters.slow += 1;
                net.log.refusal("no_hello", &[]);
            }
        }
    });
    // It cannot have run yet.
    let _ = sender.send(task.abort_handle());
}

/// Reads a hello. None: it did not come, or not in time.
async fn hello(reading: &mut Reading) -> Result<Hello, Option<Refusal>> {
    let mut bytes = [0; HELLO_BYTES];
    let read = tokio::time::timeout(Duration::from_millis(HELLO_MS_MAX), reading.read_exact(&mut bytes)).await;
    match read {
        Ok(Ok(_)) => Hello::decode(&bytes).map_err(Some),
        Ok(Err(_)) | Err(_) => Err(None),
    }
}

/// Decides, answers, and makes it the connection of the peer or client: in one go, so that nothing comes between.
fn greet(core: &Core, hello: &Hello, connection: &Rc<Connection>) -> Result<Target, Refusal> {
    let mut net = core.net.borrow_mut();
    if hello.plan != core.plan.hash {
        return Err(Refusal::Plan);
    }
    if hello.to != core.me {
        return Err(Refusal::Address);
    }
    if net.stopping {
        return Err(Refusal::Stopping);
    }
    let (target, received) = match hello.from {
        From::Peer { place, incarnation, met, received } => {
            let index = net.peers.find(place).ok_or(Refusal::Stranger)?;
            if met != 0 && met != net.incarnation && !core.plan.is_restartable(core.me) {
                let name = net.peers.all[index].name.clone();
                net.finish(Ended::Fenced(name));
                return Err(Refusal::Fenced);
            }
            // What an earlier incarnation of us has sent does not count.
            let received = if met == net.incarnation { received } else { 0 };
            net.peer_connected(index, incarnation, received, connection.clone())?;
            (Target::Peer(index), net.peers.all[index].inbox.received())
        }
        From::Client { role, client } => {
            let external = core.plan.roles.get(role as usize).is_some_and(|role| role.process.is_none());
            if !external {
                return Err(Refusal::Stranger);
            }
            (Target::Client(net.client_connected(role, client, connection.clone())?), 0)
        }
    };
    let answer = encode_answer(Ok(Welcome { incarnation: net.incarnation, received }));
    // A new connection takes these few bytes at once; one that does not is as good as broken.
    if connection.writing.try_write(&answer).ok() != Some(answer.len()) {
        connection.reader.abort();
    }
    net.flush_one(target);
    Ok(target)
}

fn refuse(core: &Core, writing: &Writing, refusal: Refusal) {
    let mut net = core.net.borrow_mut();
    net.counters.refuse(refusal);
    net.log.refusal("hello_refused", &[("why", &refusal)]);
    // If it does not fit the other side learns it from the end of the connection.
    let _ = writing.try_write(&encode_answer(Err(refusal)));
}
