//! Calls: of what the program declares, and of the few methods of the standard library that programs live on.

use super::closure_type::{ITERATOR, Reader, common, is_number, item_of};
use super::signature::Signature;
use crate::Ty;
use syn::Expr;
use syn::parse::Parser;
use syn::punctuated::Punctuated;

/// Standard collections with their number of type arguments.
const COLLECTIONS: [(&str, usize); 9] = [
    ("Vec", 1),
    ("VecDeque", 1),
    ("BTreeSet", 1),
    ("HashSet", 1),
    ("BinaryHeap", 1),
    ("BTreeMap", 2),
    ("HashMap", 2),
    ("String", 0),
    ("Option", 1),
];

fn option(ty: Ty) -> Ty {
    Ty::Path("Option".into(), vec![ty])
}

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
                bound if self.bindings.iter().any(|(name, _)| name == bound) => {
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
                    None => Ty::Unknown,
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

/// What a method makes of its closure's result.
enum Wrap {
    Option,
    Iterator,
    Receiver,
    Nothing,
    Merge,
}

impl Wrap {
    fn around(self, receiver: &Ty, result: Ty) -> Ty {
        match self {
            Wrap::Option => option(result),
            Wrap::Iterator => iterator(result),
            Wrap::Receiver => receiver.clone(),
            Wrap::Nothing => result,
            Wrap::Merge => common(vec![item_of(receiver), result]),
        }
    }
}

/// What a method passes to its closure, and what it makes of the result.
fn callback(receiver: &Ty, name: &str) -> Option<(Vec<Ty>, Wrap)> {
    let item = || item_of(receiver);
    let reference = || Ty::Ref(Box::new(item_of(receiver)));
    Some(match (type_name(receiver), name) {
        ("bool", "then") => (vec![], Wrap::Option),
        ("Option", "map") => (vec![item()], Wrap::Option),
        ("Option", "and_then") => (vec![item()], Wrap::Nothing),
        ("Option", "filter") => (vec![reference()], Wrap::Receiver),
        ("Option", "unwrap_or_else") => (vec![], Wrap::Merge),
        (ITERATOR, "map") => (vec![item()], Wrap::Iterator),
        (ITERATOR, "filter") => (vec![reference()], Wrap::Receiver),
        _ => return None,
    })
}

/// The name of an owned type.
fn type_name(ty: &Ty) -> &str {
    match ty {
        Ty::Path(name, _) => name,
        _ => "",
    }
}

fn iterator(item: Ty) -> Ty {
    Ty::Path(ITERATOR.into(), vec![item])
}

/// What iterators are made from, and of one another.
fn iterated(receiver: &Ty, name: &str) -> Option<Ty> {
    let reference = |ty: &Ty| Ty::Ref(Box::new(ty.clone()));
    let Ty::Path(owner, arguments) = receiver.peeled() else { return None };
    let item = item_of(receiver.peeled());
    let by_reference = match &item {
        Ty::Tuple(pair) => Ty::Tuple(pair.iter().map(reference).collect()),
        item => reference(item),
    };
    let map = matches!(owner.as_str(), "BTreeMap" | "HashMap");
    let collection = owner != ITERATOR && owner != "Option" && item != Ty::Unknown;
    let borrowed = if map { by_reference } else { reference(&item) };
    Some(iterator(match (name, arguments.as_slice()) {
        ("keys", [key, _]) if map => reference(key),
        ("values", [_, value]) if map => reference(value),
        ("into_keys", [key, _]) if map => key.clone(),
        ("into_values", [_, value]) if map => value.clone(),
        ("iter", _) if collection => borrowed,
        ("into_iter", _) if collection && matches!(receiver, Ty::Ref(_)) => borrowed,
        ("into_iter", _) if collection || owner == ITERATOR => item,
        ("rev" | "skip" | "take", _) if owner == ITERATOR => item,
        ("cloned" | "copied", [Ty::Ref(item)]) if owner == ITERATOR => (**item).clone(),
        ("enumerate", _) if owner == ITERATOR => Ty::Tuple(vec![Ty::path("usize"), item]),
        _ => return None,
    }))
}

/// Methods of the standard library whose result follows from the receiver.
fn known_method(receiver: &Ty, name: &str, argument: &Ty) -> Ty {
    if let Some(iterator) = iterated(receiver, name) {
        return iterator;
    }
    let Ty::Path(owner, arguments) = receiver.peeled() else {
        return match (receiver, name) {
            (Ty::Ref(inner), "clone" | "to_owned") => (**inner).clone(),
            (_, "clone" | "to_owned") => receiver.clone(),
            _ => Ty::Unknown,
        };
    };
    let collection = COLLECTIONS.iter().any(|(collection, _)| collection == owner);
    match (owner.as_str(), name, arguments.as_slice()) {
        (_, "clone", _) | ("String", "to_owned", _) => match receiver {
            Ty::Ref(inner) => (**inner).clone(),
            owned => owned.clone(),
        },
        ("bool", "then_some", _) => option(argument.clone()),
        ("MemberId", "index", _) => Ty::path("u32"),
        ("Option" | "Result", "is_some" | "is_none" | "is_ok" | "is_err", _) => Ty::path("bool"),
        ("Option" | "Result", "unwrap" | "expect" | "unwrap_or_default", [item, ..]) => item.clone(),
        ("Option" | "Result", "unwrap_or", [item, ..]) => common(vec![item.clone(), argument.clone()]),
        ("Option", "copied" | "cloned", [Ty::Ref(item)]) => option((**item).clone()),
        ("Option", "as_ref", [item]) => option(Ty::Ref(Box::new(item.clone()))),
        ("Option", "take" | "or", [_]) => receiver.peeled().clone(),
        ("Option", "replace", [item]) => option(common(vec![item.clone(), argument.clone()])),
        ("BTreeMap" | "HashMap", "get", [_, item]) => option(Ty::Ref(Box::new(item.clone()))),
        ("BTreeMap" | "HashMap", "remove" | "insert", [_, item]) => option(item.clone()),
        ("BTreeSet" | "HashSet", "insert" | "remove", _) => Ty::path("bool"),
        (_, "is_empty" | "contains" | "contains_key", _) if collection => Ty::path("bool"),
        (_, "len", _) if collection => Ty::path("usize"),
        ("str", "to_string" | "to_owned", _) => Ty::path("String"),
        (_, "to_string", _) if is_number(receiver.peeled()) => Ty::path("String"),
        (_, name, _) if is_number(receiver.peeled()) && keeps_number(name) => receiver.peeled().clone(),
        (_, "min" | "max", _) if is_number(receiver) => receiver.clone(),
        _ => Ty::Unknown,
    }
}

/// Whether a method of numbers yields the number's own type.
fn keeps_number(name: &str) -> bool {
    ["wrapping_", "saturating_"].iter().any(|prefix| name.starts_with(prefix)) || name == "pow"
}
