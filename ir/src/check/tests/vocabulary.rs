//! What is read of Rust items.

use crate::check::vocabulary::{Vocabulary, ty};
use crate::{Item, Program, Span, Ty};

fn vocabulary(text: &str) -> Vocabulary {
    let items = vec![Item { text: text.to_string(), span: Span::NONE }];
    Vocabulary::of(&Program { items, ..Program::default() })
}

fn read(text: &str) -> Ty {
    ty(&syn::parse_str(text).expect("a type"))
}

#[test]
fn reads_items() {
    let items = vocabulary(
        "use std::collections::BTreeMap as Map; type Slot = u64; const F: usize = 1; const N: usize = 2 * F + 1;
         struct Log<T> { from: Slot, entries: Map<Slot, T> } struct Wrap(u64); struct Unit;
         enum Event { Beat, Saw(Wrap, bool), Named { id: Slot } }
         impl<T> Log<T> { fn new() -> Self { todo!() } fn step(&mut self, event: Event, out: &mut Vec<Wrap>) {} }
         fn helper(x: &Wrap) -> Option<Slot> { None }",
    );
    assert_eq!(items.constants.get("N"), Some(&3));
    let fields: Vec<String> = items.structs["Log"].iter().map(|(name, ty)| format!("{name}: {ty}")).collect();
    assert_eq!(fields, ["from: u64", "entries: BTreeMap<u64, _>"]);
    assert_eq!(items.structs["Wrap"], [("0".to_string(), Ty::path("u64"))]);
    assert_eq!(items.structs["Unit"], []);
    let variants: Vec<(&str, usize)> =
        items.enums["Event"].iter().map(|(name, all)| (name.as_str(), all.len())).collect();
    assert_eq!(variants, [("Beat", 0), ("Saw", 2), ("Named", 1)]);
    assert_eq!(items.methods["Log"]["new"].result.to_string(), "Log<_>");
    assert_eq!(items.methods["Log"]["step"].parameters[1].to_string(), "&Vec<Wrap>");
    assert_eq!(items.functions["helper"].result.to_string(), "Option<u64>");
}

#[test]
fn constants_refer_forwards_and_to_themselves() {
    let items = vocabulary("const A: u64 = B + 1; const B: u64 = 2; const C: u64 = C + 1; const D: u64 = 1 - 2;");
    assert_eq!(items.constants.into_iter().collect::<Vec<_>>(), [("A".to_string(), 3), ("B".to_string(), 2)]);
}

#[test]
fn long_chains_of_constants_are_read_in_either_order() {
    let n = 2_000;
    let forwards: String = (1..n).map(|i| format!("const C{i}: u64 = C{} + 1;", i - 1)).collect();
    let backwards: String = (1..n).rev().map(|i| format!("const C{i}: u64 = C{} + 1;", i - 1)).collect();
    for text in [format!("const C0: u64 = 0;{forwards}"), format!("{backwards}const C0: u64 = 0;")] {
        assert_eq!(vocabulary(&text).constants["C1999"], 1_999);
    }
}

#[test]
fn types_print_as_written() {
    for text in
        ["()", "(u64, bool)", "(u8,)", "Option<Vec<(ClientId, u64)>>", "&Vote", "[u8; 16]", "MemberId<acceptors>"]
    {
        assert_eq!(read(text).to_string(), text);
    }
    assert_eq!(read("std::collections::BTreeMap<u64, &'static str>").to_string(), "BTreeMap<u64, &str>");
    assert_eq!(read("fn(u64) -> u64"), Ty::Unknown);
    assert_eq!(read("Self::Item"), Ty::Unknown);
}

#[test]
fn finds_fields_at_the_least_depth() {
    let items = vocabulary(
        "struct Transaction { id: u64, key: u64 } struct Both { a: Transaction, b: Transaction }
         struct Deep { id: u64, inner: Transaction } struct Rec { next: Box<Rec>, id: u64 }",
    );
    let check = |ty: &str, name: &str, expect: Option<&str>| {
        let found = items.field_path(&read(ty), name).map(|path| path.join("."));
        assert_eq!(found.as_deref(), expect, "{name} in {ty}");
    };
    check("(ClientId, Transaction)", "id", Some("1.id"));
    check("&(ClientId, &Transaction)", "key", Some("1.key"));
    check("(ClientId, Transaction)", "1", Some("1"));
    check("Both", "id", None);
    check("Deep", "id", Some("id"));
    check("Deep", "key", Some("inner.key"));
    check("Rec", "id", Some("id"));
    check("Rec", "key", None);
    check("u64", "id", None);
    check("()", "id", None);
}
