//! What has to be done now and then, whatever arrives.

use super::Core;
use crate::limits::{BEAT_MS, FRAME_BEATS_MAX};
use std::rc::Rc;
use std::time::Duration;
use tokio::time::{MissedTickBehavior, interval};

/// Keeps the house for ever. Beats are counted, not time: a process that was stopped itself finds nobody late.
pub async fn beat(core: Rc<Core>) {
    let mut interval = interval(Duration::from_millis(BEAT_MS));
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        interval.tick().await;
        // First whatever has come meanwhile.
        tokio::task::yield_now().await;
        let mut net = core.net.borrow_mut();
        net.beat_peers();
        net.beat_clients(FRAME_BEATS_MAX);
        net.log.beat();
    }
}
