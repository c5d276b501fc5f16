//! A process that comes back is another one.

use crate::cluster::Cluster;
use crate::echo::{CLIENTS, ECHO, ECHO_PLACE, Echo, LEADER, LEADER_PLACE, Leader, PLAN, REPLIES, REQUESTS, role};
use suki_runtime::{Ended, Plan};

static RESTARTABLE: Plan = Plan {
    roles: &[
        role("leader", Some(0), LEADER, true),
        role("echo", Some(1), ECHO, true),
        role("clients", None, CLIENTS, false),
    ],
    ..PLAN
};

#[test]
fn a_returned_answerer_is_refused() {
    let cluster = Cluster::new(&PLAN, false);
    let leader = cluster.start(LEADER_PLACE, Leader::default);
    let echo = cluster.start(ECHO_PLACE, Echo::default);
    let mut client = cluster.client(LEADER_PLACE, CLIENTS, 1);
    client.send(REQUESTS, &1u64);
    assert_eq!(client.receive::<u64>().expect("a reply"), (REPLIES, 2));
    assert_eq!(echo.stop(), Ended::Stopped);
    let returned = cluster.start(ECHO_PLACE, Echo::default);
    assert_eq!(returned.ended(), Ended::Fenced("leader/0/0".into()));
    assert_eq!(leader.stop(), Ended::Stopped);
}

#[test]
fn a_returned_dialer_is_refused() {
    let cluster = Cluster::new(&PLAN, false);
    let leader = cluster.start(LEADER_PLACE, Leader::default);
    let echo = cluster.start(ECHO_PLACE, Echo::default);
    let mut client = cluster.client(LEADER_PLACE, CLIENTS, 1);
    client.send(REQUESTS, &1u64);
    assert_eq!(client.receive::<u64>().expect("a reply"), (REPLIES, 2));
    assert_eq!(leader.stop(), Ended::Stopped);
    let returned = cluster.start(LEADER_PLACE, Leader::default);
    assert_eq!(returned.ended(), Ended::Fenced("echo/0/0".into()));
    assert_eq!(echo.stop(), Ended::Stopped);
}

#[test]
fn a_restartable_process_may_return() {
    let cluster = Cluster::new(&RESTARTABLE, false);
    let leader = cluster.start(LEADER_PLACE, Leader::default);
    let mut echo = cluster.start(ECHO_PLACE, Echo::default);
    let mut client = cluster.client(LEADER_PLACE, CLIENTS, 1);
    for value in 0..5u64 {
        client.send(REQUESTS, &value);
        assert_eq!(client.receive::<u64>().expect("a reply"), (REPLIES, value + 1));
        assert_eq!(echo.stop(), Ended::Stopped);
        echo = cluster.start(ECHO_PLACE, Echo::default);
        // What was sent to the old one may be lost with it: wait for the new one.
        cluster.wait_health(LEADER_PLACE, "\"missing\":[]");
    }
    assert_eq!(leader.stop(), Ended::Stopped);
    let leader = cluster.start(LEADER_PLACE, Leader::default);
    let mut client = cluster.client(LEADER_PLACE, CLIENTS, 1);
    client.send(REQUESTS, &9u64);
    assert_eq!(client.receive::<u64>().expect("a reply"), (REPLIES, 10));
    assert_eq!(leader.stop(), Ended::Stopped);
    assert_eq!(echo.stop(), Ended::Stopped);
}
