//! Running values, and the regions that belong to a tick.

use super::check;

#[test]
fn only_snapshots_read_running_values() {
    check(
        "let total = sorted.fold(|| 0u64, |sum, (_, r)| *sum += r.id); let _x = total.map(|sum| sum + 1);",
        r#"
            S0023 only `snapshot` reads a running value, and `map` reads `total`
            at map(|sum| sum + 1) -- expected an unkeyed stream
            see fold(|| 0u64, |sum, (_, r)| *sum += r.id) -- `total` is a running value
            help: read it with `.snapshot(tick)`, which gives its value when a tick starts
        "#,
    );
    check(
        "let _x = votes.count().send(other);",
        r#"
            S0023 only `snapshot` reads a running value, and `send` reads `votes.count()`
            at send(other) -- expected a collection
            see count() -- `votes.count()` is a running value
            help: read it with `.snapshot(tick)`, which gives its value when a tick starts
        "#,
    );
    check(
        r#"clients.output("counts", sorted.key_by(|(_, r)| r.key).count());"#,
        r#"
            S0023 only `snapshot` reads a running value, and `output` reads `sorted.key_by(..).count()`
            at output("counts", sorted.key_by(|(_, r)| r.key).count()) -- expected a collection
            see count() -- `sorted.key_by(..).count()` is a running value for each key
            help: read it with `.snapshot(tick)`, which gives its value when a tick starts
        "#,
    );
    check(
        "let _x = votes.snapshot(t);",
        r#"
            S0013 `snapshot` takes a running value or a lattice stream, and `votes` is a collection
            at snapshot(t) -- expected a running value or a lattice stream
            see send(leader) -- `votes` is a collection
            help: make it one value before: `.fold(..)`, `.count()`, `.max()`; a collection enters with `.batch(tick)`
        "#,
    );
    check(
        "let _x = votes.count().all_ticks();",
        r#"
            S0093 `all_ticks` works inside a tick, and `votes.count()` is in none
            at all_ticks() -- expected a stream inside a tick
            see count() -- `votes.count()` is outside ticks
            help: leave `.all_ticks()` out
        "#,
    );
    check(
        "let _x = votes.count().snapshot(m);",
        r#"
            S0008 `votes.count()` is at `leader`, tick `m` at `members`
            at snapshot(m) -- expected a stream at `members`
            see count() -- this is at `leader`
            see m -- `m` ticks at `members`
            help: add `.broadcast(members)` or `.demux(members)` before the elements are made one value
        "#,
    );
    check(
        "let _x = votes.count().batch(t);",
        r#"
            S0023 only `snapshot` reads a running value, and `batch` reads `votes.count()`
            at batch(t) -- expected a collection
            see count() -- `votes.count()` is a running value
            help: read it with `.snapshot(tick)`, which gives its value when a tick starts
        "#,
    );
}

#[test]
fn what_aggregates_need() {
    check(
        "let _x = votes.fold(|| 0u64, |sum, (_, v)| *sum += v.id).snapshot(t);",
        r#"
            S0010 `fold` depends on order, and `votes` has none
            at fold(|| 0u64, |sum, (_, v)| *sum += v.id) -- expected an ordered stream
            see input::<Request>("requests") -- what clients send arrives in no order
            help: add `.arrival_order()` before `.fold(..)`, or say `#[commutative]` before the closure if no order changes its result
        "#,
    );
    check("let _x = votes.fold(|| 0u64, #[commutative] |sum, (_, v)| *sum += v.id).snapshot(t);", "");
    check(
        "let _x = votes.reduce(|a, b| *a = b).snapshot(t);",
        r#"
            S0010 `reduce` depends on order, and `votes` has none
            at reduce(|a, b| *a = b) -- expected an ordered stream
            see input::<Request>("requests") -- what clients send arrives in no order
            help: add `.arrival_order()` before `.reduce(..)`, or say `#[commutative]` before the closure if no order changes its result
        "#,
    );
    check(
        "let _x = votes.key_by(|(m, _)| *m).reduce(|a, b| *a = b).snapshot(t);",
        r#"
            S0010 `reduce` depends on order, and `votes.key_by(..)` has none
            at reduce(|a, b| *a = b) -- expected an ordered stream
            see input::<Request>("requests") -- what clients send arrives in no order
            help: add `.arrival_order()` before `.reduce(..)`, or say `#[commutative]` before the closure if no order changes its result
        "#,
    );
    check("let _x = sorted.key_by(|(c, _)| *c).reduce(|a, b| *a = b).snapshot(t);", "");
    check(
        "let _x = votes.batch(t).first().all_ticks();",
        r#"
            S0010 `first` depends on order, and `votes.batch(..)` has none
            at first() -- expected an ordered stream
            see input::<Request>("requests") -- what clients send arrives in no order
            help: add `.arrival_order()` before `.batch(t)`, or use `.min()`, which minds no order
        "#,
    );
    check(
        "let _x = votes.batch(t).enumerate().all_ticks();",
        r#"
            S0010 `enumerate` depends on order, and `votes.batch(..)` has none
            at enumerate() -- expected an ordered stream
            see input::<Request>("requests") -- what clients send arrives in no order
            help: add `.arrival_order()` before `.batch(t)`, or add `.sort()`
        "#,
    );
    check(
        "let _x = votes.map(|(_, v)| v).round_robin(members);",
        r#"
            S0010 `deal` depends on order, and `votes.map(..)` has none
            at round_robin(members) -- expected an ordered stream
            see input::<Request>("requests") -- what clients send arrives in no order
            help: add `.arrival_order()` before it
        "#,
    );
    check(
        "let _x = batch.unordered().last().all_ticks();",
        r#"
            S0010 `last` depends on order, and `batch.unordered()` has none
            at last() -- expected an ordered stream
            see unordered() -- the order is given up here
            help: add `.arrival_order()` before `.batch(t)`, or use `.max()`, which minds no order
        "#,
    );
}

#[test]
fn atomic_regions() {
    check(
        "let done = batch.all_ticks_atomic(); let _x = done.scan(|| 0, |n, _, out| { *n += 1; out.push(*n); });",
        r#"
            S0027 `scan` cannot be in the atomic region of tick `t`
            at scan(|| 0, |n, _, out| { *n += 1; out.push(*n); }) -- expected one element at a time, or a running value
            see all_ticks_atomic() -- `done` is in the region
            help: add `.end_atomic()` to `done`
        "#,
    );
    check(
        "let done = batch.all_ticks_atomic(); let _x = done.send(other);",
        r#"
            S0027 `send` cannot be in the atomic region of tick `t`
            at send(other) -- expected one element at a time, or a running value
            see all_ticks_atomic() -- `done` is in the region
            help: add `.end_atomic()` to `done`
        "#,
    );
    check(
        "let done = batch.all_ticks_atomic(); let _x = done.count().snapshot(u);",
        r#"
            S0027 `done.count()` belongs to tick `t`: another tick cannot read it
            at snapshot(u) -- expected `.snapshot(t)`
            see count() -- `done.count()` is in the atomic region of `t`
            help: write `.snapshot(t)`, or end the region before the running value: `.end_atomic()`
        "#,
    );
    check(
        "let _x = sorted.end_atomic();",
        r#"
            S0027 `sorted` is in no atomic region
            at end_atomic() -- expected a stream after `.all_ticks_atomic()`
            see arrival_order() -- `sorted` is not in one
            help: leave `.end_atomic()` out
        "#,
    );
    check(
        "let _x = batch.end_atomic();",
        r#"
            S0027 `batch` is in no atomic region
            at end_atomic() -- expected a stream after `.all_ticks_atomic()`
            see batch(t) -- `batch` is not in one
            help: write `.all_ticks()`, or `.all_ticks_atomic()` before it
        "#,
    );
    check(
        "let done = batch.all_ticks_atomic(); let _x = done.union(sorted);",
        r#"
            S0094 `done` is in the atomic region of `t`, `sorted` outside ticks
            at union(sorted) -- `union` needs both in one
            see all_ticks_atomic() -- `done` is in the atomic region of `t`
            see arrival_order() -- `sorted` is outside ticks
            help: add `.end_atomic()` to `done`
        "#,
    );
    check(
        "let _x = sorted.all_ticks_atomic();",
        r#"
            S0093 `all_ticks_atomic` works inside a tick, and `sorted` is in none
            at all_ticks_atomic() -- expected a stream inside a tick
            see arrival_order() -- `sorted` is outside ticks
            help: add `.batch(t)` to `sorted`
        "#,
    );
    check(
        r#"let done = batch.all_ticks_atomic(); clients.output("done", done);"#,
        r#"
            S0027 `output` cannot be in the atomic region of tick `t`
            at output("done", done) -- expected one element at a time, or a running value
            see all_ticks_atomic() -- `done` is in the region
            help: add `.end_atomic()` to `done`
        "#,
    );
}

#[test]
fn snapshots_delay() {
    check(
        "let total = sorted.map(|(_, r)| r.id).union(again).count(); let again = total.snapshot(t).filter(|n| *n > 3).all_ticks(); let _x = again.map(|n| n);",
        "",
    );
    check(
        "let _a = sorted.map(|(_, r)| Max(r.id)).union(_b).merge(); let _b = _a.map(#[monotone] |x| x);",
        r#"
            S0024 `union` of `_b`, a lattice stream, and `sorted.map(..)`, a collection
            at union(_b) -- expected two lattice streams
            see map(#[monotone] |x| x) -- `_b` is a lattice stream
            see map(|(_, r)| Max(r.id)) -- `sorted.map(..)` is a collection
            help: add `.merge()` to `sorted.map(..)`, or read `_b` with `.snapshot(tick)` first
            S0011 a cycle without delay: `_a` -> `_b` -> `_a`
            at merge() -- expected a hop on the way back here
            see map(#[monotone] |x| x) -- through `_b`
            help: send it over the network: `.send(..)`, `.broadcast(..)` or `.demux(..)`
        "#,
    );
}
