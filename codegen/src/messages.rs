//! The `messages` crate: the program's own items, made public, with the derives that they can have.

use crate::plan::Plan;
use crate::print;
use crate::types::{SCALARS, arguments};
use crate::vocabulary::{derives, items};
use quote::{ToTokens, quote};
use std::collections::{BTreeMap, BTreeSet};
use suki_ir::{LocationKind, Program, Span};

/// What is added to every struct and enum, in this order, where its fields allow it.
const ADDED: &[&str] = &["Clone", "Debug", "PartialEq", "Eq", "Hash", "PartialOrd", "Ord", "Serialize", "Deserialize"];

/// What types of other people's making do not have.
const FORBIDDEN: &[(&str, &[&str])] = &[
    ("f32", &["Eq", "Hash", "Ord"]),
    ("f64", &["Eq", "Hash", "Ord"]),
    ("HashMap", &["Hash", "PartialOrd", "Ord"]),
    ("HashSet", &["Hash", "PartialOrd", "Ord"]),
    ("BinaryHeap", &["PartialEq", "Eq", "Hash", "PartialOrd", "Ord"]),
    ("Range", &["PartialOrd", "Ord"]),
];

/// `messages/src/lib.rs`. In a simulation, a function `mutant(number: u64) -> bool` of the program says whether that seeded bug
/// is the one that is switched on; everywhere else it is what the program says.
pub(crate) fn file(plan: &Plan, is_simulated: bool) -> String {
    let mut items = with_derives(plan.program, true);
    for item in items.iter_mut().filter(|_| is_simulated) {
        if let syn::Item::Fn(function) = item
            && function.sig.ident == "mutant"
        {
            function.block = syn::parse_quote!({ suki_runtime::host::mutant(number) });
        }
    }
    let locations =
        plan.program.locations.iter().filter(|location| !matches!(location.kind, LocationKind::Helper { .. }));
    let markers = locations.map(|location| {
        let name = print::ident(&location.name);
        let docs = format!(" Members of `{}`.", location.name);
        quote! { #[doc = #docs] #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)] pub enum #name {} }
    });
    let docs = format!(" The types of `{}`: what travels, what is kept, and the functions on it.", plan.source.name);
    let network = crate::network::constant(plan);
    print::file(
        quote! {
            #![doc = #docs]
            #![allow(non_camel_case_types, unused, clippy::all, reason = "locations and items are named and written as in the program")]

            pub use suki_runtime::lattice::*;
            pub use suki_runtime::{ClientId, MemberId};
            use serde::{Deserialize, Serialize};
            #(#markers)*
            #(#items)*
            #network
        },
        &[],
    )
}

/// The items as the mirror needs them, with their places: derives of the standard library alone.
pub(crate) fn mirrored(program: &Program) -> Vec<(String, Span)> {
    let mut spans = Vec::new();
    for item in &program.items {
        let parsed = syn::parse_file(&item.text).map_or(0, |file| file.items.len());
        spans.extend(std::iter::repeat_n(item.span, parsed));
    }
    let items = with_derives(program, false);
    items.into_iter().map(|item| item.to_token_stream().to_string()).zip(spans).collect()
}

/// All items, public and with derives; `wire` adds those that messages need.
fn with_derives(program: &Program, wire: bool) -> Vec<syn::Item> {
    let mut items = items(program);
    let forbidden = forbidden(&items);
    let implemented = implemented(&items);
    for item in &mut items {
        let (name, attributes) = match item {
            syn::Item::Struct(item) => (item.ident.to_string(), &mut item.attrs),
            syn::Item::Enum(item) => (item.ident.to_string(), &mut item.attrs),
            _ => continue,
        };
        let own = derives(attributes);
        attributes.retain(|attribute| !attribute.path().is_ident("derive"));
        let fits = |derive: &str| {
            let wired = wire || !matches!(derive, "Serialize" | "Deserialize");
            let possible = !forbidden.get(&name).is_some_and(|names| names.contains(derive));
            wired && possible && !implemented.contains(&(name.clone(), derive.to_string()))
        };
        let mut names: Vec<String> = ADDED.iter().filter(|derive| fits(derive)).map(ToString::to_string).collect();
        names.extend(own.into_iter().filter(|name| !ADDED.contains(&name.as_str())));
        names.sort_by_key(|name| name != "Copy");
        let names = names.iter().map(|name| print::ident(name));
        attributes.push(syn::parse_quote! { #[derive(#(#names),*)] });
    }
    items.iter_mut().for_each(publish);
    items
}

/// Traits that the program implements itself, by type.
fn implemented(items: &[syn::Item]) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    for item in items {
        let syn::Item::Impl(item) = item else { continue };
        let Some((_, path, _)) = &item.trait_ else { continue };
        if let (syn::Type::Path(ty), Some(name)) = (&*item.self_ty, path.segments.last()) {
            let ty = ty.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
            found.insert((ty, name.ident.to_string()));
        }
    }
    found
}

/// By type, the derives that its fields do not allow: a least fixpoint, since types contain one another.
fn forbidden(items: &[syn::Item]) -> BTreeMap<String, BTreeSet<String>> {
    let mut parts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for item in items {
        let (name, fields): (_, Vec<&syn::Field>) = match item {
            syn::Item::Struct(item) => (&item.ident, item.fields.iter().collect()),
            syn::Item::Enum(item) => (&item.ident, item.variants.iter().flat_map(|variant| &variant.fields).collect()),
            syn::Item::Type(item) => {
                named_in(&item.ty, parts.entry(item.ident.to_string()).or_default());
                continue;
            }
            _ => continue,
        };
        let within = parts.entry(name.to_string()).or_default();
        fields.iter().for_each(|field| named_in(&field.ty, within));
    }
    let outside = FORBIDDEN.iter().map(|(name, all)| (name.to_string(), all.iter().map(ToString::to_string).collect()));
    let mut forbidden: BTreeMap<String, BTreeSet<String>> = outside.collect();
    loop {
        let mut changed = false;
        for (name, parts) in &parts {
            let all: Vec<String> = parts.iter().filter_map(|part| forbidden.get(part)).flatten().cloned().collect();
            let own = forbidden.entry(name.clone()).or_default();
            all.into_iter().for_each(|derive| changed |= own.insert(derive));
        }
        if !changed {
            return forbidden;
        }
    }
}

/// The last segment of every path in a type.
fn named_in(ty: &syn::Type, names: &mut BTreeSet<String>) {
    match ty {
        syn::Type::Path(path) => {
            for segment in &path.path.segments {
                let name = segment.ident.to_string();
                if !SCALARS.contains(&name.as_str()) || name.starts_with('f') {
                    names.insert(name);
                }
                arguments(segment).for_each(|argument| named_in(argument, names));
            }
        }
        syn::Type::Tuple(tuple) => tuple.elems.iter().for_each(|item| named_in(item, names)),
        syn::Type::Array(array) => named_in(&array.elem, names),
        syn::Type::Reference(reference) => named_in(&reference.elem, names),
        _ => {}
    }
}

/// Makes an item and its parts public.
fn publish(item: &mut syn::Item) {
    let public: syn::Visibility = syn::parse_quote!(pub);
    let fields = |fields: &mut syn::Fields| fields.iter_mut().for_each(|field| field.vis = syn::parse_quote!(pub));
    match item {
        syn::Item::Struct(item) => {
            item.vis = public;
            fields(&mut item.fields);
        }
        syn::Item::Enum(item) => item.vis = public,
        syn::Item::Const(item) => item.vis = public,
        syn::Item::Fn(item) => item.vis = public,
        syn::Item::Type(item) => item.vis = public,
        syn::Item::Use(item) => item.vis = public,
        syn::Item::Trait(item) => item.vis = public,
        syn::Item::Impl(item) if item.trait_.is_none() => {
            for part in &mut item.items {
                match part {
                    syn::ImplItem::Fn(method) => method.vis = public.clone(),
                    syn::ImplItem::Const(constant) => constant.vis = public.clone(),
                    _ => {}
                }
            }
        }
        _ => {}
    }
}
