//! Each operator by what it makes of small inputs, under every schedule.

mod support;

use suki_meaning::Bounds;
use support::{numbers, outcomes};

const HEAD: &str = "process a; cluster c[2]; external clients; tick t at a;\n\
                    let x = clients.input::<u64>(\"in\").send(a);\nlet y = x.map(|x| x.1);\n";

/// Lets a client send numbers, and compares all that it may get when nothing is left to do.
#[track_caller]
fn check(body: &str, sent: &[u64], expect: &[&str]) {
    let observe = if body.contains("// sequence") { "sequence" } else { "bag" };
    let text = format!("{HEAD}{body}\nworkload {{ observe(\"out\", {observe}); }}");
    let found = outcomes(&text, numbers("in", sent));
    let mut expect: Vec<String> = expect.iter().map(|line| line.to_string()).collect();
    expect.sort();
    let sort = |line: &String| {
        let mut words: Vec<&str> = line.split(' ').collect();
        if observe == "bag" && !line.contains('(') {
            words.sort_by_key(|word| word.parse::<u64>().unwrap_or(0));
        }
        words.join(" ")
    };
    let mut found: Vec<String> = found.iter().map(sort).collect();
    found.sort();
    assert_eq!(found, expect, "{body}");
}

const OUT: &str = "clients.output(\"out\", z.map(|x| (0, x)));";

#[test]
fn stateless_operators() {
    check(&format!("let z = y.map(|x| x + 1); {OUT}"), &[1, 2], &["2 3"]);
    check(&format!("let z = y.filter(|x| *x > 1); {OUT}"), &[1, 2], &["2"]);
    check(&format!("let z = y.filter_map(|x| (x > 1).then_some(x * 10)); {OUT}"), &[1, 2], &["20"]);
    check(&format!("let z = y.flat_map(|x| vec![x, x + 10]); {OUT}"), &[1], &["1 11"]);
    check(&format!("let z = y.union(y.map(|x| x + 1)); {OUT}"), &[1], &["1 2"]);
    check(&format!("let z = y.key_by(|x| *x % 2).values(); {OUT}"), &[1, 4], &["1 4"]);
    check(&format!("let z = y.key_by(|x| *x % 2).keys(); {OUT}"), &[1, 4], &["0 1"]);
}

#[test]
fn state_outside_ticks() {
    check(&format!("let z = y.unique(); {OUT}"), &[1, 1, 2], &["1 2"]);
    let joined = "clients.output(\"out\", z.map(|x| (0, x.1.0 * 100 + x.1.1)));";
    let keyed = "let k = y.map(|x| (x % 2, x));";
    check(&format!("{keyed} let z = k.join(k.map(|x| (x.0, x.1 + 1))); {joined}"), &[1, 2], &["102 203"]);
    let crossed = "clients.output(\"out\", z.map(|x| (0, x.0 * 100 + x.1)));";
    check(&format!("let z = y.cross_product(y.map(|x| x + 1)); {crossed}"), &[1, 2], &["102 103 202 203"]);
    let scan = "scan(|| 0, |sum, x, out| { *sum += x; out.push(*sum); })";
    check(&format!("let z = y.arrival_order().{scan}; {OUT}"), &[1, 2], &["1 3", "2 3"]);
    check(
        &format!("let z = y.key_by(|x| *x % 2).arrival_order().{scan}.values(); {OUT}"),
        &[1, 2, 4],
        &["1 2 6", "1 4 6"],
    );
    check(&format!("let z = y.arrival_order(); {OUT} // sequence"), &[1, 2], &["1 2", "2 1"]);
}

#[test]
fn hops_say_who_has_sent() {
    let shown = "clients.output(\"out\", z.map(|x| (0, x.0 * 100 + x.1)));";
    check(&format!("let z = y.broadcast(c).map(|x| x + 1).send(a); {shown}"), &[1], &["2 102"]);
    let dealt = "let z = y.arrival_order().deal(c).demux(c).send(a);";
    check(&format!("{dealt} {shown}"), &[5, 6], &["5 106", "6 105"]);
}

#[test]
fn a_quorum_is_reached_once() {
    let votes = "let v = y.broadcast(c).send(a);";
    check(&format!("{votes} let z = v.quorum(|x| x, 1); {OUT}"), &[3, 4], &["3 4"]);
    check(&format!("{votes} let z = v.quorum(|x| x, 2); {OUT}"), &[3, 4], &["3 4"]);
    // One member twice is no quorum.
    check(
        &format!("let v = y.broadcast(c).send(a).filter(|x| x.1 > 1); let z = v.union(v).quorum(|x| x, 2); {OUT}"),
        &[1, 2],
        &["2"],
    );
}

#[test]
fn what_comes_below_the_watermark_is_dropped() {
    let low = "let low = y.filter(|x| *x > 1);";
    let votes = "let v = y.broadcast(c).send(a);";
    // The watermark may come before any vote, or after all: 1 is below it, 2 is not.
    let all = ["", "1", "1 2", "2"];
    check(&format!("{votes} {low} let z = v.quorum(|x| x, 2).until(low, |key| *key); {OUT}"), &[1, 2], &all[2..]);
}

#[test]
fn ticks_see_what_has_come() {
    check(&format!("let z = y.batch(t).count().all_ticks(); {OUT}"), &[1, 2], &["1 1", "2"]);
    check(&format!("let z = y.batch(t).max().all_ticks(); {OUT}"), &[1, 2], &["1 2", "2"]);
    check(&format!("let z = y.batch(t).min().all_ticks(); {OUT}"), &[1, 2], &["1", "1 2"]);
    check(&format!("let z = y.batch(t).persist().count().all_ticks(); {OUT}"), &[1, 2], &["1 2", "2"]);
    check(&format!("let z = y.batch(t).sort().first().all_ticks(); {OUT}"), &[1, 2], &["1", "1 2"]);
    check(&format!("let z = y.batch(t).sort().last().all_ticks(); {OUT}"), &[1, 2], &["1 2", "2"]);
    check(&format!("let z = y.batch(t).unique().all_ticks(); {OUT}"), &[1, 1], &["1", "1 1"]);
    check(&format!("let z = y.batch(t).persist().delta().all_ticks(); {OUT}"), &[1, 2], &["1 2"]);
    check(
        &format!("let z = y.batch(t).sort().fold(|| 0, |acc, x| *acc = *acc * 10 + x).all_ticks(); {OUT}"),
        &[2, 1],
        &["1 2", "12"],
    );
    check(&format!("let z = y.batch(t).sort().reduce(|sum, x| *sum += x).all_ticks(); {OUT}"), &[1, 2], &["1 2", "3"]);
    let shown = "clients.output(\"out\", z.map(|x| (0, x.0 * 100 + x.1)));";
    check(&format!("let z = y.batch(t).sort().enumerate().all_ticks(); {shown}"), &[1, 2], &["1 102", "1 2"]);
    check(
        &format!("let b = y.batch(t); let z = b.cross_product(b).all_ticks(); {shown}"),
        &[1, 2],
        &["101 102 201 202", "101 202"],
    );
    let keyed = "let k = y.batch(t).map(|x| (x % 2, x));";
    let rows = "clients.output(\"out\", z.map(|x| (0, x.1)));";
    check(
        &format!("{keyed} let z = k.anti_join(k.filter(|x| x.1 > 1).map(|x| x.0)).all_ticks(); {rows}"),
        &[1, 3],
        &["", "1"],
    );
}

#[test]
fn values_of_a_tick() {
    let b = "let b = y.batch(t);";
    let none = "let s = b.filter(|x| *x > 1).max();";
    check(&format!("{b} {none} let z = s.unwrap_or(b.count()).all_ticks(); {OUT}"), &[1, 3], &["1 3", "3"]);
    check(&format!("{b} {none} let z = b.filter_if_some(s).all_ticks(); {OUT}"), &[1, 3], &["1 3", "3"]);
    check(&format!("{b} {none} let z = b.filter_if_none(s).all_ticks(); {OUT}"), &[1, 3], &["", "1"]);
    let shown = "clients.output(\"out\", z.map(|x| (0, x.0 * 100 + x.1)));";
    check(&format!("{b} {none} let z = b.cross_singleton(s).map(|x| (x.0, *x.1)).all_ticks(); {shown}"), &[], &[""]);
    let deferred = "let old = b.defer_tick();";
    check(&format!("{b} {deferred} let z = old.all_ticks(); {OUT}"), &[1, 2], &["", "1", "2"]);
    check(&format!("{b} let old = b.count().defer_tick(|| 0); let z = old.all_ticks(); {OUT}"), &[1, 2], &["0", "0 1"]);
    check(&format!("{b} let z = b.filter_if_some(t.first_tick()).all_ticks(); {OUT}"), &[1, 2], &["1", "1 2", "2"]);
}

#[test]
fn snapshots_lag_behind() {
    // Whoever asks may not yet see what has been counted, but for itself if that is bracketed.
    let asked = "let asked = y.batch(t);";
    let counted = "let n = y.count().snapshot(t);";
    check(&format!("{asked} {counted} let z = n.filter_if_some(asked.max()).all_ticks(); {OUT}"), &[5], &["0", "1"]);
    let acked = "let b = y.batch(t).all_ticks_atomic(); let n = b.count().snapshot(t);";
    let z = "let z = n.all_ticks();";
    check(&format!("{acked} {z} {OUT}"), &[5, 5], &["0", "0 1"]);
}

#[test]
fn sources() {
    check(&format!("let z = a.source_iter(|| vec![1, 2]); {OUT}"), &[], &["1 2"]);
    let beats = "let z = a.interval(1s).map(|x| 7);";
    let text = format!("{HEAD}{beats} {OUT} workload {{ observe(\"out\", bag); }}");
    let outcome = outcomes(&text, Bounds { beats_max: 2, ..numbers("in", &[]) });
    assert_eq!(outcome, ["7 7"]);
    let text = format!("{HEAD}let z = a.random(1s); {OUT} workload {{ observe(\"out\", bag); }}");
    let bounds = Bounds { beats_max: 1, randoms: vec![3, 4], ..numbers("in", &[]) };
    assert_eq!(outcomes(&text, bounds), ["3", "4"]);
}

#[test]
fn lattices_grow() {
    let text = |out: &str| {
        format!(
            "{HEAD}let m = y.map(|x| Max::new(x)); {out}\n\
             workload {{ observe(\"out\", lattice); }}"
        )
    };
    let merged = text("clients.output(\"out\", m.merge().map(#[monotone] |x| (0, x)));");
    assert_eq!(outcomes(&merged, numbers("in", &[3, 5, 4])), ["(5)"]);
    let read = "let s = m.merge().snapshot(t); let z = s.all_ticks(); clients.output(\"out\", z.map(|x| (0, x)));";
    let read = text(read).replace("lattice", "set");
    // A tick sees any of the points on the way.
    assert_eq!(outcomes(&read, numbers("in", &[3, 5])), ["3 5", "5"]);
}

#[test]
fn a_crash_takes_what_was_not_sent() {
    let text = "process a; cluster c[2]; external clients;\n\
                let y = clients.input::<u64>(\"in\").send(a).map(|x| x.1);\n\
                let z = y.broadcast(c).send(a).quorum(|x| x, 2);\n\
                clients.output(\"out\", z.map(|x| (0, x))); workload { observe(\"out\", bag); }";
    let crash = Bounds { crashes: vec![("c".into(), 1)], crashes_max: 1, ..numbers("in", &[1]) };
    assert_eq!(outcomes(text, crash), ["", "1"]);
    let spare = text.replace("|x| x, 2", "|x| x, 1");
    let crash = Bounds { crashes: vec![("c".into(), 1)], crashes_max: 1, ..numbers("in", &[1]) };
    assert_eq!(outcomes(&spare, crash), ["1"]);
}

#[test]
fn helpers_do_what_their_family_would() {
    let text = "process a; external clients; helper h of a[2];\n\
                let y = clients.input::<u64>(\"in\").send(h, |x| x.1);\n\
                let z = y.map(|x| x.1).unique().gather(a).arrival_order();\n\
                clients.output(\"out\", z.map(|x| (0, x))); workload { observe(\"out\", sequence); }";
    assert_eq!(outcomes(text, numbers("in", &[1, 2, 1])), ["1 2", "2 1"]);
    let replicated = "process a; external clients; helper h of a[2];\n\
                let y = clients.input::<u64>(\"in\").send(a).map(|x| x.1).replicate(h);\n\
                clients.output(\"out\", y.map(|x| (0, x))); workload { observe(\"out\", bag); }";
    assert_eq!(outcomes(replicated, numbers("in", &[1])), ["1 1"]);
}
