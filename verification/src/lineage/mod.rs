//! The closure reader: what a closure makes of an element, as a normal form, or *unknown*, never a guess.
//!
//! A closure is followed through tuples, fields, constructors, `let`, `if`, `match` and blocks. Where branches differ
//! every branch that may be taken counts. References, dereferences and clones do not count: values are compared.

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
        let exits = closure.contains("return") || closure.contains('?') || closure.contains("self_id");
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
