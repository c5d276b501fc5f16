//! The end, when it is asked for.

use super::Core;
use crate::Ended;
use crate::limits::{DRAIN_MS_MAX, DRAIN_QUIET_MS};
use std::rc::Rc;
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};
use tokio::time::Instant;

/// Once it is asked for: takes no inputs any more, finishes what it has, ends.
pub async fn stop_when(core: Rc<Core>, asked: impl Future<Output = ()>) {
    asked.await;
    core.net.borrow_mut().stopping = true;
    drain(&core).await;
    core.net.borrow_mut().finish(Ended::Stopped);
}

/// Until SIGTERM.
pub async fn terminated() {
    match signal(SignalKind::terminate()) {
        Ok(mut signal) => {
            signal.recv().await;
        }
        Err(_) => std::future::pending().await,
    }
}

/// Until all queues are empty and nothing happens, but not for ever.
async fn drain(core: &Core) {
    let deadline = Instant::now() + Duration::from_millis(DRAIN_MS_MAX);
    let mut turns = None;
    while Instant::now() < deadline {
        let (now, drained) = {
            let net = core.net.borrow();
            (net.counters.turns, net.is_drained())
        };
        if drained && turns == Some(now) {
            return;
        }
        turns = Some(now);
        tokio::time::sleep(Duration::from_millis(DRAIN_QUIET_MS)).await;
    }
}
