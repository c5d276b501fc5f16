//! What closures do to keys: `key` of the result as a key of the argument. A wrong `Some` makes wrong plans; a `None`
//! only costs.

use super::{fields, key_of, prefixed, pull_back, result};
use crate::Key;
use suki_ir::{Closure, Op, Span};

fn closure(text: &str) -> Closure {
    Closure::from_canonical(text, Span::NONE)
}

/// `1.slot`, `(0, 1)`, or the element itself as the empty text.
fn key(text: &str) -> Key {
    let path = |text: &str| Key::Path(text.split('.').filter(|name| !name.is_empty()).map(str::to_string).collect());
    match text.strip_prefix('(').and_then(|text| text.strip_suffix(')')) {
        Some(items) => Key::Tuple(items.split(", ").map(path).collect()),
        None => path(text),
    }
}

const UNKNOWN: &str = "?";

#[track_caller]
fn check(stage: Op, of: &str, expect: &str) {
    let expect = (expect != UNKNOWN).then(|| key(expect));
    assert_eq!(pull_back(&key(of), &stage), expect, "{of} of {}", stage.closures()[0].text());
}

#[track_caller]
fn map(text: &str, of: &str, expect: &str) {
    check(Op::Map(closure(text)), of, expect);
}

#[track_caller]
fn filter_map(text: &str, of: &str, expect: &str) {
    check(Op::FilterMap(closure(text)), of, expect);
}

#[test]
fn tuples() {
    map("|x| x", "", "");
    map("|x| x", "1.slot", "1.slot");
    map("|(a, b)| (b, a)", "0", "1");
    map("|(a, b)| (b, a)", "", "(1, 0)");
    map("|(a, b)| a", "", "0");
    map("|x| x.1", "slot", "1.slot");
    map("|x| (x.1.slot, x)", "0", "1.slot");
    map("|x| (x.1.slot, x)", "1.0", "0");
    map("|(a, b)| ((a, b), b)", "0", "(0, 1)");
    map("|(a, b)| ((a, b), b)", "0.1", "1");
    map("|(a, _)| (a,)", "0", "0");
    map("|((a, b), (c, d))| (d, b)", "0", "1.1");
    map("|((a, b), (c, d))| (d, b)", "1", "0.1");
    map("|(a, b)| a", "1", "0.1");
    map("|(a, b)| (a, b)", "7", UNKNOWN);
}

#[test]
fn rests() {
    map("|(a, ..)| a", "", "0");
    map("|(.., b)| b", "", UNKNOWN);
    map("|(a, .., c)| (a, c)", "0", "0");
    map("|(a, .., c)| (a, c)", "1", UNKNOWN);
    map("|x| { let (a, .., c) = (x.0, x.1, x.2); (c, a) }", "0", "2");
    map("|x| { let (.., c) = (x.0, x.1, x.2); c }", "", "2");
}

#[test]
fn structs() {
    map("|request| Vote { id: request.id }", "id", "id");
    map("|id| Vote { id }", "id", "");
    map("|Vote { id }| id", "", "id");
    map("|Vote { id, .. }| (id, 1)", "0", "id");
    map("|Vote { id: other, .. }| other", "", "id");
    map("|(client, Vote { id, ballot: Ballot { num, .. } })| (id, num)", "1", "1.ballot.num");
    map("|x| Vote { id: x.0, ..x.1 }", "id", UNKNOWN);
    map("|x| Vote { id: x.0 }", "", UNKNOWN);
    map("|x| Pair(x.1, x.0)", "0", "1");
    map("|Pair(a, b)| (b, a)", "0", "1");
    map("|x| protocol::Vote { id: x.id }", "id", "id");
    map("|r#type| Vote { r#type: r#type.0 }", "r#type", "0");
}

#[test]
fn what_is_computed_is_unknown() {
    map("|x| x as u32", "", UNKNOWN);
    map("|x| x + 1", "", UNKNOWN);
    map("|(a, b)| (a + b, b)", "0", UNKNOWN);
    map("|(a, b)| (a + b, b)", "1", "1");
    map("|(a, b)| (a + b, b)", "", UNKNOWN);
    map("|x| !x", "", UNKNOWN);
    map("|x| (7, x)", "0", UNKNOWN);
    map("|x| LIMIT", "", UNKNOWN);
    map("|x| x.items[0]", "", UNKNOWN);
    map("|x| hash(x)", "", UNKNOWN);
    map("|x| x.id.to_string()", "", UNKNOWN);
    map("|x| x.name.to_lowercase()", "", UNKNOWN);
    map("|x| Vote::of(x)", "id", UNKNOWN);
    map("|x| matches!(x, Vote { .. })", "", UNKNOWN);
    map("|x| [x.0, x.1]", "0", UNKNOWN);
}

#[test]
fn references_and_clones() {
    map("|x| x.id.clone()", "", "id");
    map("|x| (x.clone(), x.id)", "0", "");
    map("|x| &x.id", "", "id");
    map("|x| *x.0", "", "0");
    map("|&(a, b)| b", "", "1");
    map("|(a, ref b)| b.clone()", "", "1");
    map("|(a, b): (u64, u64)| b", "", "1");
    map("|x| (*x.0, (&x.1).id)", "1", "1.id");
    map("|x| x.name.to_owned()", "", "name");
}

#[test]
fn blocks() {
    map("|x| { let id = x.1.id; (id, x) }", "0", "1.id");
    map("|x| { let Vote { id, .. } = x; id }", "", "id");
    map("|x| { let y = x.0; let y = (x.1, y); y.1 }", "", "0");
    map("|(a, b)| { let a = b; a }", "", "1");
    map("|(a, b)| { let a = a + 1; (a, b) }", "0", UNKNOWN);
    map("|(a, b)| { let a = a + 1; (a, b) }", "1", "1");
    map("|x| { log(x); x.0 }", "", UNKNOWN);
    map("|x| { fn id(x: u64) -> u64 { x } x.0 }", "", UNKNOWN);
    map("|x| { x.0; }", "", UNKNOWN);
    map("|x| { let y; y = x.0; y }", "", UNKNOWN);
}

/// What a name stands for may change under it.
#[test]
fn mutation_is_unknown() {
    map("|(mut a, b)| { let old = std::mem::replace(&mut a, 0); (a, old) }", "0", UNKNOWN);
    map("|(mut a, b)| { let old = std::mem::replace(&mut a, b); (old, b) }", "1", "1");
    map("|mut x| { let first = x.ids.pop(); (x.ids, first) }", "0", UNKNOWN);
    map("|x| { let mut y = x.0; let z = { y += 1; 0 }; (y, z) }", "0", UNKNOWN);
    map("|(a, b)| { let mut a = a; let c = &mut a; a }", "", UNKNOWN);
    map("|(a, ref mut b)| { let c = bump(b); (a, b) }", "1", UNKNOWN);
}

/// Another way out has another result.
#[test]
fn early_returns_count() {
    map("|x| { let y = if x.0 > 3 { return (x.1, x.0) } else { x.0 }; (x.0, y) }", "0", UNKNOWN);
    map("|x| 'out: { let y = if x.0 > 3 { break 'out (x.1, x.0) } else { x.0 }; (x.0, y) }", "0", UNKNOWN);
    map("|x| { let Some(y) = x.2 else { return (x.1, x.0) }; (x.0, y) }", "0", UNKNOWN);
    filter_map("|x| { let Some(y) = x.2 else { return Some((x.1, x.0)) }; Some((x.0, y)) }", "0", UNKNOWN);
    filter_map("|x| { let Some(y) = x.2 else { return None }; Some((x.0, y)) }", "0", "0");
    filter_map("|x| { let y = x.2?; Some((x.0, y)) }", "0", "0");
    filter_map("|x| { let y = x.2?; Some((x.0, y)) }", "1", UNKNOWN);
    filter_map("|x| if x.0 > 3 { return Some((x.1, x.0)) } else { Some((x.0, x.1)) }", "0", UNKNOWN);
}

#[test]
fn branches_must_agree() {
    map("|(a, b)| if a > b { (a, b) } else { (a, a) }", "0", "0");
    map("|(a, b)| if a > b { (a, b) } else { (a, a) }", "1", UNKNOWN);
    map("|(a, b)| if a > b { (a, b) } else { (b, a) }", "0", UNKNOWN);
    map("|(a, b)| match b { 0 => (a, 1), n => (a, n) }", "0", "0");
    map("|(a, b)| match b { 0 => (a, 1), n => (a, n) }", "1", UNKNOWN);
    map("|(a, b)| match b { 0 => a, _ => unreachable!() }", "", UNKNOWN);
    map("|(a, b)| match (a, b) { (x, y) if x > y => (y, x), (x, y) => (y, x) }", "0", "1");
    map("|(a, b)| match (a, b) { (x, y) if x > y => (y, x), (x, y) => (x, y) }", "0", UNKNOWN);
    map("|(a, b)| match (a, b) { (x, y) => (y, x), (x, z) => (x, z) }", "0", "1");
    map("|(a, b)| match a { n @ 1..=3 => n, _ => a }", "", UNKNOWN);
}

#[test]
fn names_of_a_condition_hide_others() {
    map("|(a, b)| if let Some(a) = b { (a, 1) } else { (a, 2) }", "0", UNKNOWN);
    map("|(a, b)| if let Some(c) = b { (a, c) } else { (a, 2) }", "0", "0");
    map("|(a, b, c)| if let Some(a) = b && c > 3 { (a, c) } else { (c, c) }", "0", UNKNOWN);
    map("|(a, b, c)| if c > 3 && let Some(a) = b { (a, c) } else { (a, c) }", "0", UNKNOWN);
    map("|(a, b, c)| if c > 3 && let Some(d) = b { (a, d) } else { (a, c) }", "0", "0");
    map("|(a, b)| match b { a => a }", "", "1");
}

#[test]
fn constructors() {
    filter_map("|x| Some((x.1, x.0))", "0", "1");
    filter_map("|x| if x.0 > 3 { Some(x.1) } else { None }", "", "1");
    filter_map("|x| match x.0 { 0 => None, n => Some((x.1, n)) }", "0", "1");
    filter_map("|x| (x.0 > 3).then_some((x.1, x.0))", "0", "1");
    filter_map("|x| (x.0 > 3).then(|| x.1)", "", "1");
    filter_map("|x| if let Event::Put(k, v) = x { Some((k, v)) } else { None }", "0", UNKNOWN);
    filter_map("|x| x.maybe", "", UNKNOWN);
    filter_map("|x| x.maybe.map(|y| (x.id, y))", "0", UNKNOWN);
    filter_map("|x| if x.0 { Some(x.1) } else { Some(x.2) }", "", UNKNOWN);
    // What was made is known to be of its variant.
    map("|x| match Event::Put(x.1, x.0) { Event::Get(k) => k, Event::Put(k, _) => k }", "", "1");
    map("|x| match Some(x.1) { None => x.0, Some(y) => y }", "", "1");
}

/// A variant or constant that is in scope by its own name looks like a struct or a variable.
#[test]
fn a_lone_name_may_be_a_variant_or_a_constant() {
    map("|x| match x { Put(k, v) => (k, v), Get(v, k) => (k, v) }", "0", UNKNOWN);
    map("|x| if let Put(k, v) = x { (k, v) } else { (x.0, x.1) }", "0", UNKNOWN);
    map("|x| match x { Vote { id, .. } => id }", "", "id");
    map("|x| match (Point { x: x.0, y: x.1 }) { ORIGIN => x.1, p => p.x }", "", UNKNOWN);
    map("|x| match (Vote { id: x.0 }) { Alias { id: 7 } => x.1, Vote { id } => id }", "", UNKNOWN);
    map("|x| match x.0 { LIMIT => x.1, n => n }", "", UNKNOWN);
}

#[test]
fn or_patterns() {
    map("|x| match Event::Put(x.1, x.0) { Event::Get(k) | Event::Put(k, _) => k }", "", "1");
    map("|x| match x { Event::Get(k) | Event::Put(k, _) => k }", "", UNKNOWN);
    map("|x| { let (Left(a) | Right(a)) = x; a }", "", UNKNOWN);
    map("|(a, b)| match (a, b) { (0, k) | (k, _) => k }", "", UNKNOWN);
}

#[test]
fn closures_that_are_no_plain_functions() {
    map("|x, y| x", "", UNKNOWN);
    map("|| 3", "", UNKNOWN);
    map("|[a, b]| a", "", UNKNOWN);
    map("|x @ (a, b)| (a, x)", "0", UNKNOWN);
    map("|x| self_id()", "", UNKNOWN);
    map("|x| loop { break x.0 }", "", UNKNOWN);
    map("|x| { let f = |y| y; f(x) }", "", UNKNOWN);
}

#[test]
fn other_stages() {
    assert_eq!(pull_back(&key("1.slot"), &Op::Filter(closure("|x| x.0 > 3"))), Some(key("1.slot")));
    assert_eq!(pull_back(&key("0"), &Op::FlatMap(closure("|x| vec![(x.0, 1)]"))), None);
    assert_eq!(pull_back(&key("slot"), &Op::Values), Some(key("1.slot")));
    let by = |text: &str| Op::KeyBy(closure(text));
    assert_eq!(pull_back(&key("0"), &by("|x| x.slot")), Some(key("slot")));
    assert_eq!(pull_back(&key("0.1"), &by("|x| (x.ballot, x.slot)")), Some(key("slot")));
    assert_eq!(pull_back(&key("1.slot"), &by("|x| x.ballot")), Some(key("slot")));
    // What cannot be read is still a function of the element.
    assert_eq!(pull_back(&key("0"), &by("|x| x.slot % 7")), Some(Key::Closure(closure("|x| x.slot % 7"))));
    assert_eq!(pull_back(&key("0.1"), &by("|x| x.pair()")), None);
}

#[test]
fn closures_as_keys() {
    let modulo = Key::Closure(closure("|x| x.slot % 7"));
    assert_eq!(pull_back(&modulo, &Op::Filter(closure("|x| x.slot > 3"))), Some(modulo.clone()));
    assert_eq!(pull_back(&modulo, &Op::Map(closure("|x| x"))), Some(modulo.clone()));
    assert_eq!(pull_back(&modulo, &Op::Map(closure("|x| x.1"))), None);
    assert_eq!(prefixed(&modulo, "1"), None);
    assert_eq!(fields(&modulo), None);
    assert_eq!(key_of(&closure("|x| x.slot % 7")), modulo);
    let chosen = Key::Closure(closure("|e| match e { Event::Get(k) | Event::Put(k, _) => *k }"));
    assert_eq!(pull_back(&chosen, &Op::Map(closure("|x| Event::Put(x.1, x.0)"))), Some(key("1")));
    assert_eq!(pull_back(&chosen, &Op::Map(closure("|x| x.event"))), None);
}

#[test]
fn keys_of_closures() {
    assert_eq!(key_of(&closure("|vote| (vote.ballot, vote.slot)")), key("(ballot, slot)"));
    assert_eq!(key_of(&closure("|(_, vote)| vote.slot")), key("1.slot"));
    assert_eq!(key_of(&closure("|x| x.clone()")), Key::whole());
    assert_eq!(prefixed(&key("(ballot, slot)"), "1"), Some(key("(1.ballot, 1.slot)")));
}

#[test]
fn results_of_what_emits_many_are_unknown() {
    assert_eq!(result(&Op::FlatMap(closure("|x| x.items"))), super::Value::Unknown);
}
