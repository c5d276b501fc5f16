//! The streams that each operator yields.

use super::{PRELUDE, described};

/// Streams of statements after the prelude.
fn check(text: &str, expect: &[(&str, &str)]) {
    described(&format!("{PRELUDE}{text}"), expect);
}

#[test]
fn sources() {
    check(
        r#"let items = leader.source_iter(|| vec![1u64, 2]);
        let dice = members.random(20ms);
        let log = sorted.persist_to("log");
        let before = leader.recover::<(ClientId, Request)>("log");
        let start = t.first_tick();"#,
        &[
            ("items", "leader - collection ordered u64"),
            ("dice", "members - collection ordered u64"),
            ("before", "leader - collection ordered (ClientId, Request) repeated"),
            ("start", "leader t optional ordered ()"),
        ],
    );
}

#[test]
fn outside_ticks() {
    check(
        r#"let seen = sorted.inspect(|(_, r)| format!("saw {}", r.id));
        let shuffled = sorted.unordered();
        let pairs = sorted.cross_product(votes);
        let dealt = sorted.map(|(_, r)| r.id).deal(members);
        let turns = sorted.map(|(_, r)| r.id).round_robin(members);
        let keyed = sorted.map(|(_, r)| r).key_by(|r| r.key);
        let keys = keyed.keys();
        let entries = keyed.entries();"#,
        &[
            ("seen", "leader - collection ordered (ClientId, Request)"),
            ("shuffled", "leader - collection unordered (ClientId, Request)"),
            ("pairs", "leader - collection unordered ((ClientId, Request), (MemberId<members>, Vote))"),
            ("dealt", "leader - collection ordered (MemberId<members>, u64)"),
            ("turns", "members - collection ordered u64"),
            ("keys", "leader - collection unordered u64"),
            ("entries", "leader - collection unordered (u64, Request)"),
        ],
    );
}

#[test]
fn running_values() {
    check(
        r#"let ids = sorted.map(|(_, r)| r.id);
        let sum = ids.fold(|| 0u64, |sum, id| *sum += id);
        let last = ids.reduce(|last, id| *last = id);
        let many = votes.count();
        let top = ids.max();
        let keyed = sorted.map(|(_, r)| r).key_by(|r| r.key);
        let totals = keyed.fold(|| 0u64, |sum, r| *sum += r.id);
        let counts = keyed.count();
        let smallest = ids.key_by(|id| id % 2).min();"#,
        &[
            ("sum", "leader - running-singleton ordered u64"),
            ("last", "leader - running-optional ordered u64"),
            ("many", "leader - running-singleton ordered u64"),
            ("top", "leader - running-optional ordered u64"),
            ("totals", "leader - running-keyed unordered (u64, u64)"),
            ("counts", "leader - running-keyed unordered (u64, u64)"),
            ("smallest", "leader - running-keyed unordered (u64, u64)"),
        ],
    );
}

#[test]
fn snapshots() {
    check(
        r#"let sum = sorted.fold(|| 0u64, |sum, (_, r)| *sum += r.id).snapshot(t);
        let top = sorted.map(|(_, r)| r.id).max().snapshot(t);
        let counts = sorted.key_by(|(_, r)| r.key).count().snapshot(t);
        let state = sorted.map(|(_, r)| Max(r.id)).merge().snapshot(t);"#,
        &[
            ("sum", "leader t singleton ordered u64"),
            ("top", "leader t optional ordered u64"),
            ("counts", "leader t keyed unordered (u64, u64)"),
            ("state", "leader t optional ordered Max<u64>"),
        ],
    );
}

#[test]
fn in_ticks() {
    check(
        r#"let ids = batch.map(|(_, r)| r.id);
        let keyed = batch.map(|(_, r)| r).key_by(|r| r.key);
        let sum = ids.reduce(|sum, id| *sum += id);
        let least = ids.min();
        let first = ids.first();
        let totals = keyed.fold(|| 0u64, |sum, r| *sum += r.id);
        let arranged = votes.batch(t).map(|(_, v)| v.id).sort();
        let news = ids.persist().delta();
        let fresh = batch.map(|(_, r)| (r.id, r)).anti_join(ids);
        let pairs = ids.cross_product(arranged);
        let both = batch.map(|(_, r)| (r.id, r)).join(batch.map(|(c, r)| (r.id, c)));"#,
        &[
            ("sum", "leader t optional ordered u64"),
            ("least", "leader t optional ordered u64"),
            ("first", "leader t optional ordered u64"),
            ("totals", "leader t keyed unordered (u64, u64)"),
            ("arranged", "leader t collection ordered u64"),
            ("news", "leader t collection unordered u64"),
            ("fresh", "leader t collection ordered (u64, Request)"),
            ("pairs", "leader t collection unordered (u64, u64)"),
            ("both", "leader t collection unordered (u64, (Request, ClientId))"),
        ],
    );
}

#[test]
fn atomic_regions() {
    check(
        r#"let done = batch.all_ticks_atomic();
        let sum = done.fold(|| 0u64, |sum, (_, r)| *sum += r.id);
        let known = sum.snapshot(t);
        let acks = done.map(|(c, r)| (c, r.id)).end_atomic();"#,
        &[
            ("done", "leader after(t) collection ordered (ClientId, Request)"),
            ("sum", "leader after(t) running-singleton ordered u64"),
            ("known", "leader t singleton ordered u64"),
            ("acks", "leader - collection ordered (ClientId, u64)"),
        ],
    );
}

#[test]
fn lattices() {
    check(
        r#"let seen = votes.map(|(_, v)| Max::new(v.id)).merge();
        let gossip = seen.broadcast(members);
        let back = gossip.send(leader).map(#[monotone] |(_, max)| max).union(seen).merge();"#,
        &[
            ("seen", "leader - lattice unordered Max<u64> repeated"),
            ("gossip", "members - lattice unordered Max<u64> repeated"),
            ("back", "leader - lattice unordered Max<u64> repeated"),
        ],
    );
}
