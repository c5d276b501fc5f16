//! Errors about where, when and in what shape a stream is.

use super::check;

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
        "S0093 `last` works inside a tick, and `sorted` is in none
         at last() -- expected a stream inside a tick
         see arrival_order() -- `sorted` is outside ticks
         help: add `.batch(t)` to `sorted`",
    );
    check(
        "let _x = batch.union(sorted);",
        "S0094 `batch` is in tick `t`, `sorted` outside ticks
         at union(sorted) -- `union` needs both in one
         see batch(t) -- `batch` is in tick `t`
         see arrival_order() -- `sorted` is outside ticks
         help: add `.batch(t)` to `sorted`, or `.all_ticks()` to `batch`",
    );
    check(
        "let _x = sorted.union(batch);",
        "S0094 `sorted` is outside ticks, `batch` in tick `t`
         at union(batch) -- `union` needs both in one
         see arrival_order() -- `sorted` is outside ticks
         see batch(t) -- `batch` is in tick `t`
         help: add `.all_ticks()` to `batch`",
    );
    check(
        "let _x = batch.union(sorted.batch(u)).all_ticks();",
        "S0094 `batch` is in tick `t`, `sorted.batch(..)` in tick `u`
         at union(sorted.batch(u)) -- `union` needs both in one
         see batch(t) -- `batch` is in tick `t`
         see batch(u) -- `sorted.batch(..)` is in tick `u`
         help: add `.all_ticks().batch(t)` to `sorted.batch(..)`",
    );
    check(
        "let _x = requests.all_ticks();",
        "S0093 `all_ticks` works inside a tick, and `requests` is in none
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
        "S0093 `cross_singleton` works inside a tick, and `requests.map(..)` is in none
         at cross_singleton(requests.map(|(_, r)| r.id)) -- expected a stream inside a tick
         see map(|(_, r)| r.id) -- `requests.map(..)` is outside ticks
         help: add `.batch(t)` to `requests.map(..)`",
    );
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
        "S0075 `batch.count()` is a singleton, and has no value in the first tick
         at defer_tick() -- expected a closure that makes the first value
         help: write `.defer_tick(|| ..)`",
    );
    check(
        "let _x = batch.defer_tick(|| 0).all_ticks();",
        "S0075 `batch` is a collection, and empty in the first tick
         at defer_tick(|| 0) -- expected no first value
         help: write `.defer_tick()`",
    );
    check(
        "let _x = requests.key_by(|(_, r)| r.key).map(|x| x);",
        "S0013 `map` takes an unkeyed stream, and `requests.key_by(..)` is a keyed stream
         at map(|x| x) -- expected an unkeyed stream
         see key_by(|(_, r)| r.key) -- `requests.key_by(..)` is a keyed stream
         help: add `.values()` before it, or `.entries()` for pairs `(key, value)`",
    );
    check(
        "let _x = requests.key_by(|(_, r)| r.key).send(other);",
        "S0013 `send` takes a collection, and `requests.key_by(..)` is a keyed stream
         at send(other) -- expected a collection
         see key_by(|(_, r)| r.key) -- `requests.key_by(..)` is a keyed stream
         help: add `.values()` before it, or `.entries()` for pairs `(key, value)`",
    );
}
