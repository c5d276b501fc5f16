//! Calls of functions, methods, constructors and macros.

use super::library::{COLLECTIONS, callback, known_method, option, type_name};
use super::operand::{ITERATOR, common, item_of};
use super::reader::Reader;
use crate::Ty;
use crate::check::lattice;
use crate::check::signature::Signature;
use syn::Expr;
use syn::parse::Parser;
use syn::punctuated::Punctuated;

impl Reader<'_> {
    /// `f(..)`, `Type::f(..)`, `Variant(..)`.
    pub(super) fn call_expression(&mut self, call: &syn::ExprCall) -> Ty {
        let arguments = self.all(&call.args);
        let Expr::Path(function) = &*call.func else {
            self.expression(&call.func);
            return Ty::Unknown;
        };
        let first = || arguments.first().cloned().unwrap_or(Ty::Unknown);
        let segments: Vec<&syn::PathSegment> = function.path.segments.iter().collect();
        match segments.as_slice() {
            [name] => match name.ident.to_string().as_str() {
                bound if self.bindings.iter().any(|binding| binding.name == bound) => {
                    let closure = self.expression(&call.func);
                    self.call_value(&closure, &arguments).unwrap_or(Ty::Unknown)
                }
                "Some" => option(first()),
                "Ok" => Ty::Path("Result".into(), vec![first(), Ty::Unknown]),
                "Err" => Ty::Path("Result".into(), vec![Ty::Unknown, first()]),
                "self_id" => self.self_id(),
                "ClientId" => Ty::path("ClientId"),
                name if self.vocabulary.structs.contains_key(name) => self.vocabulary.declared(name),
                name => match self.vocabulary.functions.get(name).cloned() {
                    Some(signature) => self.apply(&signature, &arguments),
                    None => lattice::constructed(name, &arguments).unwrap_or(Ty::Unknown),
                },
            },
            [.., owner, name] => self.associated(owner, &name.ident.to_string(), &arguments),
            [] => Ty::Unknown,
        }
    }

    fn associated(&mut self, owner: &syn::PathSegment, name: &str, arguments: &[Ty]) -> Ty {
        let owner_name = owner.ident.to_string();
        if self.vocabulary.variant(&owner_name, name).is_some() {
            return self.vocabulary.declared(&owner_name);
        }
        if let Some(signature) = self.vocabulary.methods.get(&owner_name).and_then(|all| all.get(name)).cloned() {
            let receiver = usize::from(arguments.len() > signature.parameters.len());
            return self.apply(&signature, &arguments[receiver.min(arguments.len())..]);
        }
        if !self.vocabulary.structs.contains_key(&owner_name)
            && let Some(lattice) = lattice::associated(&owner_name, name, arguments)
        {
            return lattice;
        }
        let written = match &owner.arguments {
            syn::PathArguments::AngleBracketed(list) => list.args.iter().map(|argument| match argument {
                syn::GenericArgument::Type(ty) => self.vocabulary.ty(ty),
                _ => Ty::Unknown,
            }),
            _ => return self.made(&owner_name, name, None),
        };
        let written = written.collect();
        self.made(&owner_name, name, Some(written))
    }

    /// `BTreeMap::new()`, `MemberId::new(0)`, `State::default()`.
    fn made(&self, owner: &str, name: &str, written: Option<Vec<Ty>>) -> Ty {
        let collection = COLLECTIONS.iter().find(|(collection, _)| *collection == owner);
        match (owner, name, collection) {
            ("MemberId", "new", _) => Ty::Path(owner.into(), written.unwrap_or(vec![Ty::Unknown])),
            (_, "new" | "default" | "with_capacity", Some((_, arity))) => {
                Ty::Path(owner.into(), written.unwrap_or(vec![Ty::Unknown; *arity]))
            }
            (_, "default", None) if self.vocabulary.structs.contains_key(owner) => self.vocabulary.declared(owner),
            (_, "default", None) if self.vocabulary.enums.contains_key(owner) => self.vocabulary.declared(owner),
            _ => Ty::Unknown,
        }
    }

    /// The result of a known function; notes what it can push to `out`.
    fn apply(&mut self, signature: &Signature, arguments: &[Ty]) -> Ty {
        for (parameter, argument) in signature.parameters.iter().zip(arguments) {
            if Self::is_out(argument)
                && let Ty::Path(name, items) = parameter.peeled()
                && let ("Vec", [item]) = (name.as_str(), items.as_slice())
            {
                self.push(item);
            }
        }
        signature.result.clone()
    }

    /// `x.method(..)`.
    pub(super) fn method_call(&mut self, call: &syn::ExprMethodCall) -> Ty {
        let receiver = self.expression(&call.receiver);
        let name = call.method.to_string();
        if let Some(result) = self.higher_order(&receiver, &name, call) {
            return result;
        }
        let arguments = self.all(&call.args);
        if let Some(result) = self.with_closure(&receiver, &name, &arguments) {
            return result;
        }
        if let (ITERATOR, "collect", Some(into)) = (type_name(&receiver), name.as_str(), &call.turbofish) {
            return self.collected(into, item_of(&receiver));
        }
        if Self::is_out(&receiver) {
            match (name.as_str(), arguments.first()) {
                ("push", Some(item)) => self.push(item),
                ("extend", Some(items)) => self.push(&item_of(items)),
                _ => {}
            }
            return Ty::unit();
        }
        if let Ty::Path(owner, _) = receiver.peeled()
            && let Some(signature) = self.vocabulary.methods.get(owner).and_then(|methods| methods.get(&name)).cloned()
        {
            return self.apply(&signature, &arguments);
        }
        known_method(&receiver, &name, arguments.first().unwrap_or(&Ty::Unknown))
    }

    /// Methods of options, booleans and iterators that take a closure.
    fn higher_order(&mut self, receiver: &Ty, name: &str, call: &syn::ExprMethodCall) -> Option<Ty> {
        let Some(Expr::Closure(closure)) = call.args.first() else { return None };
        let (parameters, wrap) = callback(receiver, name).filter(|_| call.args.len() == 1)?;
        let result = self.call(closure, &parameters);
        Some(wrap.around(receiver, result))
    }

    /// The same with a closure that has a name.
    fn with_closure(&mut self, receiver: &Ty, name: &str, arguments: &[Ty]) -> Option<Ty> {
        let [closure] = arguments else { return None };
        let (parameters, wrap) = callback(receiver, name)?;
        let result = self.call_value(closure, &parameters)?;
        Some(wrap.around(receiver, result))
    }

    /// `.collect::<Vec<_>>()`.
    fn collected(&self, into: &syn::AngleBracketedGenericArguments, item: Ty) -> Ty {
        let Some(syn::GenericArgument::Type(written)) = into.args.first() else { return Ty::Unknown };
        match (self.vocabulary.ty(written), item) {
            (Ty::Path(name, arguments), item) if arguments.len() == 1 && arguments[0].agrees(&item) => {
                Ty::Path(name, vec![arguments[0].merged(&item)])
            }
            (Ty::Path(name, arguments), Ty::Tuple(pair)) if arguments.len() == 2 && pair.len() == 2 => {
                Ty::Path(name, arguments.iter().zip(&pair).map(|(a, b)| common(vec![a.clone(), b.clone()])).collect())
            }
            (written, _) => written,
        }
    }

    /// `vec![..]`, `matches!(..)`, `format!(..)`: no others are in the language.
    pub(super) fn macro_call(&mut self, mac: &syn::Macro) -> Ty {
        let items = Punctuated::<Expr, syn::Token![,]>::parse_terminated;
        let Some(name) = mac.path.get_ident() else { return Ty::Unknown };
        match name.to_string().as_str() {
            "matches" => Ty::path("bool"),
            "format" => Ty::path("String"),
            "vec" => {
                let repeat = |input: syn::parse::ParseStream| {
                    let item: Expr = input.parse()?;
                    input.parse::<syn::Token![;]>()?;
                    input.parse::<Expr>().map(|_| item)
                };
                let item = match items.parse2(mac.tokens.clone()) {
                    Ok(items) => common(self.all(&items)),
                    Err(_) => match repeat.parse2(mac.tokens.clone()) {
                        Ok(item) => self.expression(&item),
                        Err(_) => Ty::Unknown,
                    },
                };
                Ty::Path("Vec".into(), vec![item])
            }
            _ => Ty::Unknown,
        }
    }
}
