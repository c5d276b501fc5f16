//! The laws of the lattices that a program implements, tested on values: one file without dependencies.
//!
//! Values come from the type's own `fn sample(n: u64) -> Self` where it has one, else from its fields; what their merges
//! reach is tried as well. What is found is a counter-example; what is not found is no proof.

use crate::messages;
use crate::mirror::{PHANTOM, lattices};
use crate::print;
use crate::vocabulary::items;
use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};
use std::collections::{BTreeMap, BTreeSet};
use suki_ir::{Program, Span};

/// Makes values, and tests.
const LAWS: &str = include_str!("../templates/laws.rs");

/// A Rust program that prints which laws are broken: a line for each lattice that breaks one, its parts separated by
/// tabs: the lattice's number, the law, then the points of the counter-example.
#[derive(Clone, Debug)]
pub struct Laws {
    /// One file, to be compiled with `rustc --edition 2024` and run.
    pub text: String,
    /// The lattices in the order of their numbers, with their implementations.
    pub lattices: Vec<(String, Span)>,
}

/// The test of a checked program; none when it implements no lattice.
///
/// ```
/// let (program, _) = suki_ir::parse(
///     "struct Flag { up: bool }
///      impl Lattice for Flag { fn merge(&mut self, other: Self) -> bool { let was = self.up; self.up |= other.up; self.up != was } }",
/// );
/// let laws = suki_codegen::laws(&program).expect("there is a lattice");
/// assert_eq!(laws.lattices[0].0, "Flag");
/// assert!(laws.text.contains("impl Sample for Flag"));
/// ```
pub fn laws(program: &Program) -> Option<Laws> {
    let declared = declared(program);
    let (mut found, mut tests, mut open) = (Vec::new(), Vec::new(), Vec::new());
    for item in &program.items {
        for item in
            syn::parse_file(&item.text).map_or(Vec::new(), |file| file.items).into_iter().map(|it| (it, item.span))
        {
            let (syn::Item::Impl(block), span) = item else { continue };
            let is_lattice = |path: &syn::Path| path.segments.last().is_some_and(|last| last.ident == "Lattice");
            let Some((_, path, _)) = &block.trait_ else { continue };
            let syn::Type::Path(ty) = &*block.self_ty else { continue };
            let Some(name) = ty.path.segments.last().map(|last| last.ident.to_string()) else { continue };
            if is_lattice(path) {
                let (number, ty) = (found.len(), instance(&name, &declared));
                tests.push(quote!(crate::laws::test::<#ty>(#number);));
                found.push((name.clone(), span));
                open.push(name);
            }
        }
    }
    if found.is_empty() {
        return None;
    }
    let samples = samples(&declared, open, &sampled(program));
    let items: String = messages::mirrored(program).into_iter().map(|(item, _)| item + "\n").collect();
    let locations: String =
        program.locations.iter().map(|location| format!("pub enum {} {{}}\n", location.name)).collect();
    let main =
        print::file(quote! { #(#samples)* pub fn main() { std::panic::set_hook(Box::new(|_| {})); #(#tests)* } }, &[]);
    let text = format!(
        "#![allow(warnings)]\nmod rt {{\n{PHANTOM}\n}}\nmod lattice {{\n{}\n}}\nmod laws {{\n{LAWS}\n}}\nmod program {{\n\
         use crate::rt::{{ClientId, MemberId}};\nuse crate::lattice::*;\nuse crate::laws::{{Random, Sample}};\n\
         {locations}{items}{main}}}\nfn main() {{ program::main() }}\n",
        lattices()
    );
    Some(Laws { text, lattices: found })
}

/// Structs, enums and other names of types.
fn declared(program: &Program) -> BTreeMap<String, syn::Item> {
    let name = |item: &syn::Item| match item {
        syn::Item::Struct(item) => Some(item.ident.to_string()),
        syn::Item::Enum(item) => Some(item.ident.to_string()),
        syn::Item::Type(item) => Some(item.ident.to_string()),
        _ => None,
    };
    items(program).into_iter().filter_map(|item| Some((name(&item)?, item))).collect()
}

/// Types with a `fn sample(n: u64) -> Self` of their own.
fn sampled(program: &Program) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for item in items(program) {
        let syn::Item::Impl(block) = item else { continue };
        let syn::Type::Path(ty) = &*block.self_ty else { continue };
        let has = block.items.iter().any(|part| match part {
            syn::ImplItem::Fn(method) => {
                method.sig.ident == "sample" && method.sig.inputs.len() == 1 && method.sig.receiver().is_none()
            }
            _ => false,
        });
        found.extend(ty.path.segments.last().filter(|_| has).map(|last| last.ident.to_string()));
    }
    found
}

/// The type, with a number, or a lattice of numbers, for each of its parameters.
fn instance(name: &str, declared: &BTreeMap<String, syn::Item>) -> TokenStream {
    let ident = print::ident(name);
    let generics = match declared.get(name) {
        Some(syn::Item::Struct(item)) => &item.generics,
        Some(syn::Item::Enum(item)) => &item.generics,
        _ => return quote!(#ident),
    };
    let arguments: Vec<TokenStream> = generics
        .type_params()
        .map(|parameter| match parameter.bounds.to_token_stream().to_string().contains("Lattice") {
            true => quote!(Max<u64>),
            false => quote!(u64),
        })
        .collect();
    if arguments.is_empty() { quote!(#ident) } else { quote!(#ident<#(#arguments),*>) }
}

/// How values of the types `open`, and of all in their fields, are made.
fn samples(
    declared: &BTreeMap<String, syn::Item>,
    mut open: Vec<String>,
    sampled: &BTreeSet<String>,
) -> Vec<TokenStream> {
    let (mut done, mut samples) = (BTreeSet::new(), Vec::new());
    while let Some(name) = open.pop() {
        let Some(item) = declared.get(&name).filter(|_| done.insert(name.clone())) else { continue };
        let ident = print::ident(&name);
        let (generics, body) = match item {
            syn::Item::Struct(item) => (&item.generics, made(&quote!(#ident), &item.fields)),
            syn::Item::Enum(item) => (&item.generics, one_of(&ident, item)),
            other => {
                names(other.to_token_stream(), &mut open);
                continue;
            }
        };
        let body = match sampled.contains(&name) {
            true => quote!(#ident::sample(random.next())),
            false => {
                names(item.to_token_stream(), &mut open);
                body
            }
        };
        let mut bounded = generics.clone();
        bounded.type_params_mut().for_each(|parameter| parameter.bounds.push(syn::parse_quote!(Sample)));
        let (parameters, _, conditions) = bounded.split_for_impl();
        let (_, arguments, _) = generics.split_for_impl();
        samples.push(quote! {
            impl #parameters Sample for #ident #arguments #conditions {
                fn any(random: &mut Random) -> Self { #body }
            }
        });
    }
    samples
}

/// A struct or variant with a value for each field.
fn made(path: &TokenStream, fields: &syn::Fields) -> TokenStream {
    let value = quote!(Sample::any(random));
    let values = fields.iter().map(|field| match &field.ident {
        Some(name) => quote!(#name: #value),
        None => value.clone(),
    });
    match fields {
        syn::Fields::Named(_) => quote!(#path { #(#values),* }),
        syn::Fields::Unnamed(_) => quote!(#path(#(#values),*)),
        syn::Fields::Unit => path.clone(),
    }
}

/// Any variant; the one with the fewest fields where a type within itself would not end.
fn one_of(ident: &syn::Ident, item: &syn::ItemEnum) -> TokenStream {
    let fields = |variant: &syn::Variant| variant.fields.to_token_stream().to_string().len();
    let least = (0..item.variants.len()).min_by_key(|at| fields(&item.variants[*at])).unwrap_or(0) as u64;
    let variants = item.variants.len() as u64;
    let arms = item.variants.iter().enumerate().map(|(at, variant)| {
        let (at, name) = (at as u64, &variant.ident);
        let made = made(&quote!(#ident::#name), &variant.fields);
        quote!(#at => #made,)
    });
    quote!(match random.variant(#variants, #least) { #(#arms)* _ => unreachable!() })
}

/// All names in some tokens.
fn names(tokens: TokenStream, found: &mut Vec<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(name) => found.push(name.to_string()),
            TokenTree::Group(group) => names(group.stream(), found),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}
