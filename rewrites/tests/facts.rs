//! What is known of a stream: order, timers, functional dependencies.
#![allow(missing_docs)]

use suki_ir::{Diagnostic, Order, infer, parse};
use suki_rewrites::dependency::{determines, image};
use suki_rewrites::encode;
use suki_rewrites::facts::{Dependency, StreamFacts};

const PROGRAM: &str = r#"
    process a; process b; cluster m[3]; external clients;
    struct Vote { ballot: u64, slot: u64, value: u64 }
    let input = clients.input::<Vote>("in").send(a);
    let ordered = input.arrival_order();
    let sent = ordered.send(b);
    let spread = ordered.broadcast(m);
    let back = spread.send(a);
    let keyed = input.key_by(|(_, vote)| vote.slot);
    let kept = keyed.arrival_order();
    let values = kept.values();
    let beats = a.interval(1s);
    let counted = beats.map(|_| 0u64);
    let either = counted.union(input.map(|(_, vote)| vote.slot));
    let state = either.arrival_order().scan(|| 0u64, |sum, n, out| { *sum += n; out.push(*sum); });
    let far = either.send(b);
    #[fd((ballot, slot) -> value)]
    let votes = input.map(|(_, vote)| vote);
    let filtered = votes.filter(|vote| vote.slot > 3);
    let pairs = votes.map(|vote| ((vote.ballot, vote.slot), vote.value));
    let lost = votes.map(|vote| (vote.slot, vote.value));
    let arrived = votes.send(b);
    let twice = votes.union(votes);
    #[unique(slot)]
    let slots = input.map(|(_, each)| each);
    let named = slots.map(|vote| (vote.slot, vote));
    clients.output("1", sent); clients.output("2", back.map(|(_, vote)| vote)); clients.output("3", values);
    clients.output("4", input.map(|(client, vote)| (vote.slot, client)).join(state.map(|n| (n, ()))).map(|(n, (client, ()))| (client, n)));
    clients.output("5", input.send(b).map(|(client, vote)| (vote.slot, client)).join(far.map(|n| (n, ()))).map(|(n, (client, ()))| (client, n)));
    clients.output("6", input.map(|(client, vote)| (vote.slot, client))
        .join(filtered.union(twice).map(|vote| (vote.slot, vote.value)).union(lost)).map(|(n, (client, _))| (client, n)));
    clients.output("7", input.map(|(client, vote)| ((vote.ballot, vote.slot), client)).join(pairs).map(|((n, _), (client, _))| (client, n)));
    clients.output("8", input.send(b).map(|(client, vote)| (vote.slot, client)).join(arrived.map(|vote| (vote.slot, ()))).map(|(n, (client, ()))| (client, n)));
    clients.output("9", input.map(|(client, vote)| (vote.slot, client)).join(named).map(|(n, (client, _))| (client, n)));
"#;

fn no_errors(diagnostics: &[Diagnostic]) {
    let errors: Vec<_> = diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

/// The facts of a stream of the program, by its name.
fn facts(name: &str) -> StreamFacts {
    let (program, diagnostics) = parse(PROGRAM);
    no_errors(&diagnostics);
    let (streams, diagnostics) = infer(&program);
    no_errors(&diagnostics);
    let encoded = encode(&program, &streams);
    let id = program.operator_ids().find(|id| program.operator(*id).name.as_deref() == Some(name)).expect("a name");
    encoded.graph[encoded.classes[id.index()].expect("a stream that is needed")].data.stream().clone()
}

#[test]
fn order() {
    let check = |name: &str, expect: Order| assert_eq!(facts(name).order, expect, "{name}");
    check("input", Order::None);
    check("ordered", Order::Total);
    check("sent", Order::Total);
    // Every member hears the one process in order; the process hears the members in any.
    check("spread", Order::Total);
    check("back", Order::None);
    check("keyed", Order::None);
    check("kept", Order::PerKey);
    check("values", Order::None);
    check("either", Order::None);
}

/// Two requests for the same are two requests: what looks alike and chooses by itself is not merged.
#[test]
fn equal_choices_are_two() {
    let text = r#"
        process a; external clients;
        let x = clients.input::<u64>("in").send(a);
        let one = x.arrival_order(); let other = x.arrival_order();
        let same = x.unique(); let again = x.unique();
        clients.output("1", one.union(other));
        clients.output("2", same.union(again));
    "#;
    let (program, diagnostics) = parse(text);
    no_errors(&diagnostics);
    let encoded = encode(&program, &infer(&program).0);
    let class = |name: &str| {
        let id = program.operator_ids().find(|id| program.operator(*id).name.as_deref() == Some(name)).expect("a name");
        encoded.graph.find(encoded.classes[id.index()].expect("a stream that is needed"))
    };
    assert_ne!(class("one"), class("other"), "two orders of arrival are two choices");
    assert_eq!(class("same"), class("again"), "a function of one history is one history");
}

#[test]
fn timers() {
    let check = |name: &str, expect: bool| assert_eq!(facts(name).timed, expect, "{name}");
    check("beats", true);
    check("counted", true);
    check("either", true);
    check("state", false);
    check("far", false);
    check("input", false);
}

fn path(text: &str) -> Vec<String> {
    text.split('.').filter(|field| !field.is_empty()).map(str::to_string).collect()
}

fn dependency(text: &str) -> Dependency {
    let (determinant, dependent) = text.split_once(" -> ").expect("an arrow");
    Dependency { determinant: determinant.split(", ").map(path).collect(), dependent: path(dependent) }
}

#[test]
fn dependencies_of_streams() {
    let check = |name: &str, expect: &[&str]| {
        let expect: Vec<Dependency> = expect.iter().map(|text| dependency(text)).collect();
        assert_eq!(facts(name).dependencies, expect, "{name}");
    };
    check("votes", &["ballot, slot -> value"]);
    check("filtered", &["ballot, slot -> value"]);
    check("pairs", &["0.0, 0.1 -> 1"]);
    check("lost", &[]);
    check("arrived", &["ballot, slot -> value"]);
    // Two elements that agree on ballot and slot may come from the two sides.
    check("twice", &[]);
    check("slots", &["slot -> "]);
    check("named", &["0 -> 1"]);
}

#[test]
fn what_fields_determine() {
    let check = |group: &[&str], field: &str, known: &[&str], expect: bool| {
        let group: Vec<_> = group.iter().map(|field| path(field)).collect();
        let known: Vec<_> = known.iter().map(|text| dependency(text)).collect();
        assert_eq!(determines(&group, &path(field), &known), expect, "{group:?} {field} {known:?}");
    };
    check(&["slot"], "slot", &[], true);
    check(&["slot"], "slot.low", &[], true);
    check(&["slot.low"], "slot", &[], false);
    check(&["slot"], "value", &[], false);
    check(&["ballot", "slot"], "value", &["ballot, slot -> value"], true);
    check(&["slot"], "value", &["ballot, slot -> value"], false);
    check(&["key"], "value", &["key.ballot, key.slot -> value"], true);
    check(&["a"], "c", &["a -> b", "b -> c"], true);
    check(&["a"], "c", &["b -> c", "a -> b"], true);
    check(&["c"], "a", &["a -> b", "b -> c"], false);
    check(&["a"], "b.x", &["a -> b"], true);
    check(&["slot"], "value", &["slot -> "], true);
    check(&["a"], "a", &["a -> a"], true);
    check(&[], "a", &[], false);
}

#[test]
fn images_under_closures() {
    let check = |closure: &str, known: &str, expect: Option<&str>| {
        let op = suki_ir::Op::Map(suki_ir::Closure::from_canonical(closure, suki_ir::Span::NONE));
        let expect: Vec<_> = expect.map(dependency).into_iter().collect();
        assert_eq!(image(&[dependency(known)], &op), expect, "{known} under {closure}");
    };
    check("|x| x", "a -> b", Some("a -> b"));
    check("|x| (x.b, x.a)", "a -> b", Some("1 -> 0"));
    check("|x| (x.b, x.c)", "a -> b", None);
    check("|x| (x.a, x.c)", "a -> b", None);
    check("|x| Vote { a: x.a, b: x.b }", "a -> b", Some("a -> b"));
    check("|x| (x.a, x.b + 1)", "a -> b", None);
    check("|x| (x.key, x.b)", "key.a -> b", Some("0.a -> 1"));
    check("|x| (x.id, x)", "id -> ", Some("0 -> 1"));
    check("|x| (x.id, 1)", "id -> ", None);
}
