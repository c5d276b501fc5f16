//! A home with two parts: they fail as one, and the home's timer is silent unless all are there.

use crate::cluster::{Cluster, PATIENCE};
use std::io::{Read, Write};
use std::os::unix::net::UnixListener;
use suki_runtime::wire::hello::{HELLO_BYTES, Welcome, encode_answer};
use suki_runtime::wire::{WireError, decode};
use suki_runtime::{
    Channel, ClientId, Ended, Instance, Net, Node, Place, Plan, Process, Reach, Recovered, Role, Sender, Timer,
};

const HOME: u16 = 0;
const PARTS: u16 = 1;
const CLIENTS: u16 = 2;
const ASKED: u16 = 0;
const WORK: u16 = 1;
const DONE: u16 = 2;
const TOLD: u16 = 3;

const HOME_PLACE: Place = Place { process: 0, member: 0, part: 0 };

const fn part(part: u32) -> Place {
    Place { process: 1, member: 0, part }
}

const fn channel(name: &'static str, from: u16, to: u16) -> Channel {
    Channel { name, from, to, reach: Reach::Family, lossy: false }
}

static PLAN: Plan = Plan {
    program: "family",
    hash: 8,
    processes: &[Process { name: "home", members: 1, parts: 1 }, Process { name: "parts", members: 1, parts: 2 }],
    roles: &[
        Role { name: "home", process: Some(0), members: 1, parts: 1, family: HOME, restartable: false },
        Role { name: "parts", process: Some(1), members: 1, parts: 2, family: HOME, restartable: false },
        Role { name: "clients", process: None, members: 1, parts: 1, family: CLIENTS, restartable: false },
    ],
    channels: &[
        channel("asked", CLIENTS, HOME),
        channel("work", HOME, PARTS),
        channel("done", PARTS, HOME),
        channel("told", HOME, CLIENTS),
    ],
    timers: &[Timer { name: "beats", role: HOME, period_ms: 1 }],
    logs: &[],
};

/// Tells clients how often its timer has fired.
#[derive(Default)]
struct Home {
    fired: u64,
    asked: Vec<ClientId>,
    done: Vec<(ClientId, u64)>,
}

impl Node for Home {
    fn receive(&mut self, _: u16, from: Sender, payload: &[u8]) -> Result<(), WireError> {
        match from {
            Sender::Client(client) => {
                decode::<bool>(payload)?;
                self.asked.push(client);
            }
            Sender::Peer(_) => self.done.push(decode(payload)?),
        }
        Ok(())
    }

    fn fire(&mut self, timer: u16) {
        assert_eq!(timer, 0);
        self.fired += 1;
    }

    fn start(&mut self, _: &Recovered) -> Result<(), WireError> {
        Ok(())
    }

    fn turn(&mut self, net: &mut Net) {
        for client in self.asked.drain(..) {
            net.reply(TOLD, client, &self.fired);
            net.send_all(WORK, &[Instance::new(PARTS, 0, 0), Instance::new(PARTS, 0, 1)], &client);
        }
        for (client, part) in self.done.drain(..) {
            net.reply(TOLD, client, &(u64::MAX - part));
        }
    }
}

struct Part(Place, Vec<ClientId>);

impl Node for Part {
    fn receive(&mut self, _: u16, _: Sender, payload: &[u8]) -> Result<(), WireError> {
        self.1.push(decode(payload)?);
        Ok(())
    }

    fn fire(&mut self, _: u16) {
        unreachable!("parts have no timers");
    }

    fn start(&mut self, _: &Recovered) -> Result<(), WireError> {
        Ok(())
    }

    fn turn(&mut self, net: &mut Net) {
        for client in self.1.drain(..) {
            net.send(DONE, Instance::new(HOME, 0, 0), &(client, u64::from(self.0.part)));
        }
    }
}

#[test]
fn the_timer_is_silent_until_all_are_there() {
    let cluster = Cluster::new(&PLAN, false);
    let home = cluster.start(HOME_PLACE, Home::default);
    let first = cluster.start(part(0), || Part(part(0), Vec::new()));
    let mut client = cluster.client(HOME_PLACE, CLIENTS, 1);
    for _ in 0..300 {
        client.send(ASKED, &true);
        while let (_, fired @ 1..) = client.receive::<u64>().expect("a reply") {
            assert_eq!(fired, u64::MAX, "one part answers, and the timer is silent");
        }
    }
    let second = cluster.start(part(1), || Part(part(1), Vec::new()));
    let end = std::time::Instant::now() + PATIENCE;
    loop {
        client.send(ASKED, &true);
        if (1..u64::MAX / 2).contains(&client.receive::<u64>().expect("a reply").1) {
            break;
        }
        assert!(std::time::Instant::now() < end, "the timer stays silent");
    }
    assert_eq!(home.stop(), Ended::Stopped);
    assert_eq!(first.stop(), Ended::Stopped);
    assert_eq!(second.stop(), Ended::Stopped);
}

#[test]
fn when_a_part_goes_all_go() {
    let cluster = Cluster::new(&PLAN, false);
    let home = cluster.start(HOME_PLACE, Home::default);
    let first = cluster.start(part(0), || Part(part(0), Vec::new()));
    let second = cluster.start(part(1), || Part(part(1), Vec::new()));
    let mut client = cluster.client(HOME_PLACE, CLIENTS, 1);
    client.send(ASKED, &true);
    let mut answers: Vec<u64> = (0..3).map(|_| client.receive().expect("a reply").1).collect();
    answers.sort_unstable();
    assert_eq!(answers[1..], [u64::MAX - 1, u64::MAX]);
    assert_eq!(second.stop(), Ended::Stopped);
    assert_eq!(home.ended(), Ended::FamilyLost("parts/0/1".into()));
    assert_eq!(first.ended(), Ended::FamilyLost("home/0/0".into()));
}

/// A part that says hello and then nothing, as one that was stopped does.
#[test]
fn a_silent_part_is_a_lost_part() {
    let cluster = Cluster::new(&PLAN, false);
    let path = cluster.folder.path().join("silent.sock");
    let listener = UnixListener::bind(&path).expect("the folder can be written");
    std::fs::write(cluster.folder.path().join("parts-0-1"), format!("unix:{}", path.display())).expect("as above");
    let first = cluster.start(part(0), || Part(part(0), Vec::new()));
    let home = cluster.start(HOME_PLACE, Home::default);
    let (mut socket, _) = listener.accept().expect("the home dials");
    let mut hello = [0; HELLO_BYTES];
    socket.read_exact(&mut hello).expect("it says hello");
    socket.write_all(&encode_answer(Ok(Welcome { incarnation: 1, received: 0 }))).expect("it is connected");
    assert_eq!(home.ended(), Ended::FamilyLost("parts/0/1".into()));
    assert_eq!(first.ended(), Ended::FamilyLost("home/0/0".into()));
}
