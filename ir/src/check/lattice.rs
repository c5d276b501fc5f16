//! Lattices: the common ones, and those that a program implements.

use super::Vocabulary;
use super::vocabulary::Fields;
use crate::Ty;

/// The common lattices with their number of type arguments.
pub(super) const LATTICES: [(&str, usize); 6] =
    [("Max", 1), ("Min", 1), ("SetUnion", 1), ("MapUnion", 2), ("Pair", 2), ("Lww", 1)];
/// How deep lattices of lattices are looked into.
const LATTICE_DEPTH_MAX: usize = 16;

/// Why a type is no lattice.
pub(super) enum NoLattice {
    /// A type that is none.
    Plain(Ty),
    /// A declared type without `impl Lattice`.
    Declared(Ty),
    /// An `impl Lattice` whose `merge` is missing or takes or gives something else.
    WrongMerge(String),
}

impl Vocabulary {
    /// Whether values of the type have a join, as far as the text states it.
    ///
    /// # Errors
    /// The part of the type that has none.
    pub(super) fn lattice(&self, ty: &Ty) -> Result<(), NoLattice> {
        self.is_lattice(ty, LATTICE_DEPTH_MAX)
    }

    fn is_lattice(&self, ty: &Ty, depth: usize) -> Result<(), NoLattice> {
        let Some(depth) = depth.checked_sub(1) else { return Ok(()) };
        match ty {
            Ty::Unknown => Ok(()),
            Ty::Path(name, arguments) => match (name.as_str(), arguments.as_slice()) {
                _ if self.lattices.contains(name) => self.has_merge(name),
                _ if self.declares(name) => Err(NoLattice::Declared(ty.clone())),
                ("Max" | "Min" | "SetUnion" | "Lww", _) => Ok(()),
                ("MapUnion", [_, value]) => self.is_lattice(value, depth),
                ("Pair", [first, second]) => self.is_lattice(first, depth).and(self.is_lattice(second, depth)),
                ("MapUnion" | "Pair", _) => Ok(()),
                // What no item declares may be a `type` of other crates.
                _ if self.is_closed(ty) => Err(NoLattice::Plain(ty.clone())),
                _ => Ok(()),
            },
            Ty::Tuple(_) | Ty::Array(..) | Ty::Ref(_) => Err(NoLattice::Plain(ty.clone())),
        }
    }

    fn declares(&self, name: &str) -> bool {
        self.structs.contains_key(name) || self.enums.contains_key(name)
    }

    /// `fn merge(&mut self, other: Self) -> bool`.
    fn has_merge(&self, name: &str) -> Result<(), NoLattice> {
        let merge = self.methods.get(name).and_then(|methods| methods.get("merge"));
        let this = self.declared(name);
        let fits = merge.is_some_and(|merge| {
            let [other] = merge.parameters.as_slice() else { return false };
            other.agrees(&this) && merge.result.agrees(&Ty::path("bool"))
        });
        if fits { Ok(()) } else { Err(NoLattice::WrongMerge(name.to_string())) }
    }
}

/// The fields of a common lattice.
pub(super) fn fields(name: &str, arguments: &[Ty]) -> Option<Fields> {
    let named = |fields: &[(&str, Ty)]| fields.iter().map(|(name, ty)| (name.to_string(), ty.clone())).collect();
    let path = |name: &str| Ty::Path(name.into(), arguments.to_vec());
    Some(match (name, arguments) {
        ("Max" | "Min", [value]) => named(&[("0", value.clone())]),
        ("SetUnion", [_]) => named(&[("0", path("BTreeSet"))]),
        ("MapUnion", [_, _]) => named(&[("0", path("BTreeMap"))]),
        ("Pair", [first, second]) => named(&[("0", first.clone()), ("1", second.clone())]),
        ("Lww", [value]) => named(&[("stamp", Ty::path("u64")), ("value", value.clone())]),
        _ => return None,
    })
}

/// What a constructor of a common lattice makes: `Max(x)`, `Min(x)`, `Pair(a, b)`, `SetUnion(set)`, `MapUnion(map)`.
pub(super) fn constructed(name: &str, arguments: &[Ty]) -> Option<Ty> {
    let made = |arguments: Vec<Ty>| Some(Ty::Path(name.into(), arguments));
    match (name, arguments) {
        ("Max" | "Min", [_]) | ("Pair", [_, _]) => made(arguments.to_vec()),
        ("SetUnion", [Ty::Path(_, items)]) if items.len() == 1 => made(items.clone()),
        ("MapUnion", [Ty::Path(_, items)]) if items.len() == 2 => made(items.clone()),
        ("SetUnion", [_]) => made(vec![Ty::Unknown]),
        ("MapUnion", [_]) => made(vec![Ty::Unknown; 2]),
        _ => None,
    }
}

/// What `SetUnion::from_one(x)`, `MapUnion::from_one(key, lattice)` and `Lww::new(stamp, value)` make.
pub(super) fn associated(owner: &str, name: &str, arguments: &[Ty]) -> Option<Ty> {
    let made = |arguments: Vec<Ty>| Some(Ty::Path(owner.into(), arguments));
    match (owner, name, arguments) {
        ("SetUnion", "from_one", [item]) => made(vec![item.clone()]),
        ("MapUnion", "from_one", [key, value]) => made(vec![key.clone(), value.clone()]),
        ("Max" | "Min", "new", [value]) | ("Lww", "new", [_, value]) => made(vec![value.clone()]),
        ("Pair", "new", [first, second]) => made(vec![first.clone(), second.clone()]),
        (_, "default" | "new", []) => {
            let (_, arity) = LATTICES.iter().find(|(lattice, _)| *lattice == owner)?;
            made(vec![Ty::Unknown; *arity])
        }
        _ => None,
    }
}
