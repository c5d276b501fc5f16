//! The four programs: nothing to say, and the types that others rely on.

use super::streams as check;
use crate::{infer, parse};

#[test]
fn voting() {
    check(
        include_str!("../../../../examples/voting.ir"),
        &[
            ("requests", "leader - collection unordered (ClientId, Request)"),
            ("votes", "leader - collection unordered (MemberId<participants>, Vote)"),
            ("ready", "leader - collection unordered u64"),
            ("replies", "leader - collection unordered (ClientId, u64)"),
        ],
    );
}

#[test]
fn two_pc() {
    check(
        include_str!("../../../../examples/two_pc.ir"),
        &[
            ("prepares", "participants - collection unordered Transaction"),
            ("events", "participants - collection unordered Event"),
            ("voted", "participants - keyed per-key (u64, Vote)"),
            ("votes", "participants - collection unordered Vote"),
            ("yes", "coordinator - collection unordered (MemberId<participants>, Vote)"),
            ("unanimous", "coordinator - collection unordered (u64, u64)"),
            ("decisions", "participants - collection unordered Decision"),
            ("acks", "coordinator - collection unordered (MemberId<participants>, u64)"),
            ("replies", "coordinator - collection unordered (ClientId, Reply)"),
        ],
    );
}

#[test]
fn kvs() {
    check(
        include_str!("../../../../examples/kvs.ir"),
        &[
            ("requests", "server - collection unordered (ClientId, Request)"),
            ("answered", "server - keyed per-key (u64, (ClientId, Reply))"),
            ("replies", "server - collection unordered (ClientId, Reply)"),
        ],
    );
}

#[test]
fn paxos() {
    check(
        include_str!("../../../../examples/paxos.ir"),
        &[
            ("asked", "proposers elect collection ordered (ClientId, Request)"),
            ("shifts", "proposers elect collection ordered Shift"),
            ("known", "proposers elect singleton ordered (Ballot, bool)"),
            ("crown", "proposers elect optional ordered Ballot"),
            ("start", "proposers elect singleton ordered u64"),
            ("next", "proposers elect singleton ordered u64"),
            ("fresh", "proposers elect collection ordered Accept"),
            ("accepts", "proposers - collection unordered Accept"),
            ("beats", "proposers - collection unordered (MemberId<proposers>, Ballot)"),
            ("promised", "acceptors vote optional ordered Ballot"),
            ("accepted", "acceptors vote collection unordered Accept"),
            ("log", "acceptors vote singleton ordered Log"),
            ("promises", "proposers - collection unordered (MemberId<acceptors>, Promise)"),
            ("entries", "proposers - collection unordered (MemberId<acceptors>, Entry)"),
            ("votes", "proposers - collection unordered (MemberId<acceptors>, Vote)"),
            ("stable", "proposers - collection ordered u64"),
            ("chosen", "proposers - collection unordered (Ballot, u64)"),
            ("committed", "replicas - collection unordered (MemberId<proposers>, (u64, Option<Command>))"),
            ("effects", "replicas - collection ordered Effect"),
            ("states", "replicas - collection unordered (MemberId<replicas>, State)"),
            ("replies", "replicas - collection ordered (ClientId, Reply)"),
        ],
    );
}

/// Code generation and costs need them all.
#[test]
fn every_stream_of_the_programs_has_a_type() {
    for text in [
        include_str!("../../../../examples/voting.ir"),
        include_str!("../../../../examples/two_pc.ir"),
        include_str!("../../../../examples/kvs.ir"),
        include_str!("../../../../examples/paxos.ir"),
    ] {
        let (program, _) = parse(text);
        for (operator, stream) in program.operators.iter().zip(infer(&program).0) {
            assert!(
                !stream.element.to_string().contains('_'),
                "{} {:?}: {}",
                operator.op.name(),
                operator.name,
                stream.element
            );
        }
    }
}
