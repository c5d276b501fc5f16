//! Errors about order and cycles, doubts, and many at once.

use super::check;

#[test]
fn no_order() {
    check(
        "let _x = requests.scan(|| 0, |n, r, out| { *n += 1; out.push(*n); });",
        r#"S0010 `scan` depends on order, and `requests` has none
         at scan(|| 0, |n, r, out| { *n += 1; out.push(*n); }) -- expected an ordered stream
         see input::<Request>("requests") -- what clients send arrives in no order
         help: add `.arrival_order()` before `.scan(..)`"#,
    );
    check(
        "let _x = requests.key_by(|(_, r)| r.key).scan(|| 0, |n, r, out| { *n += 1; out.push(*n); }).values();",
        r#"S0010 `scan` depends on order, and `requests.key_by(..)` has none
         at scan(|| 0, |n, r, out| { *n += 1; out.push(*n); }) -- expected an ordered stream
         see input::<Request>("requests") -- what clients send arrives in no order
         help: add `.arrival_order()` before `.scan(..)`"#,
    );
    check(
        "let _x = requests.batch(t).last().all_ticks();",
        r#"S0010 `last` depends on order, and `requests.batch(..)` has none
         at last() -- expected an ordered stream
         see input::<Request>("requests") -- what clients send arrives in no order
         help: add `.arrival_order()` before `.batch(t)`"#,
    );
    check(
        "let _x = batch.union(batch).fold(|| 0, |n, r| *n += 1).all_ticks();",
        "S0010 `fold` depends on order, and `batch.union(..)` has none
         at fold(|| 0, |n, r| *n += 1) -- expected an ordered stream
         see union(batch) -- a union has no order
         help: add `.arrival_order()` before `.batch(t)`, or say `#[commutative]` before the closure if no order changes its result",
    );
    check("let _x = batch.union(batch).fold(|| 0, #[commutative] |n, r| *n += 1).all_ticks();", "");
    check(
        "let _x = votes.batch(t).enumerate().map(|(i, _)| i).all_ticks();",
        r#"S0010 `enumerate` depends on order, and `votes.batch(..)` has none
         at enumerate() -- expected an ordered stream
         see input::<Request>("requests") -- what clients send arrives in no order
         help: add `.arrival_order()` before `.batch(t)`"#,
    );
    check(
        "helper h of leader[2]; let _x = sorted.exchange(h, |(_, r)| r.key).scan(|| 0, |n, r, out| out.push(1));",
        "S0010 `scan` depends on order, and `sorted.exchange(..)` has none
         at scan(|| 0, |n, r, out| out.push(1)) -- expected an ordered stream
         see exchange(h, |(_, r)| r.key) -- the order ends here
         help: add `.arrival_order()` before `.scan(..)`",
    );
    check(
        "helper h of leader[1]; let _x = sorted.exchange(h, |(_, r)| r.key).scan(|| 0, |n, r, out| out.push(1));",
        "",
    );
    check("let _x = sorted.send(other).scan(|| 0, |n, r, out| out.push(1));", "");
}

#[test]
fn cycles_without_delay() {
    check(
        "let a = b.map(|x: Vote| x); let b = c.filter(|x| x.id > 0); let c = a.union(votes.map(|(_, v)| v));",
        "S0011 a cycle without delay: `a` -> `c` -> `b` -> `a`
         at map(|x: Vote| x) -- expected a hop on the way back here
         see union(votes.map(|(_, v)| v)) -- through `c`
         see filter(|x| x.id > 0) -- through `b`
         help: send it over the network: `.send(..)`, `.broadcast(..)` or `.demux(..)`",
    );
    check(
        "let again = again.map(|x: u64| x);",
        "S0011 a cycle without delay: `again` -> `again`
         at map(|x: u64| x) -- expected a hop on the way back here
         help: send it over the network: `.send(..)`, `.broadcast(..)` or `.demux(..)`",
    );
    check(
        "let n = n.map(|x| x + 1); let _x = batch.cross_singleton(n).map(|(x, _)| x).all_ticks();",
        "S0011 a cycle without delay: `n` -> `n`
         at map(|x| x + 1) -- expected a hop on the way back here
         help: send it over the network: `.send(..)`, `.broadcast(..)` or `.demux(..)`",
    );
    check(
        "let n = n.defer_tick(|| 0u64).map(|x| x + 1); let _x = batch.cross_singleton(n).map(|(x, _)| x).all_ticks();",
        "",
    );
    check(
        "let n = n.map(|x: u64| x).all_ticks().batch(t); let _x = n.all_ticks();",
        "S0011 a cycle without delay: `n` -> `n`
         at batch(t) -- expected a hop on the way back here
         help: send it over the network: `.send(..)`, `.broadcast(..)` or `.demux(..)`",
    );
    check("let n = n.map(|x: u64| x).send(leader);", "");
}

#[test]
fn doubtful() {
    check(
        "let x = requests.map(|(_, r)| r.id);",
        "S0019 nothing reads `x`
         at map(|(_, r)| r.id) -- never used
         help: use it, remove it, or begin its name with `_`",
    );
    check(
        "let _x = requests.map(|(c, r)| (r.key, c)).join(requests.map(|(_, r)| (r.id, 2)));",
        "S0020 `join` grows without bound: `requests.map(..)` may repeat a key
         at join(requests.map(|(_, r)| (r.id, 2))) -- every element is remembered
         see map(|(c, r)| (r.key, c)) -- no fact says that the keys of `requests.map(..)` are unique
         help: state `#[unique(..)]` or `#[fd(.. -> ..)]` where the key comes from, or add `.until(watermark, |key| ..)`",
    );
    check("let _x = requests.map(|(c, r)| (r.id, c)).join(votes.quorum(|v| v.id, 3).map(|id| (id, ())));", "");
    check("let _x = requests.map(|(c, r)| (r.id, c)).join(votes.map(|(_, v)| (v.id, ())).unique());", "");
    check(
        "#[unique(0)] let once = votes.map(|(_, v)| (v.id, ())).unique(); let _x = requests.map(|(c, r)| (r.id, c)).join(once);",
        "",
    );
    check(
        "let _x = votes.quorum(|v| v.id, 2);",
        "S0020 `quorum` grows without bound: 2 of 3 are counted, and the others of `members` vote later
         at quorum(|v| v.id, 2) -- every key is remembered
         help: add `.until(watermark, |key| ..)`",
    );
    check(r#"let _x = requests.persist_to("log");"#, "");
}

#[test]
fn all_errors_at_once_and_none_that_follows() {
    check(
        "let a = votes.map(|v| v.idd).send(other); let b = a.union(requests).map(|(_, r)| r.nothing).values().last();",
        "S0015 `(MemberId<members>, Vote)` has no field `idd`
         at |v| v.idd
         help: take the tuple apart: `|(a, b)|`
         S0008 `a` is at `other`, `requests` at `leader`
         at union(requests) -- `union` needs both at one location
         see send(other) -- `a` is at `other`
         see send(leader) -- `requests` is at `leader`
         help: add `.send(other)` to `requests`
         S0013 `values` takes a keyed stream, and `a.union(..).map(..)` is a collection
         at values() -- expected a keyed stream
         see map(|(_, r)| r.nothing) -- `a.union(..).map(..)` is a collection
         help: add `.key_by(..)` before it
         S0093 `last` works inside a tick, and `a. .. .values()` is in none
         at last() -- expected a stream inside a tick
         see values() -- `a. .. .values()` is outside ticks
         help: declare `tick t at other;` and add `.batch(t)` to `a. .. .values()`
         S0019 nothing reads `b`
         at last() -- never used
         help: use it, remove it, or begin its name with `_`",
    );
    check(
        "let a = batch.send(other).map(|(_, r)| r.id).filter(|id| id.nothing); let _b: u8 = sorted.last().map(|x| x.id);",
        "S0009 `send` works outside ticks, and `batch` is in tick `t`
         at send(other) -- expected a stream outside ticks
         see batch(t) -- `batch` is in tick `t`
         help: add `.all_ticks()` to `batch`
         S0019 nothing reads `a`
         at filter(|id| id.nothing) -- never used
         help: use it, remove it, or begin its name with `_`
         S0093 `last` works inside a tick, and `sorted` is in none
         at last() -- expected a stream inside a tick
         see arrival_order() -- `sorted` is outside ticks
         help: add `.batch(t)` to `sorted`",
    );
}
