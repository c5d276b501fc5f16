//! Fault domains.

use super::Trap;
use crate::support::world::{home, split};
use suki_rewrites::condition::Condition;

const BEATS: &str = r#"
    process a; cluster m[3]; external clients;
    let beats = a.interval(1s);
    let told = beats.map(|_| 0u64);
    let echoes = told.broadcast(m).send(a);
    let x = clients.input::<u64>("in").send(a);
    let shown = echoes.map(|(_, beat)| (beat, ())).join(x.map(|(client, n)| (n, client)));
    clients.output("out", shown.map(|(n, (_, client))| (client, n)));
"#;

pub fn traps() -> Vec<Trap> {
    vec![
        Trap {
            name: "participants that only echo are implemented at the leader, and need not be alive",
            text: r#"
                process leader; cluster participants[3]; external clients;
                struct Request { id: u64 } struct Vote { id: u64 }
                let requests = clients.input::<Request>("requests").send(leader);
                let echoes = requests.map(|(_, request)| request).broadcast(participants);
                let made = echoes.map(|request| Vote { id: request.id });
                let votes = made.send(leader);
                let ready = votes.quorum(|vote| vote.id, 3);
                let replies = requests.map(|(client, request)| (request.id, client)).join(ready.map(|id| (id, ())));
                clients.output("replies", replies.map(|(id, (client, ()))| (client, id)));
            "#,
            conditions: &[Condition::StateInFamily],
            wrong: |world| {
                let leader = world.location("leader");
                world.runs("made", |site| site.place.role.family() == leader)
            },
        },
        Trap {
            name: "a map placed at a third domain, with which the edge dies",
            text: r#"
                process a; process b; process c; external clients;
                let x = clients.input::<u64>("in").send(a);
                let y = x.map(|(client, n)| (client, n + 1));
                let z = y.send(b).map(|(client, n)| (client, n + 1));
                let w = z.send(c).map(|(client, n)| (client, n + 1));
                clients.output("out", w);
            "#,
            conditions: &[Condition::StateInFamily],
            wrong: |world| {
                let third = world.location("c");
                world.runs("y", |site| site.place.role.family() == third)
            },
        },
        Trap {
            name: "the state of a member outside the member's family",
            text: r#"
                process a; cluster m[3]; external clients;
                let x = clients.input::<u64>("in").send(a);
                let seen = x.broadcast(m).arrival_order()
                    .scan(|| 0u64, |sum, (client, n), out| { *sum += n; out.push((client, *sum)); });
                let back = seen.send(a);
                clients.output("out", back.map(|(_, reply)| reply));
            "#,
            conditions: &[Condition::StateInFamily],
            wrong: |world| {
                let a = world.location("a");
                world.runs("seen", |site| site.place.role.family() == a)
            },
        },
        Trap {
            name: "a timer in several parts fires several times",
            text: BEATS,
            conditions: &[Condition::OneOracleOneMachine, Condition::OrderOnWire, Condition::TimerStays],
            wrong: |world| world.runs("beats", split),
        },
        Trap {
            name: "a timer beats in a helper while its home is dead",
            text: BEATS,
            conditions: &[Condition::OneOracleOneMachine, Condition::TimerStays],
            wrong: |world| world.runs("beats", |site| !home(site)),
        },
        Trap {
            name: "heartbeats leave from a helper while their home is dead",
            text: BEATS,
            conditions: &[Condition::TimerStays],
            wrong: |world| world.runs("told", |site| !home(site)),
        },
        Trap {
            name: "a tick group hears a timer from afar, and campaigns against a leader that it cut itself off from",
            text: r#"
                process a; cluster m[3]; external clients;
                tick t at a;
                let x = clients.input::<u64>("in").send(a);
                let asked = x.batch(t);
                let beats = a.interval(1s).map(|_| 0u64).batch(t);
                let said = asked.cross_singleton(beats.count()).map(|((client, n), late)| (client, n + *late)).all_ticks();
                clients.output("out", said.map(|(client, n)| (client, n)));
            "#,
            conditions: &[Condition::TimerStays],
            wrong: |world| world.runs("said", |site| !home(site)),
        },
    ]
}
