//! Each rule of the language, broken.

use super::{check, said};

#[test]
fn the_prelude_is_sound() {
    check("", "");
}

/// Names are the parser's business; here to see that nothing follows from its errors.
#[test]
fn unknown_names() {
    check(
        "let _x = reqests.map(|r| r);",
        "S0003 no stream is called `reqests`
         at reqests -- not declared
         help: did you mean `requests`?",
    );
}

#[test]
fn wrong_locations() {
    check(
        "let there = votes.map(|(_, v)| v).send(other); let _x = there.union(requests.map(|(_, r)| Vote { id: r.id }));",
        "S0008 `there` is at `other`, `requests.map(..)` at `leader`
         at union(requests.map(|(_, r)| Vote { id: r.id })) -- `union` needs both at one location
         see send(other) -- `there` is at `other`
         see map(|(_, r)| Vote { id: r.id }) -- `requests.map(..)` is at `leader`
         help: add `.send(other)` to `requests.map(..)`",
    );
    check(
        "let far = requests.map(|(_, r)| (r.id, ())).broadcast(members); let _x = far.join(requests.map(|(c, r)| (r.id, c)));",
        "S0008 `far` is at `members`, `requests.map(..)` at `leader`
         at join(requests.map(|(c, r)| (r.id, c))) -- `join` needs both at one location
         see broadcast(members) -- `far` is at `members`
         see map(|(c, r)| (r.id, c)) -- `requests.map(..)` is at `leader`
         help: add `.broadcast(members)` or `.demux(members)` to `requests.map(..)`",
    );
    check(
        "let _x = requests.send(other).batch(t).all_ticks();",
        "S0008 `requests.send(..)` is at `other`, tick `t` at `leader`
         at batch(t) -- expected a stream at `leader`
         see send(other) -- this is at `other`
         see t -- `t` ticks at `leader`
         help: add `.send(leader)` before `.batch(t)`",
    );
    check(
        r#"let _x = clients.input::<Request>("more").map(|r| r.id).filter(|id| *id > 0);"#,
        r#"S0008 `map` would run at `clients`, outside the system
         at map(|r| r.id) -- expected a stream at a process or cluster
         see input::<Request>("more") -- `clients.input("more")` is at `clients`
         help: add `.send(..)` or `.demux(..)` before it"#,
    );
    check(
        "let far = votes.map(|(_, v)| v.id).send(other); let _x = votes.quorum(|v| v.id, 2).until(far, |id| *id);",
        "S0008 `votes` is at `leader`, `far` at `other`
         at quorum(|v| v.id, 2).until(far, |id| *id) -- `quorum` needs both at one location
         see send(leader) -- `votes` is at `leader`
         see send(other) -- `far` is at `other`
         help: add `.send(leader)` to `far`",
    );
    check(
        "helper h of leader[2]; let part = requests.exchange(h, |(_, r)| r.key); let _x = part.union(requests);",
        "S0008 `part` is at `h`, `requests` at `leader`
         at union(requests) -- `union` needs both at one location
         see exchange(h, |(_, r)| r.key) -- `part` is at `h`
         see send(leader) -- `requests` is at `leader`
         help: add `.exchange(h, |x| ..)` to `requests`",
    );
    check(
        "helper h of leader[2]; let part = requests.exchange(h, |(_, r)| r.key); let _x = requests.union(part);",
        "S0008 `requests` is at `leader`, `part` at `h`
         at union(part) -- `union` needs both at one location
         see send(leader) -- `requests` is at `leader`
         see exchange(h, |(_, r)| r.key) -- `part` is at `h`
         help: add `.gather(leader)` to `part`",
    );
    check(
        "helper h of other[2]; let _x = requests.exchange(h, |(_, r)| r.key);",
        "S0008 `exchange` stays within one family: `requests` is at `leader`, not in the family of `h`
         at exchange(h, |(_, r)| r.key) -- expected a location of the family of `leader`
         see send(leader) -- `requests` is at `leader`
         help: use `.send(h, |x| ..)` instead",
    );
}

#[test]
fn wrong_ticks() {
    check(
        "let _x = batch.send(other);",
        "S0009 `send` works outside ticks, and `batch` is in tick `t`
         at send(other) -- expected a stream outside ticks
         see batch(t) -- `batch` is in tick `t`
         help: add `.all_ticks()` to `batch`",
    );
    check(
        "let _x = sorted.last();",
        "S0009 `last` works inside a tick, and `sorted` is in none
         at last() -- expected a stream inside a tick
         see arrival_order() -- `sorted` is outside ticks
         help: add `.batch(t)` to `sorted`",
    );
    check(
        "let _x = batch.union(sorted);",
        "S0009 `batch` is in tick `t`, `sorted` outside ticks
         at union(sorted) -- `union` needs both in one
         see batch(t) -- `batch` is in tick `t`
         see arrival_order() -- `sorted` is outside ticks
         help: add `.batch(t)` to `sorted`, or `.all_ticks()` to `batch`",
    );
    check(
        "let _x = sorted.union(batch);",
        "S0009 `sorted` is outside ticks, `batch` in tick `t`
         at union(batch) -- `union` needs both in one
         see arrival_order() -- `sorted` is outside ticks
         see batch(t) -- `batch` is in tick `t`
         help: add `.all_ticks()` to `batch`",
    );
    check(
        "let _x = batch.union(sorted.batch(u)).all_ticks();",
        "S0009 `batch` is in tick `t`, `sorted.batch(..)` in tick `u`
         at union(sorted.batch(u)) -- `union` needs both in one
         see batch(t) -- `batch` is in tick `t`
         see batch(u) -- `sorted.batch(..)` is in tick `u`
         help: add `.all_ticks().batch(t)` to `sorted.batch(..)`",
    );
    check(
        "let _x = requests.all_ticks();",
        "S0009 `all_ticks` works inside a tick, and `requests` is in none
         at all_ticks() -- expected a stream inside a tick
         see send(leader) -- `requests` is outside ticks
         help: leave `.all_ticks()` out",
    );
    check(
        "let _x = batch.batch(t);",
        "S0009 `batch` is in tick `t` already
         at batch(t) -- expected a stream outside ticks
         see batch(t) -- `batch` is in tick `t`
         help: leave `.batch(t)` out",
    );
    check(
        "let _x = batch.batch(u);",
        "S0009 `batch` works outside ticks, and `batch` is in tick `t`
         at batch(u) -- expected a stream outside ticks
         see batch(t) -- `batch` is in tick `t`
         help: add `.all_ticks()` to `batch`",
    );
    check(
        "let _x = batch.cross_singleton(requests.map(|(_, r)| r.id));",
        "S0009 `cross_singleton` works inside a tick, and `requests.map(..)` is in none
         at cross_singleton(requests.map(|(_, r)| r.id)) -- expected a stream inside a tick
         see map(|(_, r)| r.id) -- `requests.map(..)` is outside ticks
         help: add `.batch(t)` to `requests.map(..)`",
    );
}

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
fn two_types() {
    check(
        "let _x = requests.map(|(_, r)| r.id).union(requests.map(|(_, r)| r));",
        "S0012 `union` of two types: one stream carries `u64`, the other `Request`
         at union(requests.map(|(_, r)| r)) -- expected `u64`, found `Request`
         see map(|(_, r)| r.id) -- `requests.map(..)` carries `u64`
         see map(|(_, r)| r) -- `requests.map(..)` carries `Request`
         help: map one of them to the type of the other",
    );
    check(
        "let _x = requests.map(|(c, r)| (c, r)).join(requests.map(|(_, r)| (r.id, ())));",
        "S0012 `join` of two key types: `ClientId` and `u64`
         at join(requests.map(|(_, r)| (r.id, ()))) -- expected keys `ClientId`, found `u64`
         see map(|(c, r)| (c, r)) -- the key of `requests.map(..)` is `ClientId`
         see map(|(_, r)| (r.id, ())) -- the key of `requests.map(..)` is `u64`
         help: map both sides to `(key, value)` with the same key",
    );
    check(
        "let _x = requests.map(|(_, r)| r.id).join(requests.map(|(c, r)| (r.id, c)));",
        "S0012 `join` takes pairs `(key, value)`, and `requests.map(..)` carries `u64`
         at join(requests.map(|(c, r)| (r.id, c))) -- expected `(_, _)`, found `u64`
         see map(|(_, r)| r.id) -- `requests.map(..)` carries `u64`
         help: add `.map(|x| (key, value))` before it; a value may be `()`",
    );
    check(
        "let _x = requests.demux(members);",
        "S0012 `demux` takes `(MemberId<members>, _)`, and `requests` carries `(ClientId, Request)`
         at demux(members) -- expected `(MemberId<members>, _)`, found `(ClientId, Request)`
         see send(leader) -- `requests` carries `(ClientId, Request)`
         help: map each element to `(member, element)`; to reach all members, use `.broadcast(..)`",
    );
    check(
        r#"clients.output("more", requests.map(|(_, r)| r));"#,
        r#"S0012 `output` takes `(ClientId, _)`, and `requests.map(..)` carries `Request`
         at output("more", requests.map(|(_, r)| r)) -- expected `(ClientId, _)`, found `Request`
         see map(|(_, r)| r) -- `requests.map(..)` carries `Request`
         help: add `.map(|x| (client, x))`: every element names the client that gets it"#,
    );
    check(
        "let _x: u32 = requests.map(|(_, r)| r.id);",
        "S0012 `_x` is annotated `u32`, but carries `u64`
         at u32 -- expected `u64`
         see map(|(_, r)| r.id) -- this yields `u64`
         help: write `u64`, or leave the annotation out",
    );
    check(
        "let _x = requests.map(|r: Request| r.id);",
        "S0012 the closure of `map` takes `Request`, but gets `(ClientId, Request)`
         at |r: Request| r.id -- expected `(ClientId, Request)`, found `Request`
         help: annotate the parameter `(ClientId, Request)`, or leave the annotation out",
    );
    check(
        "let _x = requests.filter(|(_, r)| r.id);",
        "S0012 the closure of `filter` yields `u64`
         at |(_, r)| r.id -- expected `bool`
         help: compare, or use `.map(..)`",
    );
    check(
        "let _x = requests.filter_map(|(_, r)| r.id);",
        "S0012 the closure of `filter_map` yields `u64`
         at |(_, r)| r.id -- expected `Option<_>`
         help: wrap the result in `Some(..)`, or use `.map(..)`",
    );
    check(
        "let _x = requests.quorum(|r| 1u64, 2);",
        "S0012 `quorum` counts members, and `requests` carries `(ClientId, Request)`, which names none
         at quorum(|r| 1u64, 2) -- expected `(MemberId<_>, _)`, found `(ClientId, Request)`
         see send(leader) -- `requests` carries `(ClientId, Request)`
         help: use the stream as it arrives from a cluster, before its sender is mapped away",
    );
    check(
        "let _x = requests.map(|(a, b, c)| a);",
        "S0012 a pattern for 3 fields meets `(ClientId, Request)`
         at |(a, b, c)| a -- expected a pattern for `(ClientId, Request)`
         help: match the type as it is, or bind it to a name",
    );
    check(
        "let _x = batch.cross_singleton(batch.count()).all_ticks();",
        "S0012 `batch.cross_singleton(..)` borrows from a singleton, and would leave the tick with it
         at all_ticks() -- expected an owned type, found `((ClientId, Request), &u64)`
         see cross_singleton(batch.count()) -- `batch.cross_singleton(..)` carries `((ClientId, Request), &u64)`
         help: add `.map(..)` before it and copy or clone what is needed",
    );
    check(
        "let _x = batch.count().defer_tick(|| true).all_ticks();",
        "S0012 `defer_tick` of `u64` starts with `bool`
         at defer_tick(|| true) -- expected `u64`, found `bool`
         see count() -- `batch.count()` carries `u64`
         help: let the closure make a `u64`",
    );
    check(
        "let _x = votes.quorum(|v| v.id, 2).until(votes.map(|(m, _)| m), |id| *id);",
        "S0012 `until` compares `u64` with a watermark of `MemberId<members>`
         at |id| *id -- yields `u64`
         see map(|(m, _)| m) -- `votes.map(..)` carries `MemberId<members>`
         help: let the closure yield `MemberId<members>`",
    );
}

#[test]
fn unknown_fields() {
    check(
        "let _x = requests.map(|(_, r)| r.idd);",
        "S0015 `Request` has no field `idd`
         at |(_, r)| r.idd
         help: did you mean `id`?",
    );
    check(
        "let _x = requests.map(|r| r.id);",
        "S0015 `(ClientId, Request)` has no field `id`
         at |r| r.id
         help: take the tuple apart: `|(a, b)|`",
    );
    check(
        "let _x = votes.map(|(_, v)| Request { id: v.id, kye: 1 });",
        "S0015 `Request` has no field `kye`
         at |(_, v)| Request { id: v.id, kye: 1 }
         help: its fields are `id`, `key`",
    );
    check(
        "#[unique(idd)] let _x = requests.map(|r| r);",
        "S0015 `#[unique]` names `idd`, which `_x` does not have
         at map(|r| r) -- carries `(ClientId, Request)`
         help: did you mean `id`?",
    );
    check(
        "#[unique(nothing)] let _x = requests.map(|(c, r)| (c, c));",
        "S0015 `#[unique]` names `nothing`, which `_x` does not have
         at map(|(c, r)| (c, c)) -- carries `(ClientId, ClientId)`
         help: its fields are `0`, `1`",
    );
    check(
        "#[unique(id)] let _x = requests.map(|(_, r)| (r, Vote { id: 1 }));",
        "S0015 `#[unique]` names `id`, and `_x` has several
         at map(|(_, r)| (r, Vote { id: 1 })) -- carries `(Request, Vote)`
         help: map the stream to a type in which the name is unique",
    );
    check(
        "#[fd((id, slot) -> key)] let _x = requests.map(|r| r);",
        "S0015 `#[fd]` names `slot`, which `_x` does not have
         at map(|r| r) -- carries `(ClientId, Request)`
         help: its fields are `0`, `1`, `id`, `key`",
    );
    check("#[fd((id, slot) -> key)] let _x = requests.map(|r| unheard_of(r));", "");
}

#[test]
fn wrong_shapes() {
    check(
        "let _x = sorted.values();",
        "S0013 `values` takes a keyed stream, and `sorted` is a collection
         at values() -- expected a keyed stream
         see arrival_order() -- `sorted` is a collection
         help: add `.key_by(..)` before it",
    );
    check(
        "let _x = batch.last().enumerate().all_ticks();",
        "S0013 `enumerate` takes a collection, and `batch.last()` is an optional
         at enumerate() -- expected a collection
         see last() -- `batch.last()` is an optional
         help: use the collection that it was made from",
    );
    check(
        "let _x = batch.unwrap_or(batch.count()).all_ticks();",
        "S0013 `unwrap_or` takes an optional, and `batch` is a collection
         at unwrap_or(batch.count()) -- expected an optional
         see batch(t) -- `batch` is a collection
         help: make it one value: `.last()`, `.max()`, `.count()` or `.fold(..)`",
    );
    check(
        "let _x = batch.last().unwrap_or(batch.last()).all_ticks();",
        "S0013 `unwrap_or` takes a singleton, and `batch.last()` is an optional
         at unwrap_or(batch.last()) -- expected a singleton
         see last() -- `batch.last()` is an optional
         help: add `.unwrap_or(..)` to it",
    );
    check(
        "let _x = batch.cross_singleton(batch).all_ticks();",
        "S0013 `cross_singleton` takes a singleton or an optional, and `batch` is a collection
         at cross_singleton(batch) -- expected a singleton or an optional
         see batch(t) -- `batch` is a collection
         help: make it one value: `.last()`, `.max()`, `.count()` or `.fold(..)`",
    );
    check(
        "let _x = batch.filter_if_some(batch.count()).all_ticks();",
        "S0013 `filter_if_some` takes an optional, and `batch.count()` is a singleton
         at filter_if_some(batch.count()) -- expected an optional
         see count() -- `batch.count()` is a singleton
         help: a singleton is always there: leave this operator out",
    );
    check(
        "let _x = batch.count().defer_tick().all_ticks();",
        "S0006 `batch.count()` is a singleton, and has no value in the first tick
         at defer_tick() -- expected a closure that makes the first value
         help: write `.defer_tick(|| ..)`",
    );
    check(
        "let _x = batch.defer_tick(|| 0).all_ticks();",
        "S0006 `batch` is a collection, and empty in the first tick
         at defer_tick(|| 0) -- expected no first value
         help: write `.defer_tick()`",
    );
    check(
        "let _x = requests.key_by(|(_, r)| r.key).map(|x| x);",
        "S0013 `map` takes an unkeyed stream, and `requests.key_by(..)` is a keyed stream
         at map(|x| x) -- expected an unkeyed stream
         see key_by(|(_, r)| r.key) -- `requests.key_by(..)` is a keyed stream
         help: add `.values()` before it",
    );
    check(
        "let _x = requests.key_by(|(_, r)| r.key).send(other);",
        "S0013 `send` takes a collection, and `requests.key_by(..)` is a keyed stream
         at send(other) -- expected a collection
         see key_by(|(_, r)| r.key) -- `requests.key_by(..)` is a keyed stream
         help: add `.values()` before it",
    );
}

#[test]
fn misplaced_facts_and_constants() {
    check(
        "let _x = votes.quorum(|v| v.id, 4);",
        "S0016 a quorum of 4, but `members` has 3 members
         at 4 -- expected at most 3
         help: a majority of `members` is 2",
    );
    check(
        "#[routed] let _x = requests.map(|r| r).send(other);",
        r#"S0014 `#[routed]` lets clients route an input, and `_x` is not the hop that it arrives by
         at send(other) -- expected a hop directly from an input
         help: put it on `let x = clients.input::<T>("port").send(..);`"#,
    );
    check(r#"#[routed] let _x = clients.input::<Request>("more").send(other);"#, "");
    check(
        "#[balanced] let _x = requests.send(other);",
        "S0014 `#[balanced]` speaks of a demux, and `_x` is none
         at send(other) -- expected a demux
         help: put it on `let x = y.demux(..);`",
    );
}

#[test]
fn workloads() {
    check(
        r#"workload { drive("reqests", |i, rng| Request { id: i, key: 1 }); answer("requests", "reply", |a, b| true); }"#,
        r#"S0017 `drive` names "reqests", which is no input of the program
         at |i, rng| Request { id: i, key: 1 } -- expected an input
         help: did you mean "requests"?
         S0017 `answer` names "reply", which is no output of the program
         at |a, b| true -- expected an output
         help: its outputs are "replies""#,
    );
    check(
        r#"workload { observe("outcomes", bag); atomic("a", "b"); }"#,
        r#"S0017 `atomic` names "a", which is no log of the program
         at  -- expected a log
         help: the program has no log
         S0017 `atomic` names "b", which is no log of the program
         at  -- expected a log
         help: the program has no log
         S0017 `observe` names "outcomes", which is no output of the program
         at  -- expected an output
         help: its outputs are "replies""#,
    );
    check(
        r#"let _x = requests.persist_to("log"); workload { atomic("logs", "log"); }"#,
        r#"S0017 `atomic` names "logs", which is no log of the program
         at  -- expected a log
         help: did you mean "log"?"#,
    );
}

#[test]
fn affinities() {
    check(
        "colocate(leader, other); separate(other, leader);",
        "S0018 `leader` and `other` are kept apart here, and together elsewhere
         at separate(other, leader); -- expected no `colocate` of the two
         see colocate(leader, other); -- `colocate` puts them together
         help: remove one of the two statements",
    );
    check("colocate(leader, other); colocate(other, members); separate(leader, members);", "");
    check(
        "fuse(leader, other); fuse(other, members); separate(leader, members);",
        "S0018 `leader` and `members` are kept apart here, and together elsewhere
         at separate(leader, members); -- expected no `fuse` of the two
         see fuse(leader, other); -- `fuse` puts them together
         help: remove one of the two statements",
    );
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
         S0009 `last` works inside a tick, and `a. .. .values()` is in none
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
         S0009 `last` works inside a tick, and `sorted` is in none
         at last() -- expected a stream inside a tick
         see arrival_order() -- `sorted` is outside ticks
         help: add `.batch(t)` to `sorted`",
    );
}

#[test]
fn a_program_without_output() {
    for text in
        ["", "process leader;", "process leader; external clients; let _x = clients.input::<u64>(\"in\").send(leader);"]
    {
        assert!(said(text)[0].starts_with("S0021 a program without output"), "{text}");
    }
}
