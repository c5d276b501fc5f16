//! One of two members stops for ever: its queue ends, and the rest goes on.

use crate::cluster::{Cluster, Socket};
use crate::echo::{ANSWERS, CLIENTS, ECHO, LEADER, LEADER_PLACE, PLAN, QUESTIONS, REPLIES, REQUESTS, channel, role};
use std::io::{Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use suki_runtime::wire::hello::{HELLO_BYTES, Welcome, encode_answer};
use suki_runtime::wire::{WireError, decode};
use suki_runtime::{
    Channel, ClientId, Ended, Instance, Net, Node, Place, Plan, Process, Reach, Recovered, Role, Sender,
};

/// As `echo`, with two members that echo.
pub static FAN: Plan = Plan {
    hash: 9,
    processes: &[Process { name: "leader", members: 1, parts: 1 }, Process { name: "echo", members: 2, parts: 1 }],
    roles: &[
        role("leader", Some(0), LEADER, false),
        Role { name: "echo", process: Some(1), members: 2, parts: 1, family: ECHO, restartable: false },
        role("clients", None, CLIENTS, false),
    ],
    ..PLAN
};

const fn echo(member: u32) -> Place {
    Place { process: 1, member, part: 0 }
}

/// Sends what clients say to both, and tells them who has it, and how long it was.
#[derive(Default)]
pub struct Fan {
    requests: Vec<(ClientId, Vec<u8>)>,
    answers: Vec<(ClientId, u32, u64)>,
}

impl Node for Fan {
    fn receive(&mut self, channel: u16, from: Sender, payload: &[u8]) -> Result<(), WireError> {
        match (channel, from) {
            (REQUESTS, Sender::Client(client)) => self.requests.push((client, decode(payload)?)),
            (ANSWERS, Sender::Peer(Instance { member, .. })) => {
                let (client, length) = decode(payload)?;
                self.answers.push((client, member, length));
            }
            _ => return Err(WireError::Channel(channel)),
        }
        Ok(())
    }

    fn fire(&mut self, _: u16) {}

    fn start(&mut self, _: &Recovered) -> Result<(), WireError> {
        Ok(())
    }

    fn turn(&mut self, net: &mut Net) {
        for request in self.requests.drain(..) {
            net.send_all(QUESTIONS, &[Instance::new(ECHO, 0, 0), Instance::new(ECHO, 1, 0)], &request);
        }
        for (client, member, length) in self.answers.drain(..) {
            net.reply(REPLIES, client, &(member, length));
        }
    }
}

/// Answers with lengths.
#[derive(Default)]
pub struct Measure(Vec<(ClientId, u64)>);

impl Node for Measure {
    fn receive(&mut self, _: u16, _: Sender, payload: &[u8]) -> Result<(), WireError> {
        let (client, bytes): (ClientId, Vec<u8>) = decode(payload)?;
        self.0.push((client, bytes.len() as u64));
        Ok(())
    }

    fn fire(&mut self, _: u16) {}

    fn start(&mut self, _: &Recovered) -> Result<(), WireError> {
        Ok(())
    }

    fn turn(&mut self, net: &mut Net) {
        for answer in self.0.drain(..) {
            net.send(ANSWERS, Instance::new(LEADER, 0, 0), &answer);
        }
    }
}

/// Stands for `echo/1/0`: is welcome, and leaves the rest to `then`.
pub fn false_echo(cluster: &Cluster, then: impl FnOnce(UnixStream) + Send + 'static) {
    let path = cluster.folder.path().join("false.sock");
    let listener = UnixListener::bind(&path).expect("the folder can be written");
    std::fs::write(cluster.folder.path().join("echo-1-0"), format!("unix:{}", path.display())).expect("as above");
    std::thread::spawn(move || {
        let (mut socket, _) = listener.accept().expect("the leader dials");
        let mut hello = [0; HELLO_BYTES];
        socket.read_exact(&mut hello).expect("it says hello");
        socket.write_all(&encode_answer(Ok(Welcome { incarnation: 1, received: 0 }))).expect("it is connected");
        then(socket);
    });
}

/// Sends so many requests of 256 KiB, and reads the answers of `echo/0/0`.
pub fn pump(client: Socket, count: usize) -> Vec<(u32, u64)> {
    let mut reader = client.try_clone();
    let mut writer = client;
    let answers = std::thread::spawn(move || {
        let answers = (0..count).map(|_| reader.receive().expect("an answer").1);
        answers.collect()
    });
    let request = vec![7u8; 256 << 10];
    for _ in 0..count {
        writer.send(REQUESTS, &request);
    }
    answers.join().expect("no panic")
}

#[test]
fn a_member_that_has_stopped_is_given_up_and_the_rest_goes_on() {
    let cluster = Cluster::new(&FAN, false);
    let (done, wait) = std::sync::mpsc::channel::<()>();
    false_echo(&cluster, move |socket| {
        // Never reads, never closes.
        let _ = wait.recv();
        drop(socket);
    });
    let leader = cluster.start(LEADER_PLACE, Fan::default);
    let first = cluster.start(echo(0), Measure::default);
    // More than is ever kept for one peer.
    let count = 300;
    let answers = pump(cluster.client(LEADER_PLACE, CLIENTS, 1), count);
    assert_eq!(answers, vec![(0, 256 << 10); count]);
    assert_eq!(cluster.counter(LEADER_PLACE, "crashed"), 1);
    assert!(cluster.counter(LEADER_PLACE, "dropped") > 0, "what was meant for it afterwards");
    drop(done);
    assert_eq!(leader.stop(), Ended::Stopped);
    assert_eq!(first.stop(), Ended::Stopped);
}

#[test]
fn a_member_that_is_gone_takes_nobody_along() {
    let cluster = Cluster::new(&FAN, false);
    let leader = cluster.start(LEADER_PLACE, Fan::default);
    let (first, second) = (cluster.start(echo(0), Measure::default), cluster.start(echo(1), Measure::default));
    let mut client = cluster.client(LEADER_PLACE, CLIENTS, 1);
    client.send(REQUESTS, &vec![0u8; 10]);
    let mut both: Vec<(u32, u64)> = (0..2).map(|_| client.receive().expect("an answer").1).collect();
    both.sort_unstable();
    assert_eq!(both, [(0, 10), (1, 10)]);
    assert_eq!(second.stop(), Ended::Stopped);
    cluster.wait_health(LEADER_PLACE, "\"missing\":[\"echo/1/0\"]");
    for length in 0..100 {
        client.send(REQUESTS, &vec![0u8; length]);
        assert_eq!(client.receive::<(u32, u64)>().expect("an answer").1, (0, length as u64));
    }
    assert_eq!(leader.stop(), Ended::Stopped);
    assert_eq!(first.stop(), Ended::Stopped);
}

static LOSSY: Plan = Plan {
    channels: &[
        channel("requests", CLIENTS, LEADER),
        Channel { name: "questions", from: LEADER, to: ECHO, reach: Reach::Everyone, lossy: true },
        channel("answers", ECHO, LEADER),
        channel("replies", LEADER, CLIENTS),
    ],
    ..FAN
};

#[test]
fn what_may_be_lost_is_dropped_and_nobody_is_given_up() {
    let cluster = Cluster::new(&LOSSY, false);
    let (done, wait) = std::sync::mpsc::channel::<()>();
    false_echo(&cluster, move |socket| {
        let _ = wait.recv();
        drop(socket);
    });
    let leader = cluster.start(LEADER_PLACE, Fan::default);
    let first = cluster.start(echo(0), Measure::default);
    cluster.wait_health(LEADER_PLACE, "\"missing\":[]");
    let mut client = cluster.client(LEADER_PLACE, CLIENTS, 1);
    let request = vec![7u8; 256 << 10];
    for _ in 0..300 {
        // One at a time: so none is lost on the way to the one that reads.
        client.send(REQUESTS, &request);
        assert_eq!(client.receive::<(u32, u64)>().expect("an answer").1, (0, 256 << 10));
    }
    assert_eq!(cluster.counter(LEADER_PLACE, "crashed"), 0);
    assert!(cluster.counter(LEADER_PLACE, "dropped") > 250);
    drop(done);
    assert_eq!(leader.stop(), Ended::Stopped);
    assert_eq!(first.stop(), Ended::Stopped);
}
