//! The timers of the roles of this process.

use super::Core;
use std::rc::Rc;
use std::time::Duration;
use tokio::task::spawn_local;
use tokio::time::{MissedTickBehavior, interval_at};

/// Starts a task for each timer.
pub fn start(core: &Rc<Core>) {
    let roles: Vec<u16> = core.plan.roles_at(core.me).map(|(role, _)| role).collect();
    for (index, timer) in core.plan.timers.iter().enumerate().filter(|(_, timer)| roles.contains(&timer.role)) {
        spawn_local(tick(core.clone(), index as u16, Duration::from_millis(timer.period_ms.max(1))));
    }
}

async fn tick(core: Rc<Core>, timer: u16, period: Duration) {
    let mut interval = interval_at(tokio::time::Instant::now() + period, period);
    interval.set_missed_tick_behavior(MissedTickBehavior::Skip);
    loop {
        interval.tick().await;
        // A family that does not stand is silent: whoever waits for its beats shall think that it has crashed.
        let stands = {
            let net = core.net.borrow();
            net.peers.family_stands() && !net.stopping
        };
        if stands {
            core.node.borrow_mut().fire(timer);
            core.turn.notify_one();
        }
    }
}
