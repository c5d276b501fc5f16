//! Streams that may repeat or lose elements.

use super::check;

#[test]
fn who_counts() {
    check(
        r#"#[at_least_once] let again = clients.input::<u64>("again").send(leader); let _x = again.count().snapshot(t);"#,
        r#"
            S0026 `count` counts every time that an element comes, and `again` may repeat elements
            at count() -- expected each element once
            see send(leader) -- clients may send an element of it again
            help: add `.unique()` before it
        "#,
    );
    check(
        r#"#[at_least_once] let again = clients.input::<u64>("again").send(leader); let _x = again.unique().count().snapshot(t);"#,
        "",
    );
    check(
        r#"#[at_least_once] let again = clients.input::<u64>("again").send(leader); let _x = again.map(|(_, x)| x).arrival_order().scan(|| 0u64, |n, x, out| { *n += x; out.push(*n); });"#,
        r#"
            S0026 `scan` counts every time that an element comes, and `again.map(..).arrival_order()` may repeat elements
            at scan(|| 0u64, |n, x, out| { *n += x; out.push(*n); }) -- expected each element once
            see send(leader) -- clients may send an element of it again
            help: add `.unique()` before it, or say `#[idempotent]` before the closure if an element that comes again changes nothing
        "#,
    );
    check(
        r#"#[at_least_once] let again = clients.input::<u64>("again").send(leader); let _x = again.map(|(_, x)| x).arrival_order().scan(|| 0u64, #[idempotent] |n, x, out| { *n = x; out.push(*n); });"#,
        "",
    );
    check(
        r#"#[at_least_once] let again = clients.input::<u64>("again").send(leader); let _x = again.map(|(_, x)| x).max().snapshot(t);"#,
        "",
    );
    check(
        r#"#[at_least_once] let again = clients.input::<u64>("again").send(leader); let _x = again.arrival_order().batch(t).last().all_ticks();"#,
        r#"
            S0026 `last` counts every time that an element comes, and `again.arrival_order().batch(..)` may repeat elements
            at last() -- expected each element once
            see send(leader) -- clients may send an element of it again
            help: add `.unique()` before it
        "#,
    );
    check(
        r#"#[at_least_once] let again = clients.input::<u64>("again").send(leader); clients.output("again", again); workload { observe("again", bag); }"#,
        r#"
            S0041 "again" is observed as a bag, and `again` may repeat elements
            at output("again", again) -- expected each element once
            see send(leader) -- `again` may repeat elements
            help: add `.unique()` to it, or observe a `set`
        "#,
    );
    check(
        r#"#[at_least_once] let again = clients.input::<u64>("again").send(leader); clients.output("again", again); workload { observe("again", set); }"#,
        "",
    );
    check(
        "#[at_least_once] let _x = requests.map(|(_, r)| r);",
        r#"
            S0088 `#[at_least_once]` speaks of what clients send, and `_x` is no input
            at map(|(_, r)| r) -- expected an input, or the hop that it arrives by
            help: put it on `let x = clients.input::<T>("port").send(..);`
        "#,
    );
}

#[test]
fn who_needs_every_element() {
    check("#[lossy] let far = requests.map(|(_, r)| r.id).send(other); let _x = far.map(|x| x).unique();", "");
    check(
        r#"#[lossy] let far = requests.map(|(_, r)| r).send(other); let _x = far.filter(|r| r.id > 0).persist_to("log");"#,
        r#"
            S0031 `persist_to` needs every element, and `far` may lose some
            at persist_to("log") -- an element that is lost is missing here for good
            see send(other) -- elements may be lost on this hop
            help: send again until it is answered and read with `.unique()`, `.quorum(..)` or `.merge()`; or leave `#[lossy]` out
        "#,
    );
    check(
        "#[lossy] let far = requests.map(|(_, r)| r.id).send(other); let _x = far.arrival_order().scan(|| 0u64, #[idempotent] |n, x, out| { *n = x; out.push(*n); });",
        "",
    );
    check(
        r#"#[lossy] let far = requests.broadcast(members); clients.output("far", far);"#,
        r#"
            S0031 `output` needs every element, and `far` may lose some
            at output("far", far) -- an element that is lost is missing here for good
            see broadcast(members) -- elements may be lost on this hop
            help: send again until it is answered and read with `.unique()`, `.quorum(..)` or `.merge()`; or leave `#[lossy]` out
        "#,
    );
    check(
        "#[lossy] let _x = requests.map(|(_, r)| r.id);",
        r#"
            S0088 `#[lossy]` speaks of a hop, and `_x` is none
            at map(|(_, r)| r.id) -- expected `send`, `broadcast` or `demux`
            help: put it on `let x = y.send(..);`
        "#,
    );
}
