//! Which parts of a closure's argument its result contains unchanged.

use super::reader::member_name;
use syn::{Expr, Pat};

/// Field names from the outside in.
pub(in crate::check) type Path = Vec<String>;

/// How deep expressions and patterns are read.
const DEPTH_MAX: usize = 64;

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Origin {
    /// The part of the argument at this path.
    Part(Path),
    /// A tuple or struct of such values, by field.
    Fields(Vec<(String, Origin)>),
    /// Elsewhere.
    Other,
}

/// Pairs of paths, into the result and into the argument, where both hold the same value.
///
/// With `optional`, of what the closure yields when it yields some.
pub(in crate::check) fn copies(closure: &syn::ExprClosure, optional: bool) -> Vec<(Path, Path)> {
    let Some(parameter) = closure.inputs.first() else { return Vec::new() };
    let mut names = Vec::new();
    bind(parameter, Origin::Part(Path::new()), &mut names, DEPTH_MAX);
    let result = origin(&closure.body, &mut names, optional, DEPTH_MAX);
    let mut pairs = Vec::new();
    flatten(result, Path::new(), &mut pairs);
    pairs
}

fn flatten(origin: Origin, at: Path, pairs: &mut Vec<(Path, Path)>) {
    match origin {
        Origin::Part(part) => pairs.push((at, part)),
        Origin::Fields(fields) => {
            for (name, origin) in fields {
                flatten(origin, at.iter().cloned().chain([name]).collect(), pairs);
            }
        }
        Origin::Other => {}
    }
}

fn field(origin: &Origin, name: &str) -> Origin {
    match origin {
        Origin::Part(path) => Origin::Part(path.iter().cloned().chain([name.to_string()]).collect()),
        Origin::Fields(fields) => {
            fields.iter().find(|(field, _)| field == name).map_or(Origin::Other, |(_, origin)| origin.clone())
        }
        Origin::Other => Origin::Other,
    }
}

/// Binds the names of a pattern; those of variants and slices come from elsewhere.
fn bind(pattern: &Pat, value: Origin, names: &mut Vec<(String, Origin)>, depth: usize) {
    let Some(depth) = depth.checked_sub(1) else { return };
    match pattern {
        Pat::Ident(ident) => {
            if let Some((_, inner)) = &ident.subpat {
                bind(inner, value.clone(), names, depth);
            }
            names.push((ident.ident.to_string(), value));
        }
        Pat::Paren(inner) => bind(&inner.pat, value, names, depth),
        Pat::Reference(inner) => bind(&inner.pat, value, names, depth),
        Pat::Type(typed) => bind(&typed.pat, value, names, depth),
        Pat::Tuple(tuple) => {
            let rest = tuple.elems.iter().position(|item| matches!(item, Pat::Rest(_)));
            for (i, item) in tuple.elems.iter().enumerate() {
                let known = rest.is_none_or(|rest| i < rest);
                let part = if known { field(&value, &i.to_string()) } else { Origin::Other };
                bind(item, part, names, depth);
            }
        }
        Pat::Struct(path) if path.path.segments.len() == 1 => {
            for item in &path.fields {
                bind(&item.pat, field(&value, &member_name(&item.member)), names, depth);
            }
        }
        Pat::Struct(path) => path.fields.iter().for_each(|item| bind(&item.pat, Origin::Other, names, depth)),
        Pat::TupleStruct(path) => path.elems.iter().for_each(|item| bind(item, Origin::Other, names, depth)),
        Pat::Or(cases) => cases.cases.iter().for_each(|case| bind(case, Origin::Other, names, depth)),
        Pat::Slice(slice) => slice.elems.iter().for_each(|item| bind(item, Origin::Other, names, depth)),
        _ => {}
    }
}

/// Where the value of an expression comes from; with `optional`, the value inside the option.
fn origin(expression: &Expr, names: &mut Vec<(String, Origin)>, optional: bool, depth: usize) -> Origin {
    let Some(depth) = depth.checked_sub(1) else { return Origin::Other };
    match expression {
        Expr::Paren(inner) => origin(&inner.expr, names, optional, depth),
        Expr::Group(inner) => origin(&inner.expr, names, optional, depth),
        Expr::Block(block) => {
            let scope = names.len();
            let value = block_origin(&block.block, names, optional, depth);
            names.truncate(scope);
            value
        }
        Expr::MethodCall(call) if optional && call.method == "then_some" => {
            call.args.first().map_or(Origin::Other, |value| origin(value, names, false, depth))
        }
        Expr::Call(call) if optional && is_some(&call.func) => {
            call.args.first().map_or(Origin::Other, |value| origin(value, names, false, depth))
        }
        _ if optional => Origin::Other,
        Expr::Reference(inner) => origin(&inner.expr, names, false, depth),
        Expr::Unary(unary) if matches!(unary.op, syn::UnOp::Deref(_)) => origin(&unary.expr, names, false, depth),
        Expr::MethodCall(call) if call.method == "clone" => origin(&call.receiver, names, false, depth),
        Expr::Path(path) => {
            let bound = |name: &syn::Ident| names.iter().rev().find(|(bound, _)| name == bound);
            path.path.get_ident().and_then(bound).map_or(Origin::Other, |(_, origin)| origin.clone())
        }
        Expr::Field(part) => field(&origin(&part.base, names, false, depth), &member_name(&part.member)),
        Expr::Tuple(tuple) => {
            let items = tuple.elems.iter().enumerate();
            Origin::Fields(items.map(|(i, item)| (i.to_string(), origin(item, names, false, depth))).collect())
        }
        Expr::Struct(literal) if literal.path.segments.len() == 1 && literal.rest.is_none() => {
            let value = |item: &syn::FieldValue, names: &mut _| origin(&item.expr, names, false, depth);
            let fields = literal.fields.iter().map(|item| (member_name(&item.member), value(item, names)));
            Origin::Fields(fields.collect())
        }
        _ => Origin::Other,
    }
}

/// A block of `let`s with a value at its end; whatever else it does may leave it early.
fn block_origin(block: &syn::Block, names: &mut Vec<(String, Origin)>, optional: bool, depth: usize) -> Origin {
    for statement in &block.stmts {
        match statement {
            syn::Stmt::Local(local) => {
                let init = local.init.as_ref().filter(|init| init.diverge.is_none());
                let Some(init) = init else { return Origin::Other };
                let value = origin(&init.expr, names, false, depth);
                bind(&local.pat, value, names, depth);
            }
            syn::Stmt::Expr(value, None) => return origin(value, names, optional, depth),
            _ => return Origin::Other,
        }
    }
    Origin::Other
}

fn is_some(function: &Expr) -> bool {
    matches!(function, Expr::Path(path) if path.path.is_ident("Some"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(closure: &str, optional: bool, expect: &str) {
        let closure = syn::parse_str(closure).expect("a closure");
        let shown = |(to, from): &(Path, Path)| format!("{}={}", to.join("."), from.join("."));
        let found: Vec<String> = copies(&closure, optional).iter().map(shown).collect();
        assert_eq!(found.join(" "), expect);
    }

    #[test]
    fn reads_what_is_copied() {
        check("|x| x", false, "=");
        check("|(c, r)| (r.id, c)", false, "0=1.id 1=0");
        check("|a| ((a.ballot, a.slot), a.command.clone())", false, "0.0=ballot 0.1=slot 1=command");
        check("|key| (key, ())", false, "0=");
        check("|Command { client, request }| Reply { to: client, seq: request.seq + 1 }", false, "to=client");
        check("|(a, ..)| { let (b, c) = a; (c, b) }", false, "0=0.1 1=0.0");
        check("|(a, p)| (a.n == *p).then_some(a)", true, "=0");
        check("|x| Some((x.id, 1))", true, "0=id");
        check("|x| if x.id > 0 { Some(x) } else { None }", true, "");
        check("|x| match x { Event::Put(k) => k, Event::Get(k) => k }", false, "");
        check("|x| { return x.id; }", false, "");
        check("|x| { let x = 1; x }", false, "");
    }
}
