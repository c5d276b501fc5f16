//! Bad bytes on every port: refused, counted, and the work goes on.

use crate::cluster::{Cluster, Socket};
use crate::echo::{ANSWERS, CLIENTS, ECHO_PLACE, Echo, LEADER_PLACE, Leader, PLAN, REPLIES, REQUESTS};
use crate::proxy::Dice;
use suki_runtime::limits::{ADMIN_CONNECTIONS_MAX, FRAME_BYTES_MAX, HANDSHAKES_MAX};
use suki_runtime::wire::frame;
use suki_runtime::wire::hello::{From, HELLO_BYTES, Hello, Refusal};
use suki_runtime::{ClientId, Ended, Place};

/// Does something bad, then sees that the others are served and that it was counted under this name.
fn check(counted: &str, bad: impl Fn(&Cluster)) {
    let cluster = Cluster::new(&PLAN, false);
    let leader = cluster.start(LEADER_PLACE, Leader::default);
    let echo = cluster.start(ECHO_PLACE, Echo::default);
    let mut good = cluster.client(LEADER_PLACE, CLIENTS, 1);
    good.send(REQUESTS, &1u64);
    assert_eq!(good.receive::<u64>().expect("a reply"), (REPLIES, 2));
    let before = cluster.counter(LEADER_PLACE, counted);
    bad(&cluster);
    cluster.wait_counter(LEADER_PLACE, counted, before + 1);
    good.send(REQUESTS, &2u64);
    assert_eq!(good.receive::<u64>().expect("a reply"), (REPLIES, 3));
    assert_eq!(leader.stop(), Ended::Stopped);
    assert_eq!(echo.stop(), Ended::Stopped);
}

fn refused(refusal: Refusal, change: impl Fn(&mut Hello)) {
    check(&refusal.to_string(), |cluster| {
        let from = From::Client { role: CLIENTS, client: ClientId::new(9) };
        let mut hello = Hello { plan: PLAN.hash, to: LEADER_PLACE, from };
        change(&mut hello);
        assert_eq!(cluster.connect(LEADER_PLACE).hello(&hello), Err(refusal));
    });
}

fn peer(place: Place, incarnation: u64, received: u64) -> From {
    From::Peer { place, incarnation, met: 0, received }
}

#[test]
fn hellos_that_do_not_fit_are_refused() {
    refused(Refusal::Plan, |hello| hello.plan += 1);
    refused(Refusal::Address, |hello| hello.to = ECHO_PLACE);
    refused(Refusal::Stranger, |hello| hello.from = From::Client { role: 0, client: ClientId::new(9) });
    refused(Refusal::Stranger, |hello| hello.from = From::Client { role: 77, client: ClientId::new(9) });
    refused(Refusal::Stranger, |hello| hello.from = peer(Place { process: 9, member: 0, part: 0 }, 1, 0));
    refused(Refusal::Stranger, |hello| hello.from = peer(LEADER_PLACE, 1, 0));
    refused(Refusal::Incarnation, |hello| hello.from = peer(ECHO_PLACE, 1, 0));
}

#[test]
fn other_protocols_and_versions_are_refused() {
    let bytes = |start: &[u8]| {
        let mut bytes = [0; HELLO_BYTES];
        bytes[..start.len()].copy_from_slice(start);
        bytes
    };
    let web = bytes(b"GET / HTTP/1.1\r\nHost: somewhere\r\n\r\n");
    check(&Refusal::Magic.to_string(), |cluster| cluster.connect(LEADER_PLACE).write(&web).expect("it is connected"));
    let new = bytes(b"suki\xff\xff");
    check(&Refusal::Version.to_string(), |cluster| cluster.connect(LEADER_PLACE).write(&new).expect("it is connected"));
}

#[test]
fn half_a_hello_is_none() {
    check("slow", |cluster| {
        let mut socket = cluster.connect(LEADER_PLACE);
        socket.write(b"suki\x01").expect("it is connected");
    });
}

/// Connections that say nothing are bounded, in number and in time.
#[test]
fn silent_connections_are_closed() {
    check("crowded", |cluster| {
        let _all: Vec<Socket> = (0..HANDSHAKES_MAX + 10).map(|_| cluster.connect(LEADER_PLACE)).collect();
        cluster.wait_counter(LEADER_PLACE, "slow", HANDSHAKES_MAX as u64);
    });
}

fn bad_frame(bytes: &[u8]) {
    check("bad_frames", |cluster| {
        let mut socket = cluster.client(LEADER_PLACE, CLIENTS, 9);
        socket.write(bytes).expect("it is connected");
        assert_eq!(socket.rest(), "");
    });
}

fn framed(channel: u16, payload: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    frame::append_bytes(&mut bytes, channel, payload);
    bytes
}

#[test]
fn bytes_that_are_no_message_close_the_connection() {
    bad_frame(&[0xff; 6]);
    bad_frame(&[&(FRAME_BYTES_MAX as u32 + 1).to_le_bytes()[..], &[0; 2]].concat());
    bad_frame(&framed(REQUESTS, &[]));
    bad_frame(&framed(REQUESTS, &[0; 7]));
    bad_frame(&framed(REQUESTS, &[0; 9]));
    bad_frame(&framed(ANSWERS, &[0; 16]));
    bad_frame(&framed(REPLIES, &[0; 8]));
    bad_frame(&framed(4_444, &[0; 8]));
    bad_frame(&framed(frame::ACKNOWLEDGE, &[0; 8]));
    bad_frame(&framed(frame::PING, &[]));
}

/// Good frames before the bad one have taken effect.
#[test]
fn what_came_before_is_kept() {
    check("bad_frames", |cluster| {
        let mut socket = cluster.client(LEADER_PLACE, CLIENTS, 9);
        socket.send(REQUESTS, &41u64);
        assert_eq!(socket.receive::<u64>().expect("a reply"), (REPLIES, 42));
        socket.write(&[0xff; 6]).expect("it is connected");
        assert_eq!(socket.rest(), "");
    });
}

#[test]
fn a_frame_that_never_ends_is_given_up() {
    check("slow", |cluster| {
        let mut socket = cluster.client(LEADER_PLACE, CLIENTS, 9);
        socket.write(&framed(REQUESTS, &[0; 8])[..10]).expect("it is connected");
        assert_eq!(socket.rest(), "");
    });
}

#[test]
fn a_second_connection_of_a_client_replaces_the_first() {
    let cluster = Cluster::new(&PLAN, false);
    let leader = cluster.start(LEADER_PLACE, Leader::default);
    let echo = cluster.start(ECHO_PLACE, Echo::default);
    let mut first = cluster.client(LEADER_PLACE, CLIENTS, 1);
    let mut second = cluster.client(LEADER_PLACE, CLIENTS, 1);
    assert_eq!(first.rest(), "");
    second.send(REQUESTS, &1u64);
    assert_eq!(second.receive::<u64>().expect("a reply"), (REPLIES, 2));
    assert_eq!(leader.stop(), Ended::Stopped);
    assert_eq!(echo.stop(), Ended::Stopped);
}

#[test]
fn noise_does_no_harm() {
    let cluster = Cluster::new(&PLAN, false);
    let leader = cluster.start(LEADER_PLACE, Leader::default);
    let echo = cluster.start(ECHO_PLACE, Echo::default);
    let mut dice = Dice(3);
    for round in 0..300 {
        let mut socket =
            if round % 2 == 0 { cluster.connect(LEADER_PLACE) } else { cluster.client(LEADER_PLACE, CLIENTS, 9) };
        let length = dice.below(300) as usize;
        let bytes: Vec<u8> = (0..length).map(|_| dice.below(256) as u8).collect();
        // It may have been closed before all of it was written.
        let _ = socket.write(&bytes);
    }
    let mut good = cluster.client(LEADER_PLACE, CLIENTS, 1);
    good.send(REQUESTS, &1u64);
    assert_eq!(good.receive::<u64>().expect("a reply"), (REPLIES, 2));
    assert_eq!(leader.stop(), Ended::Stopped);
    assert_eq!(echo.stop(), Ended::Stopped);
}

#[test]
fn the_admin_address_bears_it_too() {
    check("bad_frames", |cluster| {
        let mut socket = cluster.admin(LEADER_PLACE);
        // It may be closed before all of it was written.
        let _ = socket.write(&vec![b'x'; 100_000]);
        assert_eq!(socket.rest(), "");
    });
    check("crowded", |cluster| {
        let _all: Vec<Socket> = (0..ADMIN_CONNECTIONS_MAX + 5).map(|_| cluster.admin(LEADER_PLACE)).collect();
        // The next ones are answered when those are gone.
        drop(_all);
    });
    let cluster = Cluster::new(&PLAN, false);
    let leader = cluster.start(LEADER_PLACE, Leader::default);
    let mut socket = cluster.admin(LEADER_PLACE);
    socket.write(b"POST /metrics HTTP/1.1\r\n\r\n").expect("it is connected");
    assert!(socket.rest().starts_with("HTTP/1.1 400 "));
    assert_eq!(leader.stop(), Ended::Stopped);
}
