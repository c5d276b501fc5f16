//! Connections that we make: of two peers, the one that comes first in the plan dials.

use super::{Core, reader};
use crate::Ended;
use crate::limits::{HELLO_MS_MAX, REDIAL_MS};
use crate::net::{Connection, Target};
use crate::transport::{Reading, connect};
use crate::wire::hello::{From, Hello, Refusal, WELCOME_BYTES, Welcome, decode_answer};
use std::rc::Rc;
use std::time::Duration;
use tokio::io::AsyncReadExt;
use tokio::task::{AbortHandle, spawn_local};

/// Starts a task for each peer that is ours to dial.
pub fn dial_all(core: &Rc<Core>) {
    let net = core.net.borrow();
    for index in net.peers.own + 1..net.peers.all.len() {
        if net.peers.all[index].wanted {
            spawn_local(dial(core.clone(), index));
        }
    }
}

/// Connects to a peer again and again, until it has crashed.
async fn dial(core: Rc<Core>, index: usize) {
    let mut pause_ms = REDIAL_MS.0;
    while core.net.borrow().peers.all[index].may_come() {
        let task = {
            let core = core.clone();
            let (sender, receiver) = tokio::sync::oneshot::channel();
            let task = spawn_local(async move {
                match receiver.await {
                    Ok(handle) => speak(core, index, handle).await,
                    Err(_) => false,
                }
            });
            let _ = sender.send(task.abort_handle());
            task
        };
        // An aborted connection had been one.
        if task.await.unwrap_or(true) {
            pause_ms = REDIAL_MS.0;
        }
        tokio::time::sleep(Duration::from_millis(pause_ms)).await;
        pause_ms = (pause_ms * 2).min(REDIAL_MS.1);
    }
}

/// One connection, from hello to end. Whether there was one.
async fn speak(core: Rc<Core>, index: usize, handle: AbortHandle) -> bool {
    let place = core.net.borrow().peers.all[index].place;
    let address = match core.options.membership.address(core.plan, place) {
        Ok(Some(address)) => address,
        Ok(None) => return false,
        Err(error) => {
            core.net.borrow_mut().log.refusal("no_address", &[("why", &error)]);
            return false;
        }
    };
    let Ok((mut reading, writing)) = connect(&address).await else { return false };
    let hello = {
        let net = core.net.borrow();
        let peer = &net.peers.all[index];
        let from = From::Peer {
            place: core.me,
            incarnation: net.incarnation,
            met: peer.met.unwrap_or(0),
            received: peer.inbox.received(),
        };
        Hello { plan: core.plan.hash, to: place, from }
    };
    if writing.write_all(&hello.encode()).await.is_err() {
        return false;
    }
    let Some(answer) = answer(&mut reading).await else { return false };
    let connection = Rc::new(Connection::new(writing, handle));
    match answer {
        Ok(welcome) => {
            if !welcomed(&core, index, welcome, &connection) {
                return false;
            }
            reader::read(core, Target::Peer(index), connection, reading).await;
            true
        }
        Err(refusal) => {
            refused(&core, index, refusal);
            false
        }
    }
}

/// The other side takes us. Whether we take it.
fn welcomed(core: &Core, index: usize, welcome: Welcome, connection: &Rc<Connection>) -> bool {
    let mut net = core.net.borrow_mut();
    let met = net.peer_connected(index, welcome.incarnation, welcome.received, connection.clone());
    match met {
        Ok(()) => net.flush_one(Target::Peer(index)),
        Err(refusal) => net.crash(index, &refusal.to_string()),
    }
    met.is_ok()
}

async fn answer(reading: &mut Reading) -> Option<Result<Welcome, Refusal>> {
    let mut bytes = [0; WELCOME_BYTES];
    let read = tokio::time::timeout(Duration::from_millis(HELLO_MS_MAX), reading.read_exact(&mut bytes)).await;
    matches!(read, Ok(Ok(_))).then(|| decode_answer(&bytes))
}

fn refused(core: &Core, index: usize, refusal: Refusal) {
    let mut net = core.net.borrow_mut();
    net.counters.refuse(refusal);
    let name = net.peers.all[index].name.clone();
    net.log.refusal("refused", &[("peer", &name), ("why", &refusal)]);
    match refusal {
        // It comes back as it is, or will be another process: try again.
        Refusal::Full | Refusal::Stopping | Refusal::Magic | Refusal::Version | Refusal::Plan | Refusal::Address => {}
        Refusal::Stranger | Refusal::Fenced | Refusal::Resume => net.crash(index, &refusal.to_string()),
        Refusal::Incarnation => net.finish(Ended::Fenced(name)),
    }
}
