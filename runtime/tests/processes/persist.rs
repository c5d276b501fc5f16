//! What is on disk is answered only then, and is there at the next start.

use crate::cluster::Cluster;
use crate::echo::{LEADER, LEADER_PLACE, channel, role};
use suki_runtime::wire::{WireError, decode};
use suki_runtime::{ClientId, Ended, Log, Net, Node, Plan, Process, Recovered, Sender};

static PLAN: Plan = Plan {
    program: "store",
    hash: 11,
    processes: &[Process { name: "leader", members: 1, parts: 1 }],
    roles: &[role("leader", Some(0), LEADER, true), role("clients", None, 1, false)],
    channels: &[channel("requests", 1, LEADER), channel("replies", LEADER, 1)],
    timers: &[],
    logs: &[Log { name: "values", role: LEADER }],
};

/// Stores values, and answers with the sum of all that are stored.
#[derive(Default)]
struct Store {
    requests: Vec<(ClientId, u64)>,
    waiting: Vec<(ClientId, u64)>,
    stored: Vec<(ClientId, u64)>,
    sum: u64,
}

impl Node for Store {
    fn receive(&mut self, _: u16, from: Sender, payload: &[u8]) -> Result<(), WireError> {
        let Sender::Client(client) = from else { return Err(WireError::Channel(0)) };
        self.requests.push((client, decode(payload)?));
        Ok(())
    }

    fn fire(&mut self, _: u16) {}

    fn start(&mut self, disk: &Recovered) -> Result<(), WireError> {
        self.sum = disk.read::<u64>(0)?.iter().sum();
        Ok(())
    }

    fn turn(&mut self, net: &mut Net) {
        for (client, value) in self.stored.drain(..) {
            self.sum += value;
            net.reply(1, client, &self.sum);
        }
        for (client, value) in self.requests.drain(..) {
            net.persist(0, &value);
            self.waiting.push((client, value));
        }
    }

    fn persisted(&mut self) {
        self.stored.append(&mut self.waiting);
    }
}

#[test]
fn what_was_acknowledged_is_there_after_a_restart() {
    let cluster = Cluster::new(&PLAN, false);
    let data = cluster.folder.path().join("data");
    let mut sum = 0;
    for start in 0..3u64 {
        let data = data.clone();
        let store = cluster.start_with(LEADER_PLACE, |options| options.data = Some(data), Store::default);
        let mut client = cluster.client(LEADER_PLACE, 1, start);
        for value in 1..=10u64 {
            client.send(0, &(start * 100 + value));
        }
        for value in 1..=10u64 {
            sum += start * 100 + value;
            assert_eq!(client.receive::<u64>().expect("a reply"), (1, sum));
        }
        assert!(cluster.counter(LEADER_PLACE, "syncs") <= 10);
        assert_eq!(store.stop(), Ended::Stopped);
    }
}
