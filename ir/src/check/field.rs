//! Finding fields of element types by name.

use super::Vocabulary;
use super::lattice;
use super::vocabulary::Fields;
use crate::Ty;
use std::collections::BTreeSet;

/// How deep [`Vocabulary::field_path`] looks.
const FIELD_DEPTH_MAX: usize = 8;
/// How many fields [`Vocabulary::field_path`] looks at.
const FIELDS_SEEN_MAX: usize = 4_096;
/// Types without fields that programs need not declare.
const FIELDLESS: [&str; 30] = [
    "u8",
    "u16",
    "u32",
    "u64",
    "u128",
    "usize",
    "i8",
    "i16",
    "i32",
    "i64",
    "i128",
    "isize",
    "bool",
    "char",
    "f32",
    "f64",
    "String",
    "str",
    "ClientId",
    "MemberId",
    "Option",
    "Result",
    "Vec",
    "VecDeque",
    "BTreeMap",
    "BTreeSet",
    "HashMap",
    "HashSet",
    "BinaryHeap",
    "Duration",
];

/// Where a field may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum FieldSearch {
    /// At one place.
    Found(Vec<String>),
    /// At several places of the same depth.
    Ambiguous,
    /// Nowhere, although the whole type is known; the names that there are.
    Absent(BTreeSet<String>),
    /// Nowhere in what is known of the type.
    Unknown,
}

impl Vocabulary {
    /// Like [`Vocabulary::field_path`], and says why there is none.
    pub(super) fn find_field(&self, ty: &Ty, name: &str) -> FieldSearch {
        let mut level: Vec<(Vec<String>, Ty)> = vec![(Vec::new(), ty.clone())];
        let (mut names, mut open, mut seen) = (BTreeSet::new(), false, 0);
        for _ in 0..FIELD_DEPTH_MAX {
            let (mut next, mut found) = (Vec::new(), Vec::new());
            for (path, ty) in level {
                open |= !self.is_closed(&ty);
                for (field, ty) in self.fields_of(&ty).unwrap_or_default() {
                    seen += 1;
                    if seen > FIELDS_SEEN_MAX {
                        return FieldSearch::Unknown;
                    }
                    let path: Vec<String> = path.iter().cloned().chain([field.clone()]).collect();
                    if field == name {
                        found.push(path.clone());
                    }
                    names.insert(field);
                    next.push((path, ty));
                }
            }
            match (found.pop(), found.is_empty()) {
                (Some(path), true) => return FieldSearch::Found(path),
                (Some(_), false) => return FieldSearch::Ambiguous,
                (None, _) if next.is_empty() && open => return FieldSearch::Unknown,
                (None, _) if next.is_empty() => return FieldSearch::Absent(names),
                (None, _) => level = next,
            }
        }
        FieldSearch::Unknown
    }

    /// The fields of a tuple or a declared struct.
    pub(super) fn fields_of(&self, ty: &Ty) -> Option<Fields> {
        match ty.peeled() {
            Ty::Tuple(items) => Some(items.iter().enumerate().map(|(i, ty)| (i.to_string(), ty.clone())).collect()),
            Ty::Path(name, arguments) => match self.structs.get(name) {
                Some(fields) => Some(fields.clone()),
                None => lattice::fields(name, arguments),
            },
            _ => None,
        }
    }

    /// Whether all fields that a value of this type has are in [`Vocabulary::fields_of`].
    pub(super) fn is_closed(&self, ty: &Ty) -> bool {
        match ty.peeled() {
            Ty::Unknown | Ty::Ref(_) => false,
            Ty::Tuple(_) | Ty::Array(..) => true,
            Ty::Path(name, _) => {
                let declared = self.structs.contains_key(name) || self.enums.contains_key(name);
                (declared && !self.transparent.contains(name)) || FIELDLESS.contains(&name.as_str())
            }
        }
    }
}
