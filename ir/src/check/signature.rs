//! Signatures of the program's functions and methods.

use super::vocabulary::Vocabulary;
use crate::Ty;
use std::collections::BTreeSet;

/// What a function takes and gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// Parameter types, without `self`.
    pub parameters: Vec<Ty>,
    /// The result type.
    pub result: Ty,
}

/// Reads functions, and methods of `impl` blocks, into `vocabulary`.
pub(super) fn read_functions(vocabulary: &mut Vocabulary, item: &syn::Item) {
    match item {
        syn::Item::Fn(function) => {
            let signature = signature(vocabulary, &function.sig, &BTreeSet::new());
            vocabulary.functions.insert(function.sig.ident.to_string(), signature);
        }
        syn::Item::Impl(block) => {
            let this = vocabulary.ty(&block.self_ty);
            let Ty::Path(name, _) = &this else { return };
            if block
                .trait_
                .as_ref()
                .is_some_and(|(_, path, _)| path.segments.last().is_some_and(|s| s.ident == "Deref"))
            {
                vocabulary.transparent.insert(name.clone());
            }
            let outer = generics(&block.generics);
            for item in &block.items {
                let syn::ImplItem::Fn(method) = item else { continue };
                let read = with_self(signature(vocabulary, &method.sig, &outer), &erased(this.clone(), &outer));
                let methods = vocabulary.methods.entry(name.clone()).or_default();
                methods
                    .entry(method.sig.ident.to_string())
                    .and_modify(|old| {
                        if *old != read {
                            *old = unknown(&read)
                        }
                    })
                    .or_insert(read);
            }
        }
        _ => {}
    }
}

/// Two traits may give one type two methods of one name.
fn unknown(like: &Signature) -> Signature {
    Signature { parameters: vec![Ty::Unknown; like.parameters.len()], result: Ty::Unknown }
}

fn signature(vocabulary: &Vocabulary, written: &syn::Signature, outer: &BTreeSet<String>) -> Signature {
    let mut parameters = generics(&written.generics);
    parameters.extend(outer.iter().cloned());
    let read = |ty: &syn::Type| erased(vocabulary.ty(ty), &parameters);
    let typed = |input: &syn::FnArg| match input {
        syn::FnArg::Receiver(_) => None,
        syn::FnArg::Typed(parameter) => Some(read(&parameter.ty)),
    };
    Signature {
        parameters: written.inputs.iter().filter_map(typed).collect(),
        result: match &written.output {
            syn::ReturnType::Default => Ty::unit(),
            syn::ReturnType::Type(_, ty) => read(ty),
        },
    }
}

fn with_self(signature: Signature, this: &Ty) -> Signature {
    Signature {
        parameters: signature.parameters.into_iter().map(|ty| replaced(ty, &|name| self_type(name, this))).collect(),
        result: replaced(signature.result, &|name| self_type(name, this)),
    }
}

fn self_type(name: &str, this: &Ty) -> Option<Ty> {
    (name == "Self").then(|| this.clone())
}

/// Names of type and constant parameters.
pub(super) fn generics(generics: &syn::Generics) -> BTreeSet<String> {
    let types = generics.type_params().map(|parameter| parameter.ident.to_string());
    types.chain(generics.const_params().map(|parameter| parameter.ident.to_string())).collect()
}

/// The type with everything that depends on `parameters` unknown.
pub(super) fn erased(ty: Ty, parameters: &BTreeSet<String>) -> Ty {
    if parameters.is_empty() {
        return ty;
    }
    replaced(ty, &|name| parameters.contains(name).then_some(Ty::Unknown))
}

fn replaced(ty: Ty, by: &dyn Fn(&str) -> Option<Ty>) -> Ty {
    let all = |items: Vec<Ty>| items.into_iter().map(|item| replaced(item, by)).collect();
    match ty {
        Ty::Path(name, arguments) => by(&name).unwrap_or_else(|| Ty::Path(name, all(arguments))),
        Ty::Tuple(items) => Ty::Tuple(all(items)),
        Ty::Array(item, length) => Ty::Array(Box::new(replaced(*item, by)), length),
        Ty::Ref(inner) => Ty::Ref(Box::new(replaced(*inner, by))),
        Ty::Unknown => Ty::Unknown,
    }
}
