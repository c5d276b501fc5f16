//! Closures as functions of [`Value`](../suki_runtime/value/enum.Value.html)s: feature `dynamic` of the `closures` crate.
//!
//! An interpreter of programs calls them by name, without having been compiled with the program.

use crate::closures::{Function, Returned};
use crate::print;
use crate::types::{borrows, is_unit};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::Type;
use syn::visit_mut::VisitMut;

/// The module `dynamic` with a table of all closures by name.
pub(crate) fn module(functions: &[Function]) -> TokenStream {
    let wrappers = functions.iter().map(wrapper);
    let rows = functions.iter().map(|function| {
        let (text, name) = (&function.name, print::ident(&function.name));
        quote!((#text, #name))
    });
    quote! {
        #[doc = " The closures as functions of values, by name: for interpreters."]
        #[cfg(feature = "dynamic")]
        pub mod dynamic {
            use messages::*;
            use suki_runtime::value::{Dynamic, Value, ValueError, argument, to_value};

            #[doc = " All closures; one that asks who it is takes the member first."]
            pub const CLOSURES: &[(&str, Dynamic)] = &[#(#rows),*];

            #(#wrappers)*
        }
    }
}

fn wrapper(function: &Function) -> TokenStream {
    let name = print::ident(&function.name);
    let own: Option<Type> = function.own_id().map(|family| syn::parse_quote!(MemberId<#family>));
    let types: Vec<&Type> = own.iter().chain(&function.parameters).collect();
    let (mut reads, mut passed, mut kept) = (Vec::new(), Vec::new(), Vec::new());
    for (position, ty) in types.iter().enumerate() {
        let (variable, number) = (format_ident!("x{position}"), proc_macro2::Literal::usize_unsuffixed(position));
        let held = owned(ty);
        reads.push(quote!(let mut #variable: #held = argument(arguments, #number)?;));
        passed.push(lent(ty, &quote!(#variable)));
        if matches!(ty, Type::Reference(reference) if reference.mutability.is_some()) {
            kept.push(quote!(arguments[#number] = to_value(&#variable)?;));
        }
    }
    let call = quote!(super::#name(#(#passed),*));
    let result = match &function.result {
        Returned::Type(ty) if is_unit(ty) => quote!({ #call; Value::Unit }),
        Returned::Items(_) => quote!(to_value(&#call.into_iter().collect::<Vec<_>>())?),
        Returned::Type(_) | Returned::Key => quote!(to_value(&#call)?),
    };
    quote! {
        fn #name(arguments: &mut [Value]) -> Result<Value, ValueError> {
            #(#reads)*
            let result = #result;
            #(#kept)*
            Ok(result)
        }
    }
}

/// The type without references.
fn owned(ty: &Type) -> Type {
    struct Owned;
    impl VisitMut for Owned {
        fn visit_type_mut(&mut self, ty: &mut Type) {
            while let Type::Reference(reference) = ty {
                let inner = (*reference.elem).clone();
                let is_text = matches!(&inner, Type::Path(path) if path.path.is_ident("str"));
                *ty = if is_text { syn::parse_quote!(String) } else { inner };
            }
            syn::visit_mut::visit_type_mut(self, ty);
        }
    }
    let mut ty = ty.clone();
    Owned.visit_type_mut(&mut ty);
    ty
}

/// The expression that makes a value of this type from the variable or field that holds its parts.
fn lent(ty: &Type, place: &TokenStream) -> TokenStream {
    match ty {
        Type::Reference(reference) if reference.mutability.is_some() => quote!(&mut #place),
        Type::Reference(reference) if borrows(&reference.elem) => {
            let inner = lent(&reference.elem, place);
            quote!(&#inner)
        }
        Type::Reference(_) => quote!(&#place),
        Type::Tuple(tuple) if borrows(ty) => {
            let items = tuple.elems.iter().enumerate().map(|(position, item)| {
                let field = proc_macro2::Literal::usize_unsuffixed(position);
                lent(item, &quote!(#place.#field))
            });
            quote!((#(#items,)*))
        }
        Type::Path(_) if borrows(ty) => quote!(#place.as_ref()),
        _ => quote!(#place),
    }
}
