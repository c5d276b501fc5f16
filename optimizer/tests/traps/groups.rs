//! Tick groups torn: one operator of a group in another place, hence in another tick, than the rest.

use super::Trap;
use crate::support::world::{World, home, split};
use suki_rewrites::condition::Condition;
use suki_rewrites::rule::Means;

const WHOLE: &[Condition] = &[Condition::TickGroupWhole];

const ACCEPTOR: &str = r#"
    process acceptor; external clients; tick t at acceptor;
    let promises = clients.input::<u64>("prepare").send(acceptor);
    let accepts = clients.input::<(u64, u64)>("accept").send(acceptor);
    let highest = promises.batch(t).map(|(_, ballot)| ballot).persist().max();
    let votes = accepts.batch(t).cross_singleton(highest)
        .map(|((client, (ballot, slot)), highest)| (client, (slot, ballot >= *highest))).all_ticks();
    clients.output("out", votes);
"#;

const MEMBERS: &str = r#"
    process monitor; external clients; tick t at monitor;
    let members = clients.input::<u64>("members").send(monitor);
    let acks = clients.input::<u64>("acks").send(monitor);
    let present = members.batch(t).map(|(client, n)| (n, client));
    let late = present.anti_join(acks.batch(t).map(|(_, n)| n));
    let alarms = late.map(|(n, client)| (client, n)).all_ticks();
    clients.output("out", alarms);
"#;

const PAIRS: &str = r#"
    process a; external clients; tick t at a;
    let x = clients.input::<(u64, u64)>("x").send(a);
    let y = clients.input::<(u64, u64)>("y").send(a);
    let left = x.batch(t).map(|(client, (k, v))| (k, (client, v)));
    let right = y.batch(t).map(|(_, (k, v))| (k, v));
    let pairs = left.join(right);
    let own = left.join(left);
    clients.output("out", pairs.map(|(_, ((client, v), w))| (client, v + w)).all_ticks());
    clients.output("own", own.map(|(_, ((client, v), (_, w)))| (client, v + w)).all_ticks());
"#;

const SLOTS: &str = r#"
    process leader; external clients; tick t at leader;
    let x = clients.input::<u64>("in").send(leader).arrival_order();
    let now = x.batch(t);
    let next = total.defer_tick(|| 0u64);
    let slots = now.enumerate().cross_singleton(next).map(|((i, (client, _)), next)| (client, i as u64 + *next));
    let total = now.count().cross_singleton(next).map(|(n, next)| n + *next);
    clients.output("out", slots.all_ticks());
"#;

const ORDERS: &str = r#"
    process shop; external clients; tick t at shop;
    let orders = clients.input::<u64>("orders").send(shop);
    let cancels = clients.input::<u64>("cancels").send(shop);
    let open = orders.batch(t).map(|(client, n)| (n, client));
    let gone = cancels.batch(t).map(|(_, n)| n);
    let shipped = open.anti_join(gone);
    let refused = open.map(|(n, client)| (n, client)).join(gone.map(|n| (n, ())));
    clients.output("shipped", shipped.map(|(n, client)| (client, n)).all_ticks());
    clients.output("refused", refused.map(|(n, (client, ()))| (client, n)).all_ticks());
"#;

const WRITES: &str = r#"
    process store; external clients; tick t at store;
    let writes = clients.input::<u64>("writes").send(store);
    let reads = clients.input::<u64>("reads").send(store);
    let done = writes.batch(t).all_ticks_atomic();
    let sum = done.fold(|| 0u64, #[commutative] |sum, (_, n)| *sum += n);
    clients.output("acks", done.end_atomic());
    clients.output("sums", reads.batch(t).cross_singleton(sum.snapshot(t)).map(|((client, _), n)| (client, *n)).all_ticks());
"#;

const TWICE: &str = r#"
    process a; external clients; tick t at a;
    let x = clients.input::<u64>("in").send(a);
    let twice = x.batch(t).flat_map(|(client, n)| vec![(client, n), (client, n)]);
    let many = twice.count();
    clients.output("out", twice.cross_singleton(many).map(|((client, _), n)| (client, *n)).all_ticks());
"#;

fn away(world: &World, name: &str) -> bool {
    world.runs(name, |site| !home(site))
}

pub fn traps() -> Vec<Trap> {
    vec![
        Trap {
            name: "the highest promise in another tick than the vote that is checked against it",
            text: ACCEPTOR,
            conditions: WHOLE,
            wrong: |world| away(world, "highest"),
        },
        Trap {
            name: "an alarm for a member whose ack came in the same tick and is still on its way",
            text: MEMBERS,
            conditions: WHOLE,
            wrong: |world| away(world, "late"),
        },
        Trap {
            name: "every part reports the members whose acks are at other parts",
            text: MEMBERS,
            conditions: WHOLE,
            wrong: |world| world.runs("late", split),
        },
        Trap {
            name: "two elements of one tick arrive in two: their pair is lost",
            text: PAIRS,
            conditions: WHOLE,
            wrong: |world| away(world, "pairs"),
        },
        Trap {
            name: "a join of a tick with its own copy from afar, which comes in a later tick",
            text: PAIRS,
            conditions: WHOLE,
            wrong: |world| {
                let moved = |site: &suki_rewrites::space::Site| site.choices.iter().any(|c| c.means == Means::Move);
                world.executions("own").iter().any(|(_, choice)| world.needs(choice).any(moved))
            },
        },
        Trap {
            name: "the next slot is read twice before its update is back",
            text: SLOTS,
            conditions: WHOLE,
            wrong: |world| away(world, "slots"),
        },
        Trap {
            name: "a cancellation that one half of a tick has seen and the other has not",
            text: ORDERS,
            conditions: WHOLE,
            wrong: |world| away(world, "shipped"),
        },
        Trap {
            name: "the sum behind an acknowledgement moves away: a client misses its own write",
            text: WRITES,
            conditions: WHOLE,
            wrong: |world| away(world, "sum"),
        },
        Trap {
            name: "a flat_map outside of the tick in which its results are counted",
            text: TWICE,
            conditions: WHOLE,
            wrong: |world| away(world, "twice"),
        },
        Trap {
            name: "a running count in two parts: whoever reads one of them reads half",
            text: r#"
                process a; external clients; tick t at a;
                let x = clients.input::<u64>("in").send(a);
                let many = x.count();
                clients.output("out", x.batch(t).cross_singleton(many.snapshot(t)).map(|((client, _), n)| (client, *n)).all_ticks());
            "#,
            conditions: &[Condition::OneOracleOneMachine, Condition::OrderOnWire],
            wrong: |world| world.runs("many", split),
        },
    ]
}
