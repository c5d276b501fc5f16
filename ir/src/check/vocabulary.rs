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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Item, Span};

    fn vocabulary(text: &str) -> Vocabulary {
        let items = vec![Item { text: text.to_string(), span: Span::NONE }];
        Vocabulary::of(&Program { items, ..Program::default() })
    }

    fn read(text: &str) -> Ty {
        ty(&syn::parse_str(text).expect("a type"))
    }

    #[test]
    fn reads_items() {
        let items = vocabulary(
            "use std::collections::BTreeMap as Map; type Slot = u64; const F: usize = 1; const N: usize = 2 * F + 1;
             struct Log<T> { from: Slot, entries: Map<Slot, T> } struct Wrap(u64); struct Unit;
             enum Event { Beat, Saw(Wrap, bool), Named { id: Slot } }
             impl<T> Log<T> { fn new() -> Self { todo!() } fn step(&mut self, event: Event, out: &mut Vec<Wrap>) {} }
             fn helper(x: &Wrap) -> Option<Slot> { None }",
        );
        assert_eq!(items.constants.get("N"), Some(&3));
        let fields: Vec<String> = items.structs["Log"].iter().map(|(name, ty)| format!("{name}: {ty}")).collect();
        assert_eq!(fields, ["from: u64", "entries: BTreeMap<u64, _>"]);
        assert_eq!(items.structs["Wrap"], [("0".to_string(), Ty::path("u64"))]);
        assert_eq!(items.structs["Unit"], []);
        let variants: Vec<(&str, usize)> =
            items.enums["Event"].iter().map(|(name, all)| (name.as_str(), all.len())).collect();
        assert_eq!(variants, [("Beat", 0), ("Saw", 2), ("Named", 1)]);
        assert_eq!(items.methods["Log"]["new"].result.to_string(), "Log<_>");
        assert_eq!(items.methods["Log"]["step"].parameters[1].to_string(), "&Vec<Wrap>");
        assert_eq!(items.functions["helper"].result.to_string(), "Option<u64>");
    }

    #[test]
    fn constants_refer_forwards_and_to_themselves() {
        let items = vocabulary("const A: u64 = B + 1; const B: u64 = 2; const C: u64 = C + 1; const D: u64 = 1 - 2;");
        assert_eq!(items.constants.into_iter().collect::<Vec<_>>(), [("A".to_string(), 3), ("B".to_string(), 2)]);
    }

    #[test]
    fn long_chains_of_constants_are_read_in_either_order() {
        let n = 2_000;
        let forwards: String = (1..n).map(|i| format!("const C{i}: u64 = C{} + 1;", i - 1)).collect();
        let backwards: String = (1..n).rev().map(|i| format!("const C{i}: u64 = C{} + 1;", i - 1)).collect();
        for text in [format!("const C0: u64 = 0;{forwards}"), format!("{backwards}const C0: u64 = 0;")] {
            assert_eq!(vocabulary(&text).constants["C1999"], 1_999);
        }
    }

    #[test]
    fn types_print_as_written() {
        for text in
            ["()", "(u64, bool)", "(u8,)", "Option<Vec<(ClientId, u64)>>", "&Vote", "[u8; 16]", "MemberId<acceptors>"]
        {
            assert_eq!(read(text).to_string(), text);
        }
        assert_eq!(read("std::collections::BTreeMap<u64, &'static str>").to_string(), "BTreeMap<u64, &str>");
        assert_eq!(read("fn(u64) -> u64"), Ty::Unknown);
        assert_eq!(read("Self::Item"), Ty::Unknown);
    }

    #[test]
    fn finds_fields_at_the_least_depth() {
        let items = vocabulary(
            "struct Transaction { id: u64, key: u64 } struct Both { a: Transaction, b: Transaction }
             struct Deep { id: u64, inner: Transaction } struct Rec { next: Box<Rec>, id: u64 }",
        );
        let check = |ty: &str, name: &str, expect: Option<&str>| {
            let found = items.field_path(&read(ty), name).map(|path| path.join("."));
            assert_eq!(found.as_deref(), expect, "{name} in {ty}");
        };
        check("(ClientId, Transaction)", "id", Some("1.id"));
        check("&(ClientId, &Transaction)", "key", Some("1.key"));
        check("(ClientId, Transaction)", "1", Some("1"));
        check("Both", "id", None);
        check("Deep", "id", Some("id"));
        check("Deep", "key", Some("inner.key"));
        check("Rec", "id", Some("id"));
        check("Rec", "key", None);
        check("u64", "id", None);
        check("()", "id", None);
    }
}
