//! Errors about types.

use super::check;

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
        "S0077 `join` of two key types: `ClientId` and `u64`
         at join(requests.map(|(_, r)| (r.id, ()))) -- expected keys `ClientId`, found `u64`
         see map(|(c, r)| (c, r)) -- the key of `requests.map(..)` is `ClientId`
         see map(|(_, r)| (r.id, ())) -- the key of `requests.map(..)` is `u64`
         help: map both sides to `(key, value)` with the same key",
    );
    check(
        "let _x = requests.map(|(_, r)| r.id).join(requests.map(|(c, r)| (r.id, c)));",
        "S0076 `join` takes pairs `(key, value)`, and `requests.map(..)` carries `u64`
         at join(requests.map(|(c, r)| (r.id, c))) -- expected `(_, _)`, found `u64`
         see map(|(_, r)| r.id) -- `requests.map(..)` carries `u64`
         help: add `.map(|x| (key, value))` before it; a value may be `()`",
    );
    check(
        "let _x = requests.demux(members);",
        "S0078 `demux` takes `(MemberId<members>, _)`, and `requests` carries `(ClientId, Request)`
         at demux(members) -- expected `(MemberId<members>, _)`, found `(ClientId, Request)`
         see send(leader) -- `requests` carries `(ClientId, Request)`
         help: map each element to `(member, element)`; to reach all members, use `.broadcast(..)`",
    );
    check(
        r#"clients.output("more", requests.map(|(_, r)| r));"#,
        r#"S0082 `output` takes `(ClientId, _)`, and `requests.map(..)` carries `Request`
         at output("more", requests.map(|(_, r)| r)) -- expected `(ClientId, _)`, found `Request`
         see map(|(_, r)| r) -- `requests.map(..)` carries `Request`
         help: add `.map(|x| (client, x))`: every element names the client that gets it"#,
    );
    check(
        "let _x: u32 = requests.map(|(_, r)| r.id);",
        "S0086 `_x` is annotated `u32`, but carries `u64`
         at u32 -- expected `u64`
         see map(|(_, r)| r.id) -- this yields `u64`
         help: write `u64`, or leave the annotation out",
    );
    check("let _x = sorted.scan(|| 0u64, |n, r, out: &mut Vec<u64>| { *n += 1; out.push(*n); });", "");
    check(
        "let _x: u32 = sorted.scan(|| 0u64, |n, r, out: &mut Vec<u64>| out.extend(None));",
        "S0086 `_x` is annotated `u32`, but carries `u64`
         at u32 -- expected `u64`
         see scan(|| 0u64, |n, r, out: &mut Vec<u64>| out.extend(None)) -- this yields `u64`
         help: write `u64`, or leave the annotation out",
    );
    check(
        "let _x = requests.quorum(|r| 1u64, 2);",
        "S0079 `quorum` counts members, and `requests` carries `(ClientId, Request)`, which names none
         at quorum(|r| 1u64, 2) -- expected `(MemberId<_>, _)`, found `(ClientId, Request)`
         see send(leader) -- `requests` carries `(ClientId, Request)`
         help: use the stream as it arrives from a cluster, before its sender is mapped away",
    );
    check(
        "let _x = batch.cross_singleton(batch.count()).all_ticks();",
        "S0083 `batch.cross_singleton(..)` borrows from a singleton, and would leave the tick with it
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
}

#[test]
fn two_types_in_closures() {
    check(
        "let _x = requests.map(|r: Request| r.id);",
        "S0085 the closure of `map` takes `Request`, but gets `(ClientId, Request)`
         at |r: Request| r.id -- expected `(ClientId, Request)`, found `Request`
         help: annotate the parameter `(ClientId, Request)`, or leave the annotation out",
    );
    check(
        "let _x = requests.filter(|(_, r)| r.id);",
        "S0084 the closure of `filter` yields `u64`
         at |(_, r)| r.id -- expected `bool`
         help: compare, or use `.map(..)`",
    );
    check(
        "let _x = requests.filter_map(|(_, r)| r.id);",
        "S0084 the closure of `filter_map` yields `u64`
         at |(_, r)| r.id -- expected `Option<_>`
         help: wrap the result in `Some(..)`, or use `.map(..)`",
    );
    check(
        "let _x = requests.map(|(a, b, c)| a);",
        "S0085 a pattern for 3 fields meets `(ClientId, Request)`
         at |(a, b, c)| a -- expected a pattern for `(ClientId, Request)`
         help: match the type as it is, or bind it to a name",
    );
    check(
        "let _x = votes.quorum(|v| v.id, 2).until(votes.map(|(m, _)| m), |id| *id);",
        "S0081 `until` compares `u64` with a watermark of `MemberId<members>`
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
         help: did you mean `key`?",
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
