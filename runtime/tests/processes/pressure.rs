//! Only clients wait, and nobody's queue grows without end.

use crate::cluster::Cluster;
use crate::echo::{CLIENTS, LEADER, LEADER_PLACE, REQUESTS, channel, role};
use crate::overflow::{FAN, Fan, Measure, false_echo, pump};
use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use suki_runtime::limits::QUEUE_BYTES_HIGH;
use suki_runtime::wire::{WireError, decode};
use suki_runtime::{ClientId, Ended, Net, Node, Place, Plan, Process, Recovered, Sender};

#[test]
fn clients_wait_for_a_peer_that_reads_slowly() {
    let cluster = Cluster::new(&FAN, false);
    // Very slow until there has been pressure, then slow.
    let pressure = Arc::new(AtomicBool::new(false));
    let seen = pressure.clone();
    false_echo(&cluster, move |mut socket| {
        let mut buffer = vec![0; 256 << 10];
        loop {
            let (bytes, pause_ms) = if seen.load(Ordering::Relaxed) { (256 << 10, 2) } else { (32 << 10, 20) };
            if !socket.read(&mut buffer[..bytes]).is_ok_and(|count| count > 0) {
                return;
            }
            std::thread::sleep(Duration::from_millis(pause_ms));
        }
    });
    let leader = cluster.start(LEADER_PLACE, Fan::default);
    let first = cluster.start(Place { process: 1, member: 0, part: 0 }, Measure::default);
    let client = cluster.client(LEADER_PLACE, CLIENTS, 1);
    let pumping = std::thread::spawn(move || pump(client, 100));
    let mut longest = 0;
    while !pumping.is_finished() {
        let text = cluster.get(LEADER_PLACE, "/metrics");
        let line = text.lines().find(|line| line.starts_with("suki_peer_queued_bytes{peer=\"echo/1/0\"}"));
        let bytes = line.and_then(|line| line.split(' ').nth(1)?.parse().ok()).expect("it is there");
        longest = usize::max(longest, bytes);
        pressure.fetch_or(longest > QUEUE_BYTES_HIGH, Ordering::Relaxed);
    }
    assert_eq!(pumping.join().expect("no panic").len(), 100);
    assert!(longest < 2 * QUEUE_BYTES_HIGH, "{longest} bytes were queued");
    assert!(longest > QUEUE_BYTES_HIGH, "{longest} bytes only: there was no pressure");
    assert_eq!(cluster.counter(LEADER_PLACE, "crashed"), 0);
    assert_eq!(leader.stop(), Ended::Stopped);
    assert_eq!(first.stop(), Ended::Stopped);
}

static GENEROUS: Plan = Plan {
    program: "generous",
    hash: 10,
    processes: &[Process { name: "leader", members: 1, parts: 1 }],
    roles: &[role("leader", Some(0), LEADER, false), role("clients", None, 1, false)],
    channels: &[channel("requests", 1, LEADER), channel("replies", LEADER, 1)],
    timers: &[],
    logs: &[],
};

/// Answers with so many replies of a megabyte, almost, as it is asked for.
#[derive(Default)]
struct Generous(Vec<(ClientId, u64)>);

impl Node for Generous {
    fn receive(&mut self, _: u16, from: Sender, payload: &[u8]) -> Result<(), WireError> {
        let Sender::Client(client) = from else { return Err(WireError::Channel(0)) };
        self.0.push((client, decode(payload)?));
        Ok(())
    }

    fn fire(&mut self, _: u16) {}

    fn start(&mut self, _: &Recovered) -> Result<(), WireError> {
        Ok(())
    }

    fn turn(&mut self, net: &mut Net) {
        for (client, count) in self.0.drain(..) {
            for _ in 0..count {
                net.reply(1, client, &vec![0u8; 1_000_000]);
            }
        }
    }
}

#[test]
fn a_client_that_does_not_read_is_closed() {
    let cluster = Cluster::new(&GENEROUS, false);
    let leader = cluster.start(LEADER_PLACE, Generous::default);
    let mut other = cluster.client(LEADER_PLACE, 1, 1);
    let mut client = cluster.client(LEADER_PLACE, 1, 2);
    client.send(REQUESTS, &20u64);
    cluster.wait_counter(LEADER_PLACE, "clients_overflowed", 1);
    assert!(client.rest().len() < 20_000_000, "the rest is thrown away");
    other.send(REQUESTS, &1u64);
    assert_eq!(other.receive::<Vec<u8>>().expect("a reply").1.len(), 1_000_000);
    assert_eq!(leader.stop(), Ended::Stopped);
}

#[test]
fn a_client_that_goes_without_its_replies_is_forgotten() {
    let cluster = Cluster::new(&GENEROUS, false);
    let leader = cluster.start(LEADER_PLACE, Generous::default);
    let mut client = cluster.client(LEADER_PLACE, 1, 2);
    client.send(REQUESTS, &6u64);
    assert_eq!(client.receive::<Vec<u8>>().expect("a reply").1.len(), 1_000_000);
    assert_eq!(cluster.counter(LEADER_PLACE, "clients"), 1);
    drop(client);
    crate::cluster::eventually("it is gone", || (cluster.counter(LEADER_PLACE, "clients") == 0).then_some(()));
    assert_eq!(leader.stop(), Ended::Stopped);
}
