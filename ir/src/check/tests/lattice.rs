//! Lattice streams: what they are made of, and who may read them.

use super::check;

#[test]
fn what_has_a_join() {
    check(
        "let _x = votes.map(|(_, v)| v.id).merge();",
        r#"
            S0025 `merge` takes points of a lattice, and `u64` is none
            at merge() -- expected a lattice, found `u64`
            see map(|(_, v)| v.id) -- `votes.map(..)` carries `u64`
            help: map it to `Max<_>`, `Min<_>`, `SetUnion<_>`, `MapUnion<_, _>`, `Pair<_, _>` or `Lww<_>`
        "#,
    );
    check("let _x = votes.map(|(_, v)| SetUnion::from_one(v.id)).merge();", "");
    check("let _x = votes.map(|(_, v)| Pair(Max(v.id), Min(v.id))).merge();", "");
    check(
        "let _x = votes.map(|(_, v)| Pair(Max(v.id), v)).merge();",
        r#"
            S0025 `merge` takes points of a lattice, and `Vote` is none
            at merge() -- expected a lattice, found `Pair<Max<u64>, Vote>`
            see map(|(_, v)| Pair(Max(v.id), v)) -- `votes.map(..)` carries `Pair<Max<u64>, Vote>`
            help: write `impl Lattice for Vote`, or map it to `Max<_>`, `Min<_>`, `SetUnion<_>`, `MapUnion<_, _>`, `Pair<_, _>` or `Lww<_>`
        "#,
    );
    check(
        "let _x = votes.map(|(_, v)| MapUnion::from_one(v.id, 7u64)).merge();",
        r#"
            S0025 `merge` takes points of a lattice, and `u64` is none
            at merge() -- expected a lattice, found `MapUnion<u64, u64>`
            see map(|(_, v)| MapUnion::from_one(v.id, 7u64)) -- `votes.map(..)` carries `MapUnion<u64, u64>`
            help: map it to `Max<_>`, `Min<_>`, `SetUnion<_>`, `MapUnion<_, _>`, `Pair<_, _>` or `Lww<_>`
        "#,
    );
    check(
        "struct Seen { top: u64 } impl Lattice for Seen { fn merge(&mut self, other: Seen) -> bool { let grew = other.top > self.top; self.top = self.top.max(other.top); grew } } let _x = votes.map(|(_, v)| Seen { top: v.id }).merge();",
        "",
    );
    check(
        "struct Seen { top: u64 } impl Lattice for Seen { fn merge(&mut self, other: u64) {} } let _x = votes.map(|(_, v)| Seen { top: v.id }).merge();",
        r#"
            S0025 `impl Lattice for Seen` has no `merge` that fits
            at merge() -- expected a lattice, found `Seen`
            see map(|(_, v)| Seen { top: v.id }) -- `votes.map(..)` carries `Seen`
            help: write `fn merge(&mut self, other: Self) -> bool`, which says whether `self` grew
        "#,
    );
    check(
        "struct Max { top: u64 } let _x = votes.map(|(_, v)| Max { top: v.id }).merge();",
        r#"
            S0025 `merge` takes points of a lattice, and `Max` is none
            at merge() -- expected a lattice, found `Max`
            see map(|(_, v)| Max { top: v.id }) -- `votes.map(..)` carries `Max`
            help: write `impl Lattice for Max`, or map it to `Max<_>`, `Min<_>`, `SetUnion<_>`, `MapUnion<_, _>`, `Pair<_, _>` or `Lww<_>`
        "#,
    );
    check(
        "let all = votes.map(|(_, v)| Max(v.id)).merge(); let _x = all.broadcast(members).send(leader).merge();",
        r#"
            S0025 `merge` takes points of a lattice, and `all.broadcast(..).send(..)` carries `(MemberId<members>, Max<u64>)`, with the sender
            at merge() -- expected a lattice, found `(MemberId<members>, Max<u64>)`
            see send(leader) -- `all.broadcast(..).send(..)` carries `(MemberId<members>, Max<u64>)`
            help: take the sender off: `.map(#[monotone] |(_, point)| point)`
        "#,
    );
}

#[test]
fn who_may_read_them() {
    check(
        "let all = votes.map(|(_, v)| Max(v.id)).merge(); let _x = all.filter(|top| top.0 > 3);",
        r#"
            S0024 `filter` reads `all`, a lattice stream: what it says of a point may be false of a larger one
            at filter(|top| top.0 > 3) -- expected an unkeyed stream
            see merge() -- `all` is a lattice stream
            help: read it with `.snapshot(tick)`, or apply a `#[monotone]` closure with `.map(..)`
        "#,
    );
    check(
        "let all = votes.map(|(_, v)| Max(v.id)).merge(); let _x = all.map(|top| top.0);",
        r#"
            S0024 `map` reads `all`, a lattice stream, and does not say that it is monotone
            at map(|top| top.0) -- a larger point might give a smaller result
            see merge() -- `all` is a lattice stream
            help: say `#[monotone]` before the closure if a larger point never gives a smaller one; else read it with `.snapshot(tick)`
        "#,
    );
    check(
        "let all = votes.map(|(_, v)| Max(v.id)).merge(); let _x = all.map(#[monotone] |top| Max(top.0 + 1)).merge();",
        "",
    );
    check(
        "let all = votes.map(|(_, v)| Max(v.id)).merge(); let _x = all.filter_map(#[monotone] |top| (top.0 > 3).then(|| top)).snapshot(t);",
        "",
    );
    check(
        "let all = votes.map(|(_, v)| Max(v.id)).merge(); let _x = all.union(votes.map(|(_, v)| Max(v.id)));",
        r#"
            S0024 `union` of `all`, a lattice stream, and `votes.map(..)`, a collection
            at union(votes.map(|(_, v)| Max(v.id))) -- expected two lattice streams
            see merge() -- `all` is a lattice stream
            see map(|(_, v)| Max(v.id)) -- `votes.map(..)` is a collection
            help: add `.merge()` to `votes.map(..)`, or read `all` with `.snapshot(tick)` first
        "#,
    );
    check(
        "let all = votes.map(|(_, v)| Max(v.id)).merge(); let _x = all.count();",
        r#"
            S0024 `count` reads `all`, a lattice stream: what it says of a point may be false of a larger one
            at count() -- expected a collection or a keyed stream
            see merge() -- `all` is a lattice stream
            help: read it with `.snapshot(tick)`, or apply a `#[monotone]` closure with `.map(..)`
        "#,
    );
    check(
        "let all = votes.map(|(_, v)| Max(v.id)).merge(); let _x = all.batch(t);",
        r#"
            S0024 `batch` reads `all`, a lattice stream: what it says of a point may be false of a larger one
            at batch(t) -- expected a collection
            see merge() -- `all` is a lattice stream
            help: read it with `.snapshot(tick)`, or apply a `#[monotone]` closure with `.map(..)`
        "#,
    );
}

#[test]
fn observation() {
    check(
        r#"let all = votes.map(|(_, v)| (ClientId(0), Max(v.id))); let _y = all.map(|(_, x)| x).merge(); clients.output("top", _y.map(#[monotone] |top| (ClientId(0), top)));"#,
        r#"
            S0041 "top" sends points of a lattice: what counts of `_y.map(..)` is their join
            at output("top", _y.map(#[monotone] |top| (ClientId(0), top))) -- expected an observer of the join
            see map(#[monotone] |top| (ClientId(0), top)) -- `_y.map(..)` is a lattice stream
            help: add `observe("top", lattice);` to the workload
        "#,
    );
    check(
        r#"let all = votes.map(|(_, v)| Max(v.id)).merge(); clients.output("top", all.map(#[monotone] |top| (ClientId(0), top))); workload { observe("top", lattice); }"#,
        "",
    );
    check(
        r#"let all = votes.map(|(_, v)| Max(v.id)).merge(); clients.output("top", all.map(#[monotone] |top| (ClientId(0), top))); workload { observe("top", bag); }"#,
        r#"
            S0041 "top" sends points of a lattice: what counts of `all.map(..)` is their join
            at output("top", all.map(#[monotone] |top| (ClientId(0), top))) -- expected an observer of the join
            see map(#[monotone] |top| (ClientId(0), top)) -- `all.map(..)` is a lattice stream
            help: add `observe("top", lattice);` to the workload
        "#,
    );
    check(
        r#"workload { observe("replies", lattice); }"#,
        r#"
            S0041 "replies" is observed as a lattice, and `requests` is a collection
            at output("replies", requests) -- expected a lattice stream
            see send(leader) -- `requests` is a collection
            help: add `.merge()` to it, or observe a `bag` or a `set`
        "#,
    );
    check(
        r#"workload { observe("replies", sequence); }"#,
        r#"
            S0041 "replies" is observed as a sequence, and `requests` has no order
            at output("replies", requests) -- expected an ordered stream
            see send(leader) -- `requests` has no order
            help: add `.arrival_order()` to it, or observe a `bag`
        "#,
    );
    check(r#"clients.output("sorted", sorted); workload { observe("sorted", sequence); }"#, "");
}
