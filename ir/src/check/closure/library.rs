//! The few methods of the standard library that programs live on.

use super::operand::{ITERATOR, common, is_number, item_of};
use crate::Ty;

/// Standard collections with their number of type arguments.
pub(super) const COLLECTIONS: [(&str, usize); 9] = [
    ("Vec", 1),
    ("VecDeque", 1),
    ("BTreeSet", 1),
    ("HashSet", 1),
    ("BinaryHeap", 1),
    ("BTreeMap", 2),
    ("HashMap", 2),
    ("String", 0),
    ("Option", 1),
];

/// `Option<T>`.
pub(super) fn option(ty: Ty) -> Ty {
    Ty::Path("Option".into(), vec![ty])
}

/// What a method makes of its closure's result.
pub(super) enum Wrap {
    Option,
    Iterator,
    Receiver,
    Nothing,
    Merge,
}

impl Wrap {
    /// The method's result.
    pub(super) fn around(self, receiver: &Ty, result: Ty) -> Ty {
        match self {
            Wrap::Option => option(result),
            Wrap::Iterator => iterator(result),
            Wrap::Receiver => receiver.clone(),
            Wrap::Nothing => result,
            Wrap::Merge => common(vec![item_of(receiver), result]),
        }
    }
}

/// What a method passes to its closure, and what it makes of the result.
pub(super) fn callback(receiver: &Ty, name: &str) -> Option<(Vec<Ty>, Wrap)> {
    let item = || item_of(receiver);
    let reference = || Ty::Ref(Box::new(item_of(receiver)));
    Some(match (type_name(receiver), name) {
        ("bool", "then") => (vec![], Wrap::Option),
        ("Option", "map") => (vec![item()], Wrap::Option),
        ("Option", "and_then") => (vec![item()], Wrap::Nothing),
        ("Option", "filter") => (vec![reference()], Wrap::Receiver),
        ("Option", "unwrap_or_else") => (vec![], Wrap::Merge),
        (ITERATOR, "map") => (vec![item()], Wrap::Iterator),
        (ITERATOR, "filter") => (vec![reference()], Wrap::Receiver),
        _ => return None,
    })
}

/// The name of an owned type.
pub(super) fn type_name(ty: &Ty) -> &str {
    match ty {
        Ty::Path(name, _) => name,
        _ => "",
    }
}

fn iterator(item: Ty) -> Ty {
    Ty::Path(ITERATOR.into(), vec![item])
}

/// What iterators are made from, and of one another.
fn iterated(receiver: &Ty, name: &str) -> Option<Ty> {
    let reference = |ty: &Ty| Ty::Ref(Box::new(ty.clone()));
    let Ty::Path(owner, arguments) = receiver.peeled() else { return None };
    let item = item_of(receiver.peeled());
    let by_reference = match &item {
        Ty::Tuple(pair) => Ty::Tuple(pair.iter().map(reference).collect()),
        item => reference(item),
    };
    let map = matches!(owner.as_str(), "BTreeMap" | "HashMap");
    let collection = owner != ITERATOR && owner != "Option" && item != Ty::Unknown;
    let borrowed = if map { by_reference } else { reference(&item) };
    Some(iterator(match (name, arguments.as_slice()) {
        ("keys", [key, _]) if map => reference(key),
        ("values", [_, value]) if map => reference(value),
        ("into_keys", [key, _]) if map => key.clone(),
        ("into_values", [_, value]) if map => value.clone(),
        ("iter", _) if collection => borrowed,
        ("into_iter", _) if collection && matches!(receiver, Ty::Ref(_)) => borrowed,
        ("into_iter", _) if collection || owner == ITERATOR => item,
        ("rev" | "skip" | "take", _) if owner == ITERATOR => item,
        ("cloned" | "copied", [Ty::Ref(item)]) if owner == ITERATOR => (**item).clone(),
        ("enumerate", _) if owner == ITERATOR => Ty::Tuple(vec![Ty::path("usize"), item]),
        _ => return None,
    }))
}

/// Methods of the standard library whose result follows from the receiver.
pub(super) fn known_method(receiver: &Ty, name: &str, argument: &Ty) -> Ty {
    if let Some(iterator) = iterated(receiver, name) {
        return iterator;
    }
    let Ty::Path(owner, arguments) = receiver.peeled() else {
        return match (receiver, name) {
            (Ty::Ref(inner), "clone" | "to_owned") => (**inner).clone(),
            (_, "clone" | "to_owned") => receiver.clone(),
            _ => Ty::Unknown,
        };
    };
    let collection = COLLECTIONS.iter().any(|(collection, _)| collection == owner);
    match (owner.as_str(), name, arguments.as_slice()) {
        (_, "clone", _) | ("String", "to_owned", _) => match receiver {
            Ty::Ref(inner) => (**inner).clone(),
            owned => owned.clone(),
        },
        ("bool", "then_some", _) => option(argument.clone()),
        ("MemberId", "index", _) => Ty::path("u32"),
        ("Option" | "Result", "is_some" | "is_none" | "is_ok" | "is_err", _) => Ty::path("bool"),
        ("Option" | "Result", "unwrap" | "expect" | "unwrap_or_default", [item, ..]) => item.clone(),
        ("Option" | "Result", "unwrap_or", [item, ..]) => common(vec![item.clone(), argument.clone()]),
        ("Option", "copied" | "cloned", [Ty::Ref(item)]) => option((**item).clone()),
        ("Option", "as_ref", [item]) => option(Ty::Ref(Box::new(item.clone()))),
        ("Option", "take" | "or", [_]) => receiver.peeled().clone(),
        ("Option", "replace", [item]) => option(common(vec![item.clone(), argument.clone()])),
        ("BTreeMap" | "HashMap", "get", [_, item]) => option(Ty::Ref(Box::new(item.clone()))),
        ("BTreeMap" | "HashMap", "remove" | "insert", [_, item]) => option(item.clone()),
        ("BTreeSet" | "HashSet", "insert" | "remove", _) => Ty::path("bool"),
        (_, "is_empty" | "contains" | "contains_key", _) if collection => Ty::path("bool"),
        (_, "len", _) if collection => Ty::path("usize"),
        ("str", "to_string" | "to_owned", _) => Ty::path("String"),
        (_, "to_string", _) if is_number(receiver.peeled()) => Ty::path("String"),
        (_, name, _) if is_number(receiver.peeled()) && keeps_number(name) => receiver.peeled().clone(),
        (_, "min" | "max", _) if is_number(receiver) => receiver.clone(),
        _ => Ty::Unknown,
    }
}

/// Whether a method of numbers yields the number's own type.
fn keeps_number(name: &str) -> bool {
    ["wrapping_", "saturating_"].iter().any(|prefix| name.starts_with(prefix)) || name == "pow"
}
