//! The Rust items of a program, as generated crates see them.

use std::collections::BTreeSet;
use suki_ir::Program;

/// Names that need no import.
const PRELUDE: &[&str] = &["Option", "Result", "Vec", "String", "Box", "str", "MemberId", "ClientId"];

/// The names that a program's items bring into scope.
pub(crate) struct Declared {
    /// Types that can be written as they are.
    pub names: BTreeSet<String>,
    /// Types that the author made `Copy`.
    pub copies: BTreeSet<String>,
}

impl Declared {
    pub fn of(program: &Program) -> Self {
        let mut names: BTreeSet<String> = PRELUDE.iter().map(ToString::to_string).collect();
        names.extend(program.locations.iter().map(|location| location.name.clone()));
        let mut copies = BTreeSet::new();
        for item in items(program) {
            let (ident, attributes) = match &item {
                syn::Item::Struct(item) => (&item.ident, &item.attrs),
                syn::Item::Enum(item) => (&item.ident, &item.attrs),
                syn::Item::Type(item) => (&item.ident, &item.attrs),
                syn::Item::Use(item) => {
                    imported(&item.tree, &mut names);
                    continue;
                }
                _ => continue,
            };
            names.insert(ident.to_string());
            if derives(attributes).contains("Copy") {
                copies.insert(ident.to_string());
            }
        }
        Self { names, copies }
    }
}

/// All items, parsed.
pub(crate) fn items(program: &Program) -> Vec<syn::Item> {
    let parsed = program.items.iter().filter_map(|item| syn::parse_file(&item.text).ok());
    parsed.flat_map(|file| file.items).collect()
}

/// What an item's `#[derive(..)]` attributes name, by last segment.
pub(crate) fn derives(attributes: &[syn::Attribute]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("derive")) {
        // A derive that cannot be read names nothing; rustc reports it.
        let _ = attribute.parse_nested_meta(|meta| {
            found.extend(meta.path.segments.last().map(|last| last.ident.to_string()));
            Ok(())
        });
    }
    found
}

fn imported(tree: &syn::UseTree, names: &mut BTreeSet<String>) {
    match tree {
        syn::UseTree::Path(path) => imported(&path.tree, names),
        syn::UseTree::Group(group) => group.items.iter().for_each(|item| imported(item, names)),
        syn::UseTree::Name(name) => {
            names.insert(name.ident.to_string());
        }
        syn::UseTree::Rename(rename) => {
            names.insert(rename.rename.to_string());
        }
        syn::UseTree::Glob(_) => {}
    }
}
