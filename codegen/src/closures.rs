//! The `closures` crate: each closure of the program as a function with a signature.

use crate::plan::Plan;
use crate::print;
use crate::types::{borrows, components, pair, with_lifetime};
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use suki_ir::{Closure, Op, OperatorId, Shape};
use syn::Type;

/// `closures/src/lib.rs`.
pub(crate) fn file(plan: &Plan) -> String {
    let operators = plan.order().collect::<std::collections::BTreeSet<_>>();
    let functions: Vec<Function> = operators.into_iter().flat_map(|id| functions_of(plan, id)).collect();
    let dynamic = crate::dynamic::module(&functions);
    let functions = functions.iter().map(|function| function.tokens(plan));
    let docs =
        format!(" The closures of `{}`, one function each, called after the streams that they make.", plan.source.name);
    print::file(
        quote! {
            #![doc = #docs]
            #![allow(non_snake_case, unused, clippy::all, reason = "closures are written as in the program")]

            use messages::*;
            #(#functions)*
            #dynamic
        },
        &[],
    )
}

/// One closure with its signature.
pub(crate) struct Function<'a> {
    pub name: String,
    closure: &'a Closure,
    /// The family that `self_id()` is a member of.
    family: Ident,
    pub parameters: Vec<Type>,
    pub result: Returned,
}

/// What a closure yields.
pub(crate) enum Returned {
    /// A value of this type.
    Type(Type),
    /// `impl IntoIterator<Item = T>`
    Items(Type),
    /// A key of which only the hash matters.
    Key,
}

/// The name of the function for one of an operator's closures; `part` is empty for the only one.
pub(crate) fn name(plan: &Plan, id: OperatorId, part: &str) -> Ident {
    let stream = plan.names.get(id);
    print::ident(&if part.is_empty() { stream.to_string() } else { format!("{stream}_{part}") })
}

/// Whether the closure asks for the member that it runs at, which then is its first argument.
pub(crate) fn asks_for_self(closure: &Closure) -> bool {
    closure.text().contains("self_id")
}

fn functions_of<'a>(plan: &Plan<'a>, id: OperatorId) -> Vec<Function<'a>> {
    let input = |position| plan.types.element(plan.input(id, position)).clone();
    let function = |part: &str, closure: &'a Closure, parameters: Vec<Type>, result: Returned| Function {
        name: name(plan, id, part).to_string(),
        closure,
        family: print::ident(plan.location_name(plan.program.family(plan.at(id)))),
        parameters,
        result,
    };
    let reference = |ty: &Type| -> Type { syn::parse_quote!(&#ty) };
    let mutable = |ty: &Type| -> Type { syn::parse_quote!(&mut #ty) };
    let own = || plan.types.element(id).clone();
    match plan.op(id) {
        Op::Map(f) => vec![function("", f, vec![input(0)], Returned::Type(own()))],
        Op::Filter(f) => vec![function("", f, vec![reference(&input(0))], Returned::Type(syn::parse_quote!(bool)))],
        Op::FilterMap(f) => {
            let own = own();
            vec![function("", f, vec![input(0)], Returned::Type(syn::parse_quote!(Option<#own>)))]
        }
        Op::FlatMap(f) => vec![function("", f, vec![input(0)], Returned::Items(own()))],
        Op::SourceIter { items, .. } => vec![function("", items, vec![], Returned::Items(own()))],
        Op::Inspect(f) => vec![function("", f, vec![reference(&input(0))], Returned::Type(syn::parse_quote!(String)))],
        Op::Reduce(step) => {
            let element = if plan.is_keyed(id) { pair(&input(0)).1 } else { input(0) };
            let unit = Returned::Type(syn::parse_quote!(()));
            vec![function("", step, vec![mutable(&element), element], unit)]
        }
        Op::KeyBy(f) => vec![function("", f, vec![reference(&input(0))], Returned::Type(pair(&own()).0))],
        Op::Scan { init, step } => {
            let state = plan.types.state(id).clone();
            let keyed = plan.shape(id) == Shape::Keyed;
            let (element, out) = if keyed { (pair(&input(0)).1, pair(&own()).1) } else { (input(0), own()) };
            let out: Type = syn::parse_quote!(&mut Vec<#out>);
            let parameters = vec![mutable(&state), element, out];
            vec![
                function("init", init, vec![], Returned::Type(state)),
                function("", step, parameters, Returned::Type(syn::parse_quote!(()))),
            ]
        }
        Op::Fold { init, step } => {
            let state = plan.types.state(id).clone();
            let element = if plan.is_keyed(id) { pair(&input(0)).1 } else { input(0) };
            let parameters = vec![mutable(&state), element];
            vec![
                function("init", init, vec![], Returned::Type(state)),
                function("", step, parameters, Returned::Type(syn::parse_quote!(()))),
            ]
        }
        Op::Quorum { key, until, .. } => {
            let vote = pair(&input(0)).1;
            let mut functions = vec![function("", key, vec![reference(&vote)], Returned::Type(own()))];
            if let Some(until) = until {
                functions.push(function("until", until, vec![reference(&own())], Returned::Type(input(1))));
            }
            functions
        }
        Op::Join { until: Some(until) } => {
            let key = pair(&own()).0;
            vec![function("until", until, vec![reference(&key)], Returned::Type(input(2)))]
        }
        Op::DeferTick { init: Some(init) } => vec![function("init", init, vec![], Returned::Type(own()))],
        Op::Send { key: Some(key), .. } | Op::Broadcast { key: Some(key), .. } | Op::Demux { key: Some(key), .. } => {
            vec![function("route", key, vec![reference(&own())], Returned::Key)]
        }
        Op::Exchange { key, .. } => vec![function("route", key, vec![reference(&own())], Returned::Key)],
        _ => Vec::new(),
    }
}

impl Function<'_> {
    /// The family whose member the closure asks for, if it does: its first parameter then.
    pub fn own_id(&self) -> Option<&Ident> {
        asks_for_self(self.closure).then_some(&self.family)
    }

    fn tokens(&self, plan: &Plan) -> TokenStream {
        let name = print::ident(&self.name);
        let syn::ExprClosure { inputs, body, .. } = self.closure.closure();
        let lends = self.parameters.iter().any(lends);
        let parameters = inputs.iter().zip(&self.parameters).map(|(pattern, ty)| {
            let pattern = untyped(pattern);
            let ty = if lends { with_lifetime(ty) } else { ty.clone() };
            quote!(#pattern: #ty)
        });
        let generics = lends.then(|| quote!(<'a>));
        let result = match &self.result {
            Returned::Type(ty) if crate::types::is_unit(ty) => quote!(),
            Returned::Type(ty) if borrows(ty) => {
                let ty = with_lifetime(ty);
                quote!(-> #ty)
            }
            Returned::Type(ty) => quote!(-> #ty),
            Returned::Items(ty) => {
                let ty = with_lifetime(ty);
                quote!(-> impl IntoIterator<Item = #ty>)
            }
            Returned::Key => quote!(-> impl serde::Serialize + use<>),
        };
        let own = self.own_id().map(|family| quote!(own_id: MemberId<#family>,));
        let bind = self.own_id().map(|_| quote!(let self_id = move || own_id;));
        let place = format!(" {}", plan.source.place(self.closure.span()));
        let body = match (&*body, &bind) {
            (syn::Expr::Block(block), None) => {
                let statements = &block.block.stmts;
                quote!(#(#statements)*)
            }
            _ => quote!(#bind #body),
        };
        // A step of unit type may end in an expression of another: `marks.note(..)` with its `bool`.
        quote! {
            #[doc = #place]
            #[inline]
            pub fn #name #generics(#own #(#parameters),*) #result { #body }
        }
    }
}

/// Whether a parameter contains references that a result may contain as well.
fn lends(ty: &Type) -> bool {
    match ty {
        Type::Reference(reference) => borrows(&reference.elem),
        other => borrows(other),
    }
}

/// The pattern without the type that the author has given it.
fn untyped(pattern: &syn::Pat) -> &syn::Pat {
    match pattern {
        syn::Pat::Type(typed) => untyped(&typed.pat),
        other => other,
    }
}

/// The element type inside a pair of a hop's argument, for demux.
pub(crate) fn payload(plan: &Plan, id: OperatorId) -> Type {
    let sent = plan.types.element(plan.input(id, 0));
    match plan.op(id) {
        Op::Demux { .. } => components(sent, 2).and_then(|mut items| items.pop()).unwrap_or_else(|| sent.clone()),
        _ => sent.clone(),
    }
}
