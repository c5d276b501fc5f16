//! Connections between two processes break all the time: every element arrives once, in order.

use crate::cluster::Cluster;
use crate::echo::{CLIENTS, ECHO_PLACE, Echo, LEADER_PLACE, Leader, PLAN, REPLIES, REQUESTS};
use crate::proxy::{Dice, cutting};
use std::rc::Rc;
use std::sync::atomic::Ordering;
use suki_runtime::{Address, Ended, Flush, Membership};

fn check(seed: u64, flush: Flush) {
    let cluster = Cluster::new(&PLAN, false);
    let folder = cluster.folder.path().to_path_buf();
    let cuts = cutting(&folder.join("proxy.sock"), folder.join("echo-0-0.sock"), Dice(seed));
    let list = folder.join("through-the-proxy.toml");
    let text = format!(
        "[addresses]\n\"leader/0/0\" = \"unix:{0}/leader-0-0.sock\"\n\"echo/0/0\" = \"unix:{0}/proxy.sock\"\n",
        folder.display()
    );
    std::fs::write(&list, text).expect("the folder can be written");
    let change = move |options: &mut suki_runtime::Options| {
        options.membership = Rc::new(Membership::read(&list).expect("it is a list"));
        options.flush = flush;
    };
    let leader = cluster.start_with(LEADER_PLACE, change, Leader::default);
    let echo = cluster.start(ECHO_PLACE, Echo::default);
    let address = Address::Unix(folder.join("leader-0-0.sock"));
    let mut client = cluster.client_at(&address, LEADER_PLACE, CLIENTS, 1);
    let count = 20_000u64;
    let mut replies = 0;
    for value in 0..count {
        client.send(REQUESTS, &value);
        // Never more under way than sockets hold.
        while replies + 500 < value {
            assert_eq!(client.receive::<u64>().expect("a reply"), (REPLIES, replies + 1), "seed {seed}");
            replies += 1;
        }
    }
    while replies < count {
        assert_eq!(client.receive::<u64>().expect("a reply"), (REPLIES, replies + 1), "seed {seed}");
        replies += 1;
    }
    assert!(cuts.load(Ordering::Relaxed) > 20, "it was cut {cuts:?} times only, seed {seed}");
    assert_eq!(leader.stop(), Ended::Stopped);
    assert_eq!(echo.stop(), Ended::Stopped);
}

#[test]
fn every_element_arrives_once_and_in_order() {
    check(1, Flush::Turn);
    check(2, Flush::Each);
}
