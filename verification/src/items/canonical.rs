//! Which types may be keys.

use super::{Fields, Items};
use std::collections::BTreeSet;
use suki_ir::Ty;

impl Items {
    /// Whether equality of values of this type is equality of their encoding.
    pub fn is_canonical(&self, ty: &Ty) -> bool {
        self.canonical_within(ty, &mut BTreeSet::new(), crate::limits::TYPE_DEPTH_MAX)
    }

    fn canonical_within<'a>(&'a self, ty: &'a Ty, seen: &mut BTreeSet<&'a str>, depth: u32) -> bool {
        let Some(depth) = depth.checked_sub(1) else { return false };
        match ty {
            Ty::Unknown => false,
            Ty::Tuple(items) => items.iter().all(|item| self.canonical_within(item, seen, depth)),
            Ty::Array(element, _) => self.canonical_within(element, seen, depth),
            Ty::Ref(inner) => self.canonical_within(inner, seen, depth),
            Ty::Path(name, _) if self.own_equality.contains(name) => false,
            Ty::Path(name, arguments) if !self.declared.contains(name) => match name.as_str() {
                "u8" | "u16" | "u32" | "u64" | "u128" | "usize" | "i8" | "i16" | "i32" | "i64" | "i128" | "isize"
                | "bool" | "char" | "String" => arguments.is_empty(),
                // Their arguments name locations.
                "MemberId" | "ClientId" => true,
                "Option" => arguments.iter().all(|argument| self.canonical_within(argument, seen, depth)),
                _ => false,
            },
            Ty::Path(name, _) if seen.contains(name.as_str()) => true,
            Ty::Path(name, arguments) => {
                seen.insert(name);
                let parts: Option<Vec<&Fields>> = match (self.structs.get(name), self.enums.get(name)) {
                    (Some(fields), None) => Some(vec![fields]),
                    (None, Some(variants)) => Some(variants.values().collect()),
                    _ => None,
                };
                let all = |fields: &&'a Fields, seen: &mut BTreeSet<&'a str>| {
                    fields.iter().all(|(_, ty)| self.canonical_within(ty, seen, depth))
                };
                arguments.is_empty() && parts.is_some_and(|parts| parts.iter().all(|fields| all(fields, seen)))
            }
        }
    }
}
