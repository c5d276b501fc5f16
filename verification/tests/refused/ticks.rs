//! Tick groups stay whole.

use crate::plans::TICK;
use crate::support::Case;
use crate::{all_refused, changed};
use suki_rewrites::Distribution;

/// Tick groups stay whole, in one place of one part.
#[test]
fn ticks() {
    let split = changed(crate::plans::tick(), |case| {
        let aside = case.plan.location_named("aside").expect("a helper");
        let leader = case.plan.location_named("leader").expect("a process");
        case.plan.locations[aside.index()].kind = suki_ir::LocationKind::Helper { of: leader, parts: 2 };
    });
    let unordered = "let items = clients.input::<u64>(\"items\").send(leader);\nlet now = items.batch(turn);";
    let bag = TICK
        .replace(
            "let items = clients.input::<u64>(\"items\").send(leader).arrival_order();\nlet now = items.batch(turn);",
            unordered,
        )
        .replace("fold(|| 0u64, |sum", "fold(|| 0u64, #[commutative] |sum");
    let several = bag
        .replace("external clients;", "external clients;\nhelper aside of leader[2];")
        .replace("tick turn at leader;", "tick turn at aside;")
        .replace(
            "let now = items.batch(turn);",
            "let moved = items.exchange(aside, |x| x.1.clone());\nlet now = moved.batch(turn);",
        );
    let (names, any) = (["moved", "now", "total", "last", "sums"], Distribution::Any);
    let spread: Vec<(&str, Distribution)> = names.iter().map(|name| (*name, any.clone())).collect();
    all_refused(vec![
        ("an ordered group on parts", split, "an ordered output leaves from one instance"),
        ("a group on parts", Case::new(&bag, &several, &spread), "a tick group on several parts"),
        (
            "a group with an operator more",
            Case::new(TICK, &TICK.replace("let total = now.persist()", "let total = now.map(|x| x).persist()"), &[]),
            "nothing proves it equal",
        ),
        (
            "state starts afresh",
            Case::new(TICK, &TICK.replace("let total = now.persist().fold", "let total = now.fold"), &[]),
            "nothing proves it equal",
        ),
    ]);
}

const TIMER: &str = "
process leader;
external clients;
let items = clients.input::<u64>(\"items\").send(leader).map(|(_, item)| item);
let beats = leader.interval(20ms).map(|_| 0u64);
let heard = items.union(beats).arrival_order();
let sums = heard.scan(|| 0u64, |sum, item, out: &mut Vec<u64>| { *sum += item; out.push(*sum); });
clients.output(\"sums\", sums.map(|sum| (ClientId::new(0), sum)));
";

/// A timer and the state that hears it stay at home.
#[test]
fn timers() {
    let aside = TIMER.replace("external clients;", "external clients;\nhelper aside of leader[1];");
    let ordered = aside.replace("let sums = heard.scan", "let moved = heard.gather(aside);\nlet sums = moved.scan");
    let beats = aside
        .replace("let heard = items.union(beats)", "let away = items.gather(aside);\nlet heard = away.union(far)")
        .replace("let heard", "let far = beats.gather(aside);\nlet heard");
    let after = aside.replace("sums.map(", "sums.gather(aside).map(");
    Case::new(TIMER, &after, &[]).accepted();
    all_refused(vec![
        ("a beat leaves home in order", Case::new(TIMER, &ordered, &[]), "a timer stays at home|S0039"),
        ("a beat leaves home", Case::new(TIMER, &beats, &[]), "a timer stays at home|S0039"),
    ]);
}
