//! Which keys a keyed operator can be split by.

use crate::Key;
use crate::condition::Condition;
use crate::encode::Encoded;
use crate::limits::{KEY_DEPTH_MAX, KEYS_PER_OPERATOR_MAX};
use std::collections::BTreeSet;
use suki_ir::Ty;

/// The group key at `path` of elements of type `element`, its fields, and the fields of these, as far as they are keys:
/// whatever is spread by one of them already need not be spread again.
pub(crate) fn candidates(encoded: &Encoded, element: &Ty, path: &[&str]) -> Vec<Key> {
    let group: Vec<String> = path.iter().map(ToString::to_string).collect();
    // Equal group keys must have equal fields: a field of a key with an equality of its own does not do.
    let Some(ty) = type_at(encoded, element, &group).filter(|ty| is_key(encoded, ty)) else { return Vec::new() };
    let mut found = vec![(group, ty)];
    let mut level = 0..1;
    for _ in 0..KEY_DEPTH_MAX {
        for position in level.clone() {
            let (path, ty) = found[position].clone();
            for (name, field) in fields(encoded, &ty) {
                if is_key(encoded, &field) && found.len() < KEYS_PER_OPERATOR_MAX {
                    found.push(([path.clone(), vec![name]].concat(), field));
                }
            }
        }
        level = level.end..found.len();
    }
    found.into_iter().map(|(path, _)| Key::Path(path)).collect()
}

/// The type of the field at `path`; none when it is not known.
pub(crate) fn type_at(encoded: &Encoded, ty: &Ty, path: &[String]) -> Option<Ty> {
    path.iter().try_fold(ty.peeled().clone(), |ty, name| {
        fields(encoded, &ty).into_iter().find(|(field, _)| field == name).map(|(_, ty)| ty.peeled().clone())
    })
}

fn fields(encoded: &Encoded, ty: &Ty) -> Vec<(String, Ty)> {
    match ty.peeled() {
        Ty::Tuple(items) => items.iter().enumerate().map(|(i, item)| (i.to_string(), item.clone())).collect(),
        Ty::Path(name, _) => encoded.vocabulary.structs.get(name).cloned().unwrap_or_default(),
        _ => Vec::new(),
    }
}

/// Whether equality of values of the type is equality of their canonical encoding.
pub(crate) fn is_key(encoded: &Encoded, ty: &Ty) -> bool {
    if !encoded.conditions.hold(Condition::CanonicalKey) {
        return *ty != Ty::Unknown;
    }
    canonical(encoded, ty, &mut BTreeSet::new())
}

fn canonical(encoded: &Encoded, ty: &Ty, seen: &mut BTreeSet<String>) -> bool {
    const PLAIN: &[&str] = &[
        "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize", "bool", "char",
        "String", "ClientId", "MemberId",
    ];
    match ty {
        Ty::Unknown => false,
        Ty::Tuple(items) => items.iter().all(|item| canonical(encoded, item, seen)),
        Ty::Array(element, _) | Ty::Ref(element) => canonical(encoded, element, seen),
        Ty::Path(name, _) if PLAIN.contains(&name.as_str()) => true,
        Ty::Path(name, arguments) if name == "Option" => arguments.iter().all(|ty| canonical(encoded, ty, seen)),
        Ty::Path(name, _) => {
            if encoded.own_equality.contains(name) || !seen.insert(name.clone()) {
                return false;
            }
            let structs = encoded.vocabulary.structs.get(name).map(|fields| vec![fields.clone()]);
            let enums = || encoded.vocabulary.enums.get(name).map(|all| all.iter().map(|(_, f)| f.clone()).collect());
            let Some(variants) = structs.or_else(enums) else { return false };
            let known = variants.iter().flatten().all(|(_, field)| canonical(encoded, field, seen));
            seen.remove(name);
            known
        }
    }
}
