//! What a distribution leaves of an order.

use super::Trap;
use crate::support::world::{by, hashed, home, split};
use suki_rewrites::condition::Condition;
use suki_rewrites::rule::Means;

const SEQUENCE: &str = r#"
    process a; process b; external clients;
    let x = clients.input::<u64>("in").send(a);
    let ordered = x.arrival_order();
    let y = ordered.map(|(client, n)| (client, n + 1));
    let sent = y.send(b);
    let numbered = sent.scan(|| 0u64, |next, (client, n), out| { out.push((client, (*next, n))); *next += 1; });
    let shown = numbered.map(|(client, (slot, _))| (client, slot));
    clients.output("out", shown);
"#;

const ACCOUNTS: &str = r#"
    process bank; external clients;
    struct Deposit { account: u64, amount: u64 }
    let x = clients.input::<Deposit>("in").send(bank);
    let keyed = x.key_by(|(_, deposit)| deposit.account);
    let ordered = keyed.arrival_order();
    let balances = ordered.scan(|| 0u64, |sum, (client, deposit), out| {
        *sum += deposit.amount;
        out.push((client, deposit.amount));
    });
    clients.output("out", balances.values().unique());
"#;

pub fn traps() -> Vec<Trap> {
    vec![
        Trap {
            name: "a sequence distributed",
            text: SEQUENCE,
            conditions: &[Condition::OrderOnWire],
            wrong: |world| world.runs("y", split),
        },
        Trap {
            name: "a sequence sent by two parts arrives interleaved",
            text: SEQUENCE,
            conditions: &[Condition::OrderOnWire],
            wrong: |world| {
                let arrivals = world.choices_of("sent");
                arrivals.iter().any(|(site, choice)| {
                    home(site) && matches!(choice.means, Means::Enter(_)) && world.needs(choice).any(split)
                })
            },
        },
        Trap {
            name: "a sequence output by two parts arrives in either order",
            text: SEQUENCE,
            conditions: &[Condition::OrderOnWire],
            wrong: |world| {
                let outputs = world.choices().filter(|(_, choice)| choice.rule == "implement-sink");
                outputs.into_iter().any(|(_, choice)| world.needs(choice).any(split))
            },
        },
        Trap {
            name: "a sequence gathered from parts",
            text: SEQUENCE,
            conditions: &[Condition::OrderOnWire],
            wrong: |world| {
                world
                    .choices_of("y")
                    .iter()
                    .any(|(site, choice)| !split(site) && choice.means == Means::Move && world.needs(choice).any(split))
            },
        },
        Trap {
            name: "two deposits of one account, partitioned by amount",
            text: ACCOUNTS,
            conditions: &[Condition::OrderOnWire],
            wrong: |world| {
                world.choices_of("ordered").iter().any(|(site, _)| hashed(site) && site.place.distribution != by("0"))
            },
        },
        Trap {
            name: "two deposits of one account, exchanged from part to part",
            text: ACCOUNTS,
            conditions: &[Condition::OrderOnWire],
            wrong: |world| {
                world
                    .choices_of("ordered")
                    .iter()
                    .any(|(site, choice)| split(site) && choice.means == Means::Move && world.needs(choice).any(split))
            },
        },
    ]
}
