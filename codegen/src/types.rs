//! The Rust type of every element and of every state.

use crate::vocabulary::Declared;
use quote::ToTokens;
use std::collections::{BTreeMap, BTreeSet};
use suki_ir::{Op, OperatorId, Program, Ty};
use syn::visit::Visit;
use syn::visit_mut::VisitMut;

/// What the operators of one program carry and keep. Made by [`Types::inferred`] or from what a
/// [`Mirror`](crate::Mirror) printed.
#[derive(Clone, Debug)]
pub struct Types {
    elements: BTreeMap<OperatorId, syn::Type>,
    states: BTreeMap<OperatorId, syn::Type>,
    copies: BTreeSet<String>,
}

impl Types {
    /// The types, when the checks of `suki-ir` know all of them; else rustc must be asked by way of a
    /// [`Mirror`](crate::Mirror).
    pub fn inferred(program: &Program) -> Option<Self> {
        if program.operators.iter().any(|operator| matches!(operator.op, Op::Scan { .. } | Op::Fold { .. })) {
            return None;
        }
        let declared = Declared::of(program);
        let streams = suki_ir::infer(program).0;
        let mut types = Self::empty(program);
        for (id, stream) in program.operator_ids().zip(&streams) {
            types.set_element(id, nameable(&declared, &stream.element)?);
        }
        Some(types)
    }

    pub(crate) fn empty(program: &Program) -> Self {
        Self { elements: BTreeMap::new(), states: BTreeMap::new(), copies: Declared::of(program).copies }
    }

    pub(crate) fn set_element(&mut self, id: OperatorId, ty: syn::Type) {
        self.elements.insert(id, qualified(ty));
    }

    pub(crate) fn set_state(&mut self, id: OperatorId, ty: syn::Type) {
        self.states.insert(id, qualified(ty));
    }

    pub(crate) fn is_complete(&self, program: &Program) -> bool {
        let stateful = |op: &Op| matches!(op, Op::Scan { .. } | Op::Fold { .. });
        program.operator_ids().all(|id| {
            let state = !stateful(&program.operator(id).op) || self.states.contains_key(&id);
            state && self.elements.contains_key(&id)
        })
    }

    /// What the operator's result carries; `(K, V)` on keyed streams.
    pub(crate) fn element(&self, id: OperatorId) -> &syn::Type {
        &self.elements[&id]
    }

    /// The state of a scan or a fold.
    pub(crate) fn state(&self, id: OperatorId) -> &syn::Type {
        &self.states[&id]
    }

    /// Whether values of the type are copied without a word.
    pub(crate) fn is_copy(&self, ty: &syn::Type) -> bool {
        match ty {
            syn::Type::Tuple(tuple) => tuple.elems.iter().all(|item| self.is_copy(item)),
            syn::Type::Reference(reference) => reference.mutability.is_none(),
            syn::Type::Array(array) => self.is_copy(&array.elem),
            syn::Type::Path(path) => {
                let Some(last) = path.path.segments.last() else { return false };
                match last.ident.to_string().as_str() {
                    "MemberId" | "ClientId" => true,
                    "Option" | "Reverse" => arguments(last).all(|item| self.is_copy(item)),
                    name => SCALARS.contains(&name) || self.copies.contains(name),
                }
            }
            _ => false,
        }
    }
}

/// Names that generated crates give to types of their own.
const TAKEN: &[&str] = &["State", "Inputs", "Outputs"];

/// The type with a path to those of the program's types that a generated crate has another meaning for.
fn qualified(mut ty: syn::Type) -> syn::Type {
    struct Qualify;
    impl VisitMut for Qualify {
        fn visit_path_mut(&mut self, path: &mut syn::Path) {
            syn::visit_mut::visit_path_mut(self, path);
            if path.segments.len() == 1 && TAKEN.iter().any(|name| path.segments[0].ident == name) {
                path.segments.insert(0, syn::parse_quote!(messages));
            }
        }
    }
    Qualify.visit_type_mut(&mut ty);
    ty
}

/// Types without parts.
pub(crate) const SCALARS: &[&str] = &[
    "bool", "char", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize", "f32",
    "f64",
];

/// The arguments of `Option<T>`.
pub(crate) fn arguments(segment: &syn::PathSegment) -> impl Iterator<Item = &syn::Type> {
    let list = match &segment.arguments {
        syn::PathArguments::AngleBracketed(list) => Some(&list.args),
        _ => None,
    };
    list.into_iter().flatten().filter_map(|argument| match argument {
        syn::GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

/// The components of a tuple type; none when it is no tuple of `n`.
pub(crate) fn components(ty: &syn::Type, n: usize) -> Option<Vec<syn::Type>> {
    match ty {
        syn::Type::Tuple(tuple) if tuple.elems.len() == n => Some(tuple.elems.iter().cloned().collect()),
        _ => None,
    }
}

/// Both components of a pair.
///
/// # Panics
/// When it is no pair; checked programs have pairs wherever an operator asks for them.
pub(crate) fn pair(ty: &syn::Type) -> (syn::Type, syn::Type) {
    let mut items = components(ty, 2).unwrap_or_else(|| panic!("a pair, not {}", ty.to_token_stream())).into_iter();
    (items.next().expect("two"), items.next().expect("two"))
}

pub(crate) fn is_unit(ty: &syn::Type) -> bool {
    matches!(ty, syn::Type::Tuple(tuple) if tuple.elems.is_empty())
}

/// Whether the type borrows from a singleton.
pub(crate) fn borrows(ty: &syn::Type) -> bool {
    struct Search(bool);
    impl Visit<'_> for Search {
        fn visit_type_reference(&mut self, _: &syn::TypeReference) {
            self.0 = true;
        }
    }
    let mut search = Search(false);
    search.visit_type(ty);
    search.0
}

/// The type with `'a` on every reference.
pub(crate) fn with_lifetime(ty: &syn::Type) -> syn::Type {
    struct Mark;
    impl VisitMut for Mark {
        fn visit_type_reference_mut(&mut self, reference: &mut syn::TypeReference) {
            reference.lifetime = Some(syn::Lifetime::new("'a", proc_macro2::Span::call_site()));
            syn::visit_mut::visit_type_reference_mut(self, reference);
        }
    }
    let mut ty = ty.clone();
    Mark.visit_type_mut(&mut ty);
    ty
}

/// The type as Rust, when every part of it is known and has a name in the generated crates.
fn nameable(declared: &Declared, ty: &Ty) -> Option<syn::Type> {
    fn is_nameable(declared: &Declared, ty: &Ty) -> bool {
        match ty {
            Ty::Unknown | Ty::Array(_, None) => false,
            Ty::Tuple(items) => items.iter().all(|item| is_nameable(declared, item)),
            Ty::Path(name, items) => {
                (SCALARS.contains(&name.as_str()) || declared.names.contains(name))
                    && items.iter().all(|item| is_nameable(declared, item))
            }
            Ty::Array(item, Some(_)) => is_nameable(declared, item),
            Ty::Ref(inner) => is_nameable(declared, inner),
        }
    }
    is_nameable(declared, ty).then(|| syn::parse_str(&ty.to_string()).ok()).flatten()
}
