//! A leader asks an echo, and answers the client.

use crate::cluster::Cluster;
use suki_runtime::wire::{WireError, decode};
use suki_runtime::{
    Channel, ClientId, Ended, Flush, Instance, Net, Node, Place, Plan, Process, Reach, Recovered, Role, Sender,
};

pub const LEADER: u16 = 0;
pub const ECHO: u16 = 1;
pub const CLIENTS: u16 = 2;
pub const REQUESTS: u16 = 0;
pub const QUESTIONS: u16 = 1;
pub const ANSWERS: u16 = 2;
pub const REPLIES: u16 = 3;

pub const LEADER_PLACE: Place = Place { process: 0, member: 0, part: 0 };
pub const ECHO_PLACE: Place = Place { process: 1, member: 0, part: 0 };

pub const fn role(name: &'static str, process: Option<u16>, family: u16, restartable: bool) -> Role {
    Role { name, process, members: 1, parts: 1, family, restartable }
}

pub const fn channel(name: &'static str, from: u16, to: u16) -> Channel {
    Channel { name, from, to, reach: Reach::Everyone, lossy: false }
}

pub static PLAN: Plan = Plan {
    program: "echo",
    hash: 7,
    processes: &[Process { name: "leader", members: 1, parts: 1 }, Process { name: "echo", members: 1, parts: 1 }],
    roles: &[
        role("leader", Some(0), LEADER, false),
        role("echo", Some(1), ECHO, false),
        role("clients", None, CLIENTS, false),
    ],
    channels: &[
        channel("requests", CLIENTS, LEADER),
        channel("questions", LEADER, ECHO),
        channel("answers", ECHO, LEADER),
        channel("replies", LEADER, CLIENTS),
    ],
    timers: &[],
    logs: &[],
};

#[derive(Default)]
pub struct Leader {
    requests: Vec<(ClientId, u64)>,
    answers: Vec<(ClientId, u64)>,
}

impl Node for Leader {
    fn receive(&mut self, channel: u16, from: Sender, payload: &[u8]) -> Result<(), WireError> {
        match (channel, from) {
            (REQUESTS, Sender::Client(client)) => self.requests.push((client, decode(payload)?)),
            (ANSWERS, Sender::Peer(Instance { role: ECHO, .. })) => self.answers.push(decode(payload)?),
            _ => return Err(WireError::Channel(channel)),
        }
        Ok(())
    }

    fn fire(&mut self, _: u16) {}

    fn start(&mut self, disk: &Recovered) -> Result<(), WireError> {
        assert!(disk.is_empty());
        Ok(())
    }

    fn turn(&mut self, net: &mut Net) {
        for request in self.requests.drain(..) {
            net.send_all(QUESTIONS, &[Instance::new(ECHO, 0, 0)], &request);
        }
        for (client, value) in self.answers.drain(..) {
            net.reply(REPLIES, client, &value);
        }
    }
}

#[derive(Default)]
pub struct Echo {
    questions: Vec<(ClientId, u64)>,
}

impl Node for Echo {
    fn receive(&mut self, _: u16, _: Sender, payload: &[u8]) -> Result<(), WireError> {
        self.questions.push(decode(payload)?);
        Ok(())
    }

    fn fire(&mut self, _: u16) {}

    fn start(&mut self, _: &Recovered) -> Result<(), WireError> {
        Ok(())
    }

    fn turn(&mut self, net: &mut Net) {
        for (client, value) in self.questions.drain(..) {
            net.send(ANSWERS, Instance::new(LEADER, 0, 0), &(client, value + 1));
        }
    }
}

fn check(tcp: bool, flush: Flush) {
    let cluster = Cluster::new(&PLAN, tcp);
    let leader = cluster.start_with(LEADER_PLACE, move |options| options.flush = flush, Leader::default);
    let mut client = cluster.client(LEADER_PLACE, CLIENTS, 5);
    let mut other = cluster.client(LEADER_PLACE, CLIENTS, 6);
    for value in 0..1_000u64 {
        client.send(REQUESTS, &value);
    }
    other.send(REQUESTS, &7u64);
    let echo = cluster.start_with(ECHO_PLACE, move |options| options.flush = flush, Echo::default);
    for value in 0..1_000u64 {
        assert_eq!(client.receive::<u64>().expect("a reply"), (REPLIES, value + 1));
    }
    assert_eq!(other.receive::<u64>().expect("a reply"), (REPLIES, 8));
    assert_eq!(leader.stop(), Ended::Stopped);
    assert_eq!(echo.stop(), Ended::Stopped);
}

#[test]
fn answers_come_back_in_order() {
    check(false, Flush::Turn);
    check(false, Flush::Each);
    check(true, Flush::Turn);
    check(true, Flush::Each);
}
