//! Key lineage: what a distribution of an operator's result asks of its input.
//!
//! Closures are read symbolically ([`Value`]); what cannot be read is unknown, never a guess.

mod evaluate;
mod pattern;
#[cfg(test)]
mod tests;
mod value;

pub use evaluate::{Absent, call};
pub use value::Value;

use crate::Key;
use suki_ir::{Closure, Op};
use syn::Member;

/// The name of a field: `id`, `0`.
fn member_name(member: &Member) -> String {
    match member {
        Member::Named(ident) => ident.to_string(),
        Member::Unnamed(index) => index.index.to_string(),
    }
}

/// What an element that leaves a stateless operator is made of; unknown for `flat_map`.
pub fn result(stage: &Op) -> Value {
    match stage {
        Op::Map(f) => call(&f.closure(), &Value::argument(), Absent::Counts),
        Op::Filter(_) | Op::Entries | Op::Unordered => Value::argument(),
        Op::FilterMap(f) => match call(&f.closure(), &Value::argument(), Absent::LeavesNothing) {
            Value::Made { name, fields } if name == "Some" => {
                fields.into_iter().next().map_or(Value::Unknown, |(_, value)| value)
            }
            _ => Value::Unknown,
        },
        Op::KeyBy(f) => Value::Tuple(vec![call(&f.closure(), &Value::argument(), Absent::Counts), Value::argument()]),
        Op::Keys => Value::argument().field("0"),
        Op::Values => Value::argument().field("1"),
        _ => Value::Unknown,
    }
}

/// The key that a key closure computes, as fields where they can be read.
pub fn key_of(closure: &Closure) -> Key {
    call(&closure.closure(), &Value::argument(), Absent::Counts)
        .to_key()
        .unwrap_or_else(|| Key::Closure(closure.clone()))
}

/// The key of `value` as a function of what `value` is made of.
pub fn substitute(key: &Key, value: &Value) -> Option<Key> {
    match key {
        Key::Path(path) => value.at(path).to_key(),
        Key::Tuple(items) => items.iter().map(|item| substitute(item, value)).collect::<Option<_>>().map(Key::Tuple),
        Key::Closure(closure) => call(&closure.closure(), value, Absent::Counts).to_key(),
    }
}

/// The key of a stateless operator's input that equals `key` of its output; none where it cannot be read.
///
/// ```
/// use suki_ir::{Closure, Op, Span};
/// use suki_rewrites::{Key, lineage::pull_back};
///
/// let map = Op::Map(Closure::from_canonical("|(_, request)| Vote { id: request.id }", Span::NONE));
/// let id = Key::Path(vec!["id".to_string()]);
/// assert_eq!(pull_back(&id, &map).unwrap().to_string(), "1.id");
/// ```
pub fn pull_back(key: &Key, stage: &Op) -> Option<Key> {
    match stage {
        Op::Filter(_) | Op::Entries | Op::Unordered => Some(key.clone()),
        Op::KeyBy(f) if *key == Key::Path(vec!["0".to_string()]) => Some(key_of(f)),
        _ => match (key, result(stage)) {
            (Key::Closure(_), Value::Unknown) => None,
            (Key::Closure(_), Value::Field(path)) if path.is_empty() => Some(key.clone()),
            (_, value) => substitute(key, &value),
        },
    }
}

/// The key with `prefix` before each of its fields; none for a closure.
pub fn prefixed(key: &Key, prefix: &str) -> Option<Key> {
    match key {
        Key::Path(path) => Some(Key::Path(std::iter::once(prefix.to_string()).chain(path.iter().cloned()).collect())),
        Key::Tuple(items) => items.iter().map(|item| prefixed(item, prefix)).collect::<Option<_>>().map(Key::Tuple),
        Key::Closure(_) => None,
    }
}

/// The fields that a key reads; none for a closure.
pub fn fields(key: &Key) -> Option<Vec<&[String]>> {
    match key {
        Key::Path(path) => Some(vec![path.as_slice()]),
        Key::Tuple(items) => items.iter().map(fields).collect::<Option<Vec<_>>>().map(|nested| nested.concat()),
        Key::Closure(_) => None,
    }
}
