//! The Rust items of a program, read as far as checks and costs need them.

use super::constant::constants;
use super::field::FieldSearch;
use super::signature::{Signature, erased, generics, read_functions};
use crate::{Program, Ty};
use std::collections::{BTreeMap, BTreeSet};

/// Named fields with their types; tuple fields are called `0`, `1`, ..
pub type Fields = Vec<(String, Ty)>;

/// Structs, enums, constants and methods by name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Vocabulary {
    /// Fields of each struct.
    pub structs: BTreeMap<String, Fields>,
    /// Variants of each enum with their fields.
    pub enums: BTreeMap<String, Vec<(String, Fields)>>,
    /// Integer constants.
    pub constants: BTreeMap<String, u64>,
    /// The declared type of each constant.
    pub constant_types: BTreeMap<String, Ty>,
    /// Functions outside `impl` blocks.
    pub functions: BTreeMap<String, Signature>,
    /// Methods and associated functions of each type.
    pub methods: BTreeMap<String, BTreeMap<String, Signature>>,
    /// Structs and enums with type parameters; what depends on those is unknown.
    pub generic: BTreeMap<String, usize>,
    /// Types that stand for others, and may have their fields: an `impl Deref` exists.
    pub transparent: BTreeSet<String>,
    /// Types with an `impl Lattice`.
    pub lattices: BTreeSet<String>,
    /// Types whose equality, order or hash is written by hand, which makes them no keys.
    pub own_equality: BTreeSet<String>,
    /// Whether the program gives `+`, `+=` and the like a meaning of its own for some type.
    pub own_arithmetic: bool,
    /// What `type` items and `use .. as ..` rename.
    aliases: BTreeMap<String, Ty>,
}

impl Vocabulary {
    /// Reads the items of `program`.
    pub fn of(program: &Program) -> Self {
        let mut items = Vec::new();
        for item in &program.items {
            if let Ok(file) = syn::parse_file(&item.text) {
                items.extend(file.items);
            }
        }
        let mut vocabulary = Self::default();
        for item in &items {
            vocabulary.read_aliases(item);
        }
        for item in &items {
            vocabulary.read_type(item);
        }
        for item in &items {
            read_functions(&mut vocabulary, item);
            vocabulary.read_traits(item);
        }
        vocabulary.constants = constants(&items);
        vocabulary
    }

    /// A type as written, with aliases replaced.
    pub fn ty(&self, written: &syn::Type) -> Ty {
        self.expanded(ty(written))
    }

    /// Replaces aliases; once, so that one that names itself does no harm.
    pub(super) fn expanded(&self, ty: Ty) -> Ty {
        if self.aliases.is_empty() {
            return ty;
        }
        let all = |items: Vec<Ty>| items.into_iter().map(|item| self.expanded(item)).collect();
        match ty {
            Ty::Path(name, arguments) => match self.aliases.get(&name) {
                Some(Ty::Path(renamed, none)) if none.is_empty() => Ty::Path(renamed.clone(), all(arguments)),
                Some(alias) if arguments.is_empty() => alias.clone(),
                Some(_) => Ty::Unknown,
                None => Ty::Path(name, all(arguments)),
            },
            Ty::Tuple(items) => Ty::Tuple(all(items)),
            Ty::Array(item, length) => Ty::Array(Box::new(self.expanded(*item)), length),
            Ty::Ref(inner) => Ty::Ref(Box::new(self.expanded(*inner))),
            Ty::Unknown => Ty::Unknown,
        }
    }

    fn read_aliases(&mut self, item: &syn::Item) {
        match item {
            syn::Item::Type(alias) => {
                let plain = alias.generics.params.is_empty();
                let meaning = if plain { ty(&alias.ty) } else { Ty::Unknown };
                self.aliases.insert(alias.ident.to_string(), meaning);
            }
            syn::Item::Use(item) => {
                let mut trees = vec![&item.tree];
                while let Some(tree) = trees.pop() {
                    match tree {
                        syn::UseTree::Path(path) => trees.push(&path.tree),
                        syn::UseTree::Group(group) => trees.extend(&group.items),
                        syn::UseTree::Rename(rename) => {
                            self.aliases.insert(rename.rename.to_string(), Ty::path(&rename.ident.to_string()));
                        }
                        syn::UseTree::Name(_) | syn::UseTree::Glob(_) => {}
                    }
                }
            }
            _ => {}
        }
    }

    fn read_traits(&mut self, item: &syn::Item) {
        let syn::Item::Impl(block) = item else { return };
        let Some(name) = block.trait_.as_ref().and_then(|(_, path, _)| path.segments.last()) else { return };
        self.own_arithmetic |= is_arithmetic(&name.ident.to_string());
        let Ty::Path(this, _) = self.ty(&block.self_ty) else { return };
        match name.ident.to_string().as_str() {
            "Lattice" => self.lattices.insert(this),
            "PartialEq" | "Eq" | "PartialOrd" | "Ord" | "Hash" => self.own_equality.insert(this),
            _ => false,
        };
    }

    fn read_type(&mut self, item: &syn::Item) {
        match item {
            syn::Item::Struct(item) => {
                let fields = self.fields(&item.fields, &item.generics);
                self.structs.insert(item.ident.to_string(), fields);
                self.note_generics(&item.ident, &item.generics);
            }
            syn::Item::Enum(item) => {
                let fields = |variant: &syn::Variant| self.fields(&variant.fields, &item.generics);
                let variants = item.variants.iter().map(|v| (v.ident.to_string(), fields(v))).collect();
                self.enums.insert(item.ident.to_string(), variants);
                self.note_generics(&item.ident, &item.generics);
            }
            syn::Item::Const(item) => {
                self.constant_types.insert(item.ident.to_string(), self.ty(&item.ty));
            }
            _ => {}
        }
    }

    fn note_generics(&mut self, name: &syn::Ident, generics: &syn::Generics) {
        let count = generics.type_params().count() + generics.const_params().count();
        if count > 0 {
            self.generic.insert(name.to_string(), count);
        }
    }

    fn fields(&self, fields: &syn::Fields, generic: &syn::Generics) -> Fields {
        let parameters = generics(generic);
        let name = |i: usize, field: &syn::Field| field.ident.as_ref().map_or(i.to_string(), ToString::to_string);
        let read = |(i, field)| (name(i, field), erased(self.ty(&field.ty), &parameters));
        fields.iter().enumerate().map(read).collect()
    }

    /// The path of a declared struct or enum as a type, its parameters unknown.
    pub(super) fn declared(&self, name: &str) -> Ty {
        Ty::Path(name.to_string(), vec![Ty::Unknown; self.generic.get(name).copied().unwrap_or(0)])
    }

    /// The fields of a variant.
    pub(super) fn variant(&self, name: &str, variant: &str) -> Option<&Fields> {
        self.enums.get(name)?.iter().find(|(candidate, _)| candidate == variant).map(|(_, fields)| fields)
    }

    /// Where the field called `name` is in an element of type `ty`: field names from the outside in,
    /// through tuples (`1`), structs and references; `None` when there is none or more than one at the least depth.
    pub fn field_path(&self, ty: &Ty, name: &str) -> Option<Vec<String>> {
        match self.find_field(ty, name) {
            FieldSearch::Found(path) => Some(path),
            _ => None,
        }
    }
}

/// Whether a trait is that of `+`, `+=` and the like.
fn is_arithmetic(name: &str) -> bool {
    matches!(name.strip_suffix("Assign").unwrap_or(name), "Add" | "Sub" | "Mul" | "Div")
}

/// A type as written; what the checks have no words for is unknown.
pub fn ty(written: &syn::Type) -> Ty {
    match written {
        syn::Type::Tuple(tuple) => Ty::Tuple(tuple.elems.iter().map(ty).collect()),
        syn::Type::Reference(reference) => Ty::Ref(Box::new(ty(&reference.elem))),
        syn::Type::Paren(inner) => ty(&inner.elem),
        syn::Type::Group(inner) => ty(&inner.elem),
        syn::Type::Array(array) => {
            let length = match &array.len {
                syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Int(number), .. }) => number.base10_parse().ok(),
                _ => None,
            };
            Ty::Array(Box::new(ty(&array.elem)), length)
        }
        syn::Type::Path(path) if path.qself.is_none() => path_type(&path.path),
        _ => Ty::Unknown,
    }
}

/// A path by its last segment; `Self::Item` and the like are unknown.
fn path_type(path: &syn::Path) -> Ty {
    let Some(last) = path.segments.last() else { return Ty::Unknown };
    if path.segments.len() > 1 && path.segments.first().is_some_and(|first| first.ident == "Self") {
        return Ty::Unknown;
    }
    let arguments = match &last.arguments {
        syn::PathArguments::None => Vec::new(),
        syn::PathArguments::AngleBracketed(list) => list.args.iter().filter_map(argument).collect(),
        syn::PathArguments::Parenthesized(_) => return Ty::Unknown,
    };
    Ty::Path(last.ident.to_string(), arguments)
}

fn argument(argument: &syn::GenericArgument) -> Option<Ty> {
    match argument {
        syn::GenericArgument::Type(written) => Some(ty(written)),
        syn::GenericArgument::Lifetime(_) => None,
        _ => Some(Ty::Unknown),
    }
}
