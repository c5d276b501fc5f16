//! What the reader makes of closures.

use crate::check::closure::{Flaw, Reader};
use crate::check::vocabulary::{self, Vocabulary};
use crate::{Item, Program, Span, Ty};

const ITEMS: &str = "
    use std::collections::BTreeMap;
    const LIMIT: u32 = 7;
    #[derive(Copy)] struct Ballot { num: u64, owner: MemberId<proposers> }
    struct Request { seq: u64, op: Op }
    struct Accept { ballot: Ballot, slot: u64, command: Option<Request> }
    struct Wrap(u64, bool);
    struct Log { entries: BTreeMap<u64, Accept> }
    impl Log { fn new() -> Self { todo!() } fn stable(&self) -> u64 { 0 } fn step(&mut self, a: Accept, out: &mut Vec<Shift>) {} }
    enum Op { Get(u64), Put { key: u64, value: String }, Stop }
    enum Shift { Lead(Ballot, u64, Vec<Accept>), Beat }
    fn feed(out: &mut Vec<Wrap>, n: u64) {}
    fn pick(x: &Accept) -> Option<Ballot> { None }";

fn items() -> Vocabulary {
    let items = vec![Item { text: ITEMS.to_string(), span: Span::NONE }];
    Vocabulary::of(&Program { items, ..Program::default() })
}

fn ty(text: &str) -> Ty {
    vocabulary::ty(&syn::parse_str(text).expect("a type"))
}

fn closure(text: &str) -> syn::ExprClosure {
    match syn::parse_str(text).expect("an expression") {
        syn::Expr::Closure(closure) => closure,
        _ => panic!("no closure: {text}"),
    }
}

/// The closure's result, and its flaws, for one argument of type `argument`.
fn read(text: &str, argument: &str) -> (String, Vec<Flaw>) {
    let vocabulary = items();
    let mut reader = Reader::new(&vocabulary, ty("MemberId<proposers>"));
    let result = reader.call(&closure(text), &[ty(argument)]);
    (result.to_string(), reader.flaws)
}

fn check(text: &str, argument: &str, expect: &str) {
    assert_eq!(read(text, argument), (expect.to_string(), vec![]), "{text} of {argument}");
}

#[test]
fn patterns() {
    check("|x| x", "u64", "u64");
    check("|(_, request)| request", "(ClientId, Request)", "Request");
    check(
        "|((i, (c, r)), start)| (start, c, i, r.op)",
        "((u64, (ClientId, Request)), &u64)",
        "(&u64, ClientId, u64, Op)",
    );
    check("|(a, .., z)| (z, a)", "(u8, u16, u32, u64)", "(u64, u8)");
    check("|Request { seq, op: kept }| (kept, seq)", "Request", "(Op, u64)");
    check("|Wrap(n, ..)| n", "Wrap", "u64");
    check("|&(a, b)| (b, a)", "&(u8, bool)", "(bool, u8)");
    check("|(a, b)| (b, a)", "&(u8, bool)", "(&bool, &u8)");
    check("|x: Accept| x.slot", "_", "u64");
    check("|x @ (a, _)| (x, a)", "(u8, u16)", "((u8, u16), u8)");
    check("|(a, b)| a", "_", "_");
}

#[test]
fn expressions() {
    check("|a| (a.ballot.owner, a.slot)", "Accept", "(MemberId<proposers>, u64)");
    check("|a| a.ballot", "&Accept", "Ballot");
    check("|(i, start)| Accept { ballot, slot: start + i, command: None }", "(u64, &u64)", "Accept");
    check("|(i, start)| *start + i", "(u64, &u64)", "u64");
    check("|x| (x + 1, 1 + x, 1)", "u32", "(u32, u32, _)");
    check("|x| x as usize % LIMIT", "u64", "usize");
    check("|x| (LIMIT, x == 1, !true, 'c', \"s\", 1u8)", "u64", "(u32, bool, bool, char, &str, u8)");
    check("|x| Op::Stop", "u64", "Op");
    check("|k| Op::Put { key: k, value: format!(\"{k}\") }", "u64", "Op");
    check("|k| Shift::Lead(k, 1, vec![])", "Ballot", "Shift");
    check("|x| { let Wrap(n, yes) = x; let m = n; (yes, m) }", "Wrap", "(bool, u64)");
    check("|x| if x.1 { Some(x.0) } else { None }", "Wrap", "Option<u64>");
    check("|s| if let Shift::Lead(_, next, _) = s { Some(next) } else { None }", "Shift", "Option<u64>");
    check("|s| match s { Shift::Beat => None, Shift::Lead(b, ..) => Some(b) }", "Shift", "Option<Ballot>");
    check("|s| if let Shift::Lead(_, _, all) = s { all } else { vec![] }", "Shift", "Vec<Accept>");
    check("|o| match o { Op::Get(k) | Op::Put { key: k, .. } => *k, Op::Stop => 0 }", "&Op", "u64");
    check("|x| { return x; }", "u64", "_");
    check("|x| { x; }", "u64", "()");
    check("|x| unsafe { x }", "u64", "_");
    check("|x| -> Option<u8> { x.parse().ok() }", "String", "Option<u8>");
    check("|v| v[0usize]", "Vec<u8>", "u8");
    check("|x| [x, x]", "u8", "[u8; 2]");
}

#[test]
fn calls() {
    check("|x| (x.clone(), *x)", "&u64", "(u64, u64)");
    check("|x| x.0.then_some(x.1)", "(bool, u64)", "Option<u64>");
    check("|x| x.map(|a| a.slot)", "Option<Accept>", "Option<u64>");
    check("|log| (log.stable(), log.entries.len(), log.entries.get(&1))", "&Log", "(u64, usize, Option<&Accept>)");
    check("|x| Log::new()", "()", "Log");
    check("|x| (self_id(), self_id().index(), MemberId::new(x))", "u32", "(MemberId<proposers>, u32, MemberId<_>)");
    check("|x| pick(x)", "&Accept", "Option<Ballot>");
    check("|x| (BTreeMap::<u64, u8>::new(), Vec::new())", "()", "(BTreeMap<u64, u8>, Vec<_>)");
    check("|x| x.unheard_of()", "Accept", "_");
    check("|x| unheard_of(x)", "Accept", "_");
    check("|x| x.iter().map(|y| y + 1).collect::<Vec<_>>()", "Vec<u64>", "Vec<u64>");
    check("|x| x.values().cloned().collect::<BTreeSet<_>>()", "&BTreeMap<u64, u8>", "BTreeSet<u8>");
    check(
        "|x| x.into_iter().filter(|(k, v)| *v).collect::<HashMap<_, _>>()",
        "BTreeMap<u64, bool>",
        "HashMap<u64, bool>",
    );
    check(
        "|x| { let n = 1u8; let f = |y: &u64| (n, *y); let n = 2u16; x.iter().map(f).collect::<Vec<_>>() }",
        "Vec<u64>",
        "Vec<(u8, u64)>",
    );
    check("|x| { let f = |y| (y, x.1); f(x.0) }", "(u8, u16)", "(u8, u16)");
    check("|x| x.iter().sum()", "Vec<u64>", "_");
    check("|x| (x.len(), matches!(x, _))", "String", "(usize, bool)");
}

#[test]
fn steps_push_their_output() {
    let check = |text: &str, state: &str, element: &str, expect: &str| {
        let vocabulary = items();
        let mut reader = Reader::new(&vocabulary, Ty::Unknown);
        assert_eq!(reader.step(&closure(text), ty(state), ty(element)).to_string(), expect, "{text}");
    };
    check("|log, accept, out| log.step(accept, out)", "Log", "Accept", "Shift");
    check("|n, x, out| { *n += x; out.push((x, *n)); }", "u64", "u64", "(u64, u64)");
    check("|n, x, out| if *n > x { out.push(x) } else { feed(out, x); }", "u64", "_", "Wrap");
    check("|n, x, out| for y in x { out.push(y); }", "u64", "Vec<u8>", "u8");
    check("|n, x, out| out.extend(x)", "u64", "Vec<u8>", "u8");
    check("|n, x, out| { let out = vec![]; out.push(x); }", "u64", "u8", "_");
    check("|n, x, out| { while *n > 0 { *n -= 1; out.push(Wrap(*n, true)); } }", "u64", "u8", "Wrap");
    check("|n, x, out| {}", "u64", "u8", "_");
}

#[test]
fn flaws() {
    let flawed = |text: &str, argument: &str, expect: &[Flaw]| assert_eq!(read(text, argument).1, expect, "{text}");
    let no_field = |of: &str, field: &str| Flaw::NoField { of: ty(of), field: field.into() };
    let pattern = |pattern: &str, found: &str| Flaw::Pattern { pattern: pattern.into(), found: ty(found) };
    flawed("|r| r.id", "Request", &[no_field("Request", "id")]);
    flawed("|r| r.seq", "(ClientId, Request)", &[no_field("(ClientId, Request)", "seq")]);
    flawed("|r| Request { seq: 1, opp: Op::Stop }", "u64", &[no_field("Request", "opp")]);
    flawed("|Request { id, .. }| id", "Request", &[no_field("Request", "id")]);
    flawed("|(a, b, c)| a", "(u8, u8)", &[pattern("3 fields", "(u8, u8)")]);
    flawed("|(a, b)| a", "Request", &[pattern("a tuple", "Request")]);
    flawed("|s| if let Shift::Beat = s { 1 } else { 2 }", "Op", &[pattern("`Shift`", "Op")]);
    flawed("|Some(x)| x", "u64", &[pattern("an `Option`", "u64")]);
    flawed("|x: u8| x", "u64", &[Flaw::Parameter { annotated: ty("u8"), found: ty("u64") }]);
    flawed("|x| x.anything.at.all", "Unheard", &[]);
    flawed("|x: &u64| x", "u64", &[]);
}

#[test]
fn limits_hold() {
    let deep = format!("|x| {}", ["x"; 2_000].join(" + "));
    assert_eq!(read(&deep, "u64").0, "u64");
    let wide = format!("|x| ({})", ["x"; 2_000].join(", "));
    let (result, flaws) = read(&wide, "(u64, u64, u64)");
    assert_eq!((result.as_str(), flaws), ("_", vec![]));
    let calls: String = (1..60).map(|i| format!("let f{i} = |x| (f{0}(x), f{0}(x)); ", i - 1)).collect();
    assert_eq!(read(&format!("|x| {{ let f0 = |x| x; {calls} f59(x) }}"), "u64").0, "_");
}
