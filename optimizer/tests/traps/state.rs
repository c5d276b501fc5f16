//! State that is split by a key.

use super::Trap;
use crate::support::world::{by, hashed, split};
use suki_rewrites::condition::Condition;
use suki_rewrites::{Distribution, Key};

const JOIN: &str = r#"
    process a; process b; external clients;
    #[unique(id)]
    let x = clients.input::<Request>("in").send(a);
    let left = x.map(|(client, request)| ((request.id, request.group), (request.amount, client)));
    let right = x.map(|(_, request)| ((request.id, request.group), request.amount));
    let joined = left.join(right);
    clients.output("out", joined.map(|(_, ((amount, client), _))| (client, amount)));
    struct Request { id: u64, group: u64, amount: u64 }
"#;

const VOTES: &str = r#"
    process leader; cluster acceptors[3]; external clients;
    struct Vote { ballot: u64, slot: u64, value: u64 }
    let x = clients.input::<Vote>("in").send(leader);
    let votes = x.map(|(_, vote)| vote).broadcast(acceptors).send(leader);
    let marks = x.map(|(_, vote)| vote.slot);
    let chosen = votes.quorum(|vote| (vote.ballot, vote.slot), 2).until(marks, |(_, slot)| *slot);
    let asked = x.map(|(client, vote)| ((vote.ballot, vote.slot), client));
    let answered_pairs = asked.join(chosen.map(|key| (key, ()))).until(marks, |(_, slot)| *slot);
    clients.output("out", answered_pairs.map(|((_, slot), (client, ()))| (client, slot)));
"#;

const ACCOUNTS: &str = r#"
    process bank; external clients;
    struct Deposit { account: u64, amount: u64 }
    let x = clients.input::<Deposit>("in").send(bank);
    let ordered = x.key_by(|(_, deposit)| deposit.account).arrival_order();
    let balances = ordered.scan(|| 0u64, |sum, (client, deposit), out| {
        *sum += deposit.amount;
        out.push((client, deposit.amount));
    });
    clients.output("out", balances.values().unique());
"#;

pub fn traps() -> Vec<Trap> {
    vec![
        Trap {
            name: "a join by the value: partners on different parts",
            text: JOIN,
            conditions: &[Condition::KeyDetermined],
            wrong: |world| {
                world.runs("joined", |site| match &site.place.distribution {
                    Distribution::Hash(Key::Path(path)) => path.first().is_none_or(|field| field != "0"),
                    _ => false,
                })
            },
        },
        Trap {
            name: "a join by two parts of its key: partners on different parts",
            text: JOIN,
            conditions: &[Condition::SameKeyBothSides],
            wrong: |world| {
                world.executions("joined").iter().any(|(site, choice)| {
                    let sides: Vec<_> = world.needs(choice).map(|need| &need.place.distribution).collect();
                    hashed(site) && sides[0] != sides[1]
                })
            },
        },
        Trap {
            name: "votes counted by a value in which members differ: no part ever sees two",
            text: VOTES,
            conditions: &[Condition::KeyDetermined],
            wrong: |world| {
                let counts = world.executions("chosen");
                counts.iter().any(|(_, choice)| {
                    world.needs(choice).next().is_some_and(|votes| votes.place.distribution == by("1.value"))
                })
            },
        },
        Trap {
            name: "a watermark that reaches one part only: others count what is forgotten",
            text: VOTES,
            conditions: &[Condition::WatermarkEverywhere],
            wrong: |world| {
                let counts = world.executions("chosen");
                counts.iter().filter(|(site, _)| split(site)).any(|(_, choice)| {
                    world.needs(choice).nth(1).is_some_and(|mark| mark.place.distribution != Distribution::Replicated)
                })
            },
        },
        Trap {
            name: "a join's watermark that reaches one part only",
            text: VOTES,
            conditions: &[Condition::WatermarkEverywhere],
            wrong: |world| {
                let joins = world.executions("answered_pairs");
                joins.iter().filter(|(site, _)| split(site)).any(|(_, choice)| {
                    world.needs(choice).nth(2).is_some_and(|mark| mark.place.distribution != Distribution::Replicated)
                })
            },
        },
        Trap {
            name: "balances of accounts by amount: two parts have a balance for one account",
            text: ACCOUNTS,
            conditions: &[Condition::KeyDetermined, Condition::OrderOnWire],
            wrong: |world| world.runs("balances", |site| hashed(site) && site.place.distribution != by("0")),
        },
        Trap {
            name: "slots handed out by two parts: both hand out slot 0",
            text: r#"
                process a; external clients;
                let x = clients.input::<u64>("in").send(a);
                let ordered = x.arrival_order();
                let slots = ordered.scan(|| 0u64, |next, (client, n), out| {
                    out.push((client, (*next, n)));
                    *next += 1;
                });
                clients.output("out", slots.union(slots));
            "#,
            conditions: &[Condition::KeyDetermined, Condition::OrderOnWire],
            wrong: |world| world.runs("slots", split),
        },
    ]
}
