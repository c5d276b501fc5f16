//! The closure reader: what a closure makes of an element, as a normal form, or *unknown*, never a guess.
//!
//! A closure is followed through tuples, fields, constructors, `let`, `if`, `match` and blocks. Where branches differ
//! every branch that may be taken counts. References, dereferences and clones do not count: values are compared.

mod branch;
mod pattern;
mod read;
mod value;

use crate::items::Items;
use crate::limits;
use std::cell::Cell;
use suki_rewrites::Key;
pub use value::Value;

/// Reads closures over the items of one program.
pub struct Lineage<'a> {
    items: &'a Items,
    fuel: Cell<u32>,
    /// Whether some condition of the closure that is being read was unknown.
    blind: Cell<bool>,
}

impl<'a> Lineage<'a> {
    /// A reader that knows `items`.
    pub fn new(items: &'a Items) -> Self {
        Self { items, fuel: Cell::new(0), blind: Cell::new(false) }
    }

    /// Everything that `closure` may yield for `argument`.
    pub fn results(&self, closure: &str, argument: &Value) -> Vec<Value> {
        self.fuel.set(limits::LINEAGE_FUEL);
        self.blind.set(false);
        // An early exit yields what no tail position shows.
        let exits = closure.contains("return") || closure.contains('?');
        if self.items.is_opaque() || exits {
            return vec![Value::Unknown];
        }
        match syn::parse_str::<syn::Expr>(closure) {
            Ok(syn::Expr::Closure(closure)) => self.applied(&closure, argument.clone(), limits::LINEAGE_DEPTH_MAX),
            _ => vec![Value::Unknown],
        }
    }

    /// What `closure` yields for `argument`, as one value.
    pub fn result(&self, closure: &str, argument: &Value) -> Value {
        let results = self.results(closure, argument);
        match results.split_first() {
            Some((first, rest)) if rest.iter().all(|other| other == first) => first.clone(),
            Some(_) if !self.blind.get() && results.iter().all(Value::is_known) => {
                Value::Choice { text: closure.to_string(), argument: Box::new(argument.clone()), results }
            }
            _ => Value::Unknown,
        }
    }

    /// What a filtering closure lets through: the payloads of every `Some` that it may yield.
    pub fn payloads(&self, closure: &str, argument: &Value) -> Vec<Value> {
        let payload = |result: Value| match result {
            Value::Made { name, .. } if name == "Option::None" => None,
            Value::Made { ref name, .. } if name == "Option::Some" => Some(result.field("0")),
            Value::Unknown => Some(Value::Unknown),
            other => Some(pattern::payload(&other, "Option::Some", "0")),
        };
        self.results(closure, argument).into_iter().filter_map(payload).collect()
    }

    /// The key of `element`.
    pub fn key(&self, key: &Key, element: &Value) -> Value {
        match key {
            Key::Path(path) => path.iter().fold(element.clone(), |value, name| value.field(name)),
            Key::Tuple(keys) => Value::Tuple(keys.iter().map(|key| self.key(key, element)).collect()),
            Key::Closure(closure) => self.result(closure.text(), element),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use suki_ir::{Program, Quoted, Span};

    fn program(items: &str) -> Program {
        let item = suki_ir::Item { text: items.into(), span: Span::NONE };
        Program { items: vec![item], ..Program::default() }
    }

    const ITEMS: &str = "const F: usize = 1; struct Vote { id: u64, slot: u64 } struct Pair(u64, u64);
        enum Event { Prepare(u64, u64), Release { id: u64, key: u64 }, Beat }";

    /// What a closure makes of an element, compared with a key of it; `None` for unknown.
    fn check(closure: &str, expected: Option<&str>) {
        let items = Items::of(&program(ITEMS));
        let lineage = Lineage::new(&items);
        let found = lineage.result(closure, &Value::Element);
        match expected {
            None => assert!(!found.is_known(), "{closure}: {found:?}"),
            Some(path) => {
                let path = path.split('.').filter(|name| !name.is_empty()).map(String::from).collect();
                assert_eq!(found, lineage.key(&Key::Path(path), &Value::Element), "{closure}");
            }
        }
    }

    #[test]
    fn closures_that_can_be_read() {
        check("|x| x", Some(""));
        check("|x| x.1.slot.clone()", Some("1.slot"));
        check("|(_, vote)| vote.id", Some("1.id"));
        check("|(_, Vote { id, .. })| *id", Some("1.id"));
        check("|x: &(u64, Vote)| { let (a, b) = x; let c = &b.slot; (c, a).0 }", Some("1.slot"));
        check("|x| (x.0, x.1).1", Some("1"));
        check("|x| Vote { id: x.a, slot: x.b }.slot", Some("b"));
        check("|x| Pair(x.a, x.b).1", Some("b"));
        check("|x| match (x.a, 3) { (n, _) => n }", Some("a"));
        check("|x| if x.b { x.a } else { x.a }", Some("a"));
        check(
            "|x| match Event::Prepare(x.a, x.b) { Event::Prepare(_, k) => k, Event::Beat => x.c, _ => 0 }",
            Some("b"),
        );
        check("|x| (|y| y.id)(x.1)", Some("1.id"));
        check("|x| if let Some(y) = Some(x.a) { y } else { 0 }", Some("a"));
        check("|x @ (a, _)| a", Some("0"));
        check("|x| (self_id(), x).1", Some(""));
    }

    #[test]
    fn closures_that_cannot() {
        check("|x| hash(x.id)", None);
        check("|mut x| x.id", None);
        check("|x| { x.id += 1; x.id }", None);
        check("|x| { let y = x.id; touch(y); y }", None);
        check("|x| if x.b { return 3 } else { x.a }", None);
        check("|x| if random() { x.a } else { x.b }", None);
        check("|x| if x.ok && let Some(a) = x.a { a } else { x.b }", None);
        check("|x| match x { [a, ..] => a, _ => 0 }", None);
        check("|x| x.take()?", None);
        check("|x| self_id()", None);
        check("|x| x.id.max(3)", None);
        check("|a, b| a", None);
        check("|x| Unheard::Of(x).0", None);
        check("|(.., a)| a", None);
        check(&format!("|x| {}x.id{}", "(".repeat(60), ")".repeat(60)), Some("id"));
        check(&format!("|x| {}", vec!["x.id"; 300].join(" + ")), None);
    }

    #[test]
    fn a_choice_is_one_key_whatever_it_is_applied_to() {
        let items = Items::of(&program(ITEMS));
        let lineage = Lineage::new(&items);
        let text = "|e| match e { Event::Prepare(_, key) | Event::Release { key, .. } => *key, Event::Beat => 0 }";
        let key = Key::Closure(Quoted::from_canonical(text, Span::NONE));
        let made = lineage.results("|t| Event::Release { id: t.id, key: t.key }", &Value::Element);
        assert_eq!(lineage.key(&key, &made[0]), Value::Element.field("key"));
        let whole = lineage.key(&key, &Value::Element);
        assert!(matches!(whole, Value::Choice { .. }), "{whole:?}");
        assert!(!whole.is_determined_by_first());
        let first = lineage.key(&key, &Value::Element.field("0"));
        assert!(first.is_determined_by_first());
        assert_eq!(whole.ty(&items, &suki_ir::Ty::path("Event")), suki_ir::Ty::Unknown);
    }

    #[test]
    fn what_a_filter_lets_through() {
        let items = Items::of(&program(ITEMS));
        let lineage = Lineage::new(&items);
        let payload = |closure: &str| lineage.payloads(closure, &Value::Element);
        let field = |name: &str| Value::Element.field(name);
        assert_eq!(payload("|x| (x.a > x.b).then_some(x.a)"), [field("a")]);
        assert_eq!(payload("|x| if x.ok { Some((x.a, 1)) } else { None }")[0].field("0"), field("a"));
        assert_eq!(payload("|x| x.a").len(), 1);
        assert_eq!(payload("|x| find(x)"), [Value::Unknown]);
    }
}
