//! One turn after the other.

use super::Core;
use std::rc::Rc;

/// Takes a turn whenever something has arrived, for ever.
pub async fn turns(core: Rc<Core>) {
    loop {
        core.turn.notified().await;
        if turn(&core) {
            core.turn.notify_one();
            // Others first: connections are read between any two turns.
            tokio::task::yield_now().await;
        }
    }
}

/// Steps, writes, syncs. Whether there is to be another turn at once.
pub fn turn(core: &Core) -> bool {
    let again = step(core);
    if let Some(slow_cpu) = &core.slow_cpu {
        slow_cpu.borrow_mut().pay();
    }
    again
}

fn step(core: &Core) -> bool {
    let mut node = core.node.borrow_mut();
    let mut net = core.net.borrow_mut();
    net.deliver_own(&mut **node);
    node.turn(&mut net);
    net.counters.turns += 1;
    net.flush();
    match net.journal.sync() {
        Ok(false) => {}
        Ok(true) => {
            net.counters.syncs += 1;
            node.persisted();
            net.again();
        }
        Err(error) => net.fail(error.to_string()),
    }
    net.take_again()
}
