//! Tick groups and choices of order.

use super::Trap;
use crate::support::world::split;
use suki_rewrites::Distribution;
use suki_rewrites::condition::Condition;
use suki_rewrites::space::Site;

/// One sender writes k1, then k2; a client that sees the answer for k2 must not read the old k1.
const STORE: &str = r#"
    process server; external clients;
    tick t at server;
    let x = clients.input::<(u64, u64)>("in").send(server);
    let batch = x.batch(t);
    let stored = batch.map(|(_, (key, value))| (key, value)).persist().count();
    let answered = batch.cross_singleton(stored).map(|((client, (key, _)), size)| (client, (key, *size)));
    let answers = answered.all_ticks();
    let merged = answers.map(|(client, (key, size))| (client, (key, size + 1)));
    clients.output("out", merged);
"#;

pub fn traps() -> Vec<Trap> {
    vec![
        Trap {
            name: "a tick group in several parts: one client's writes are seen in either order",
            text: STORE,
            conditions: &[Condition::TickGroupWhole],
            wrong: |world| world.runs("answers", split),
        },
        Trap {
            name: "one order of arrival decided by two parts",
            text: r#"
                process a; external clients;
                let x = clients.input::<u64>("in").send(a);
                let ordered = x.arrival_order();
                let y = ordered.map(|(client, n)| (client, n + 1));
                clients.output("out", y.union(x));
            "#,
            conditions: &[Condition::OneOracleOneMachine, Condition::OrderOnWire],
            wrong: |world| world.runs("ordered", split),
        },
        Trap {
            name: "a product of parts has only the pairs that meet at one",
            text: r#"
                process a; external clients;
                let x = clients.input::<u64>("in").send(a);
                let pairs = x.cross_product(x);
                clients.output("out", pairs.map(|((client, n), (_, m))| (client, n + m)));
            "#,
            conditions: &[Condition::OneOracleOneMachine],
            wrong: |world| {
                world.executions("pairs").iter().any(|(site, choice)| {
                    let everywhere = |need: &Site| need.place.distribution == Distribution::Replicated;
                    split(site) && !world.needs(choice).any(everywhere)
                })
            },
        },
        Trap {
            name: "the order for one key decided by two parts",
            text: r#"
                process a; external clients;
                let x = clients.input::<u64>("in").send(a);
                let keyed = x.key_by(|(_, n)| *n);
                let ordered = keyed.arrival_order();
                clients.output("out", ordered.values());
            "#,
            conditions: &[Condition::OneOracleOneMachine],
            wrong: |world| world.runs("ordered", |site| site.place.distribution == Distribution::Any),
        },
    ]
}
