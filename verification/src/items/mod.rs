//! The Rust items of a program, as far as keys depend on them.

mod canonical;

use std::collections::{BTreeMap, BTreeSet};
use suki_ir::{Program, Ty};
use syn::visit::Visit;

/// Fields with their types; tuple fields are called `0`, `1`, ..
pub type Fields = Vec<(String, Ty)>;

/// What the items of a program say about its types.
#[derive(Debug, Default)]
pub struct Items {
    /// Structs without parameters.
    structs: BTreeMap<String, Fields>,
    /// Enums without parameters, by variant.
    enums: BTreeMap<String, BTreeMap<String, Fields>>,
    /// Every type, alias and trait that is declared, whatever it is.
    declared: BTreeSet<String>,
    /// Types whose equality or hash is written by hand.
    own_equality: BTreeSet<String>,
    /// Names of constants.
    constants: BTreeSet<String>,
    /// Whether `clone`, a dereference and the like may mean anything.
    opaque: bool,
}

/// Methods and traits that the closure reader takes for the identity: an item that redefines one makes it blind.
const TRUSTED: [&str; 8] = ["clone", "to_owned", "then_some", "then", "Clone", "ToOwned", "Deref", "DerefMut"];
const EQUALITY: [&str; 4] = ["PartialEq", "Eq", "Hash", "Ord"];

impl Items {
    /// Reads the items of `program`; what cannot be read is unknown.
    pub fn of(program: &Program) -> Items {
        let mut items = Items::default();
        for item in &program.items {
            match syn::parse_str::<syn::File>(&item.text) {
                Ok(file) => file.items.iter().for_each(|item| items.read(item)),
                Err(_) => items.opaque = true,
            }
        }
        items
    }

    fn read(&mut self, item: &syn::Item) {
        match item {
            syn::Item::Struct(item) => {
                let name = item.ident.to_string();
                self.declared.insert(name.clone());
                if item.generics.params.is_empty() {
                    self.structs.insert(name, fields(&item.fields));
                }
            }
            syn::Item::Enum(item) => {
                let name = item.ident.to_string();
                self.declared.insert(name.clone());
                if item.generics.params.is_empty() {
                    let variant = |variant: &syn::Variant| (variant.ident.to_string(), fields(&variant.fields));
                    self.enums.insert(name, item.variants.iter().map(variant).collect());
                }
            }
            syn::Item::Type(item) => drop(self.declared.insert(item.ident.to_string())),
            syn::Item::Trait(item) => drop(self.declared.insert(item.ident.to_string())),
            syn::Item::Const(item) => drop(self.constants.insert(item.ident.to_string())),
            syn::Item::Impl(item) => self.read_impl(item),
            syn::Item::Use(item) => self.read_use(&item.tree),
            syn::Item::Fn(_) => {}
            _ => self.opaque = true,
        }
        let mut trusted = Trusted(false);
        trusted.visit_item(item);
        self.opaque |= trusted.0;
    }

    fn read_impl(&mut self, item: &syn::ItemImpl) {
        let last = |path: &syn::Path| path.segments.last().map(|segment| segment.ident.to_string());
        let implemented = item.trait_.as_ref().and_then(|(_, path, _)| last(path));
        if let (Some(name), syn::Type::Path(of)) = (implemented, &*item.self_ty)
            && EQUALITY.contains(&name.as_str())
        {
            self.own_equality.extend(last(&of.path));
        }
    }

    /// An import may give a known name another meaning.
    fn read_use(&mut self, tree: &syn::UseTree) {
        match tree {
            syn::UseTree::Path(path) => self.read_use(&path.tree),
            syn::UseTree::Name(name) => drop(self.declared.insert(name.ident.to_string())),
            syn::UseTree::Rename(rename) => drop(self.declared.insert(rename.rename.to_string())),
            syn::UseTree::Glob(_) => self.opaque = true,
            syn::UseTree::Group(group) => group.items.iter().for_each(|tree| self.read_use(tree)),
        }
    }

    /// Whether closures over these items cannot be read at all.
    pub fn is_opaque(&self) -> bool {
        self.opaque
    }

    /// Whether `name` is a constant.
    pub fn is_constant(&self, name: &str) -> bool {
        self.constants.contains(name)
    }

    /// The fields of a struct, or of a variant written `Enum::Variant`.
    pub fn fields(&self, name: &str) -> Option<&Fields> {
        match name.split_once("::") {
            Some((of, variant)) => self.enums.get(of)?.get(variant),
            None => self.structs.get(name),
        }
    }

    /// The full name of the struct or variant that a path means, when it is certain.
    pub fn constructor(&self, path: &syn::Path) -> Option<String> {
        let names: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        let name = match names.as_slice() {
            [one] if matches!(one.as_str(), "Some" | "None") => format!("Option::{one}"),
            _ => names.join("::"),
        };
        let option = matches!(name.as_str(), "Option::Some" | "Option::None") && !self.declared.contains("Option");
        (option || self.fields(&name).is_some()).then_some(name)
    }

    /// The type of the field `name` of a value of type `of`.
    pub fn field_type(&self, of: &Ty, name: &str) -> Ty {
        let found = match of.peeled() {
            Ty::Tuple(items) => name.parse::<usize>().ok().and_then(|index| items.get(index)),
            Ty::Path(of, arguments) if arguments.is_empty() && !of.contains("::") => self.field(of, name),
            _ => None,
        };
        found.cloned().unwrap_or(Ty::Unknown)
    }

    /// The type of a field of a struct or variant.
    pub fn field(&self, constructor: &str, name: &str) -> Option<&Ty> {
        self.fields(constructor)?.iter().find(|(field, _)| field == name).map(|(_, ty)| ty)
    }
}

/// Whether an item gives a trusted name another meaning.
struct Trusted(bool);

impl Visit<'_> for Trusted {
    fn visit_impl_item_fn(&mut self, item: &syn::ImplItemFn) {
        self.0 |= TRUSTED.contains(&item.sig.ident.to_string().as_str());
    }

    fn visit_item_trait(&mut self, _: &syn::ItemTrait) {
        // Its methods could shadow any.
        self.0 = true;
    }

    fn visit_item_impl(&mut self, item: &syn::ItemImpl) {
        let name = item.trait_.as_ref().and_then(|(_, path, _)| path.segments.last());
        self.0 |= name.is_some_and(|segment| TRUSTED.contains(&segment.ident.to_string().as_str()));
        syn::visit::visit_item_impl(self, item);
    }
}

fn fields(fields: &syn::Fields) -> Fields {
    let name = |(index, field): (usize, &syn::Field)| {
        let name = field.ident.as_ref().map_or_else(|| index.to_string(), |ident| ident.to_string());
        (name, type_of(&field.ty))
    };
    fields.iter().enumerate().map(name).collect()
}

/// A type as far as keys may be built from it.
fn type_of(ty: &syn::Type) -> Ty {
    match ty {
        syn::Type::Paren(inner) => type_of(&inner.elem),
        syn::Type::Group(inner) => type_of(&inner.elem),
        syn::Type::Tuple(tuple) => Ty::Tuple(tuple.elems.iter().map(type_of).collect()),
        syn::Type::Array(array) => Ty::Array(Box::new(type_of(&array.elem)), None),
        syn::Type::Path(path) if path.qself.is_none() && path.path.segments.len() == 1 => {
            let segment = &path.path.segments[0];
            let arguments = match &segment.arguments {
                syn::PathArguments::AngleBracketed(list) => list
                    .args
                    .iter()
                    .map(|argument| match argument {
                        syn::GenericArgument::Type(ty) => type_of(ty),
                        _ => Ty::Unknown,
                    })
                    .collect(),
                _ => Vec::new(),
            };
            Ty::Path(segment.ident.to_string(), arguments)
        }
        _ => Ty::Unknown,
    }
}
