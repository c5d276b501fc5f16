//! Binding patterns to symbolic values.

use super::Value;
use rustc_hash::FxHashMap;
use syn::Pat;
use syn::visit::Visit;

/// Variables in scope.
pub type Scope = FxHashMap<String, Value>;

/// Whether a pattern matches a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Match {
    /// Always.
    Yes,
    /// Never.
    No,
    /// It depends on what cannot be seen.
    Maybe,
}

impl Match {
    fn and(self, other: Match) -> Match {
        match (self, other) {
            (Match::No, _) | (_, Match::No) => Match::No,
            (Match::Maybe, _) | (_, Match::Maybe) => Match::Maybe,
            _ => Match::Yes,
        }
    }
}

/// Whether a pattern can fail by its type. What cannot is known to fit, by whatever name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A parameter, a `let`, the only arm of a `match`.
    Irrefutable,
    /// An arm of several, an `if let`.
    Refutable,
}

/// Binds the variables of `pattern` in `scope` as if `value` matched, and says whether it does.
pub fn bind(pattern: &Pat, value: &Value, scope: &mut Scope, kind: Kind) -> Match {
    match pattern {
        Pat::Ident(ident) if ident.subpat.is_none() => bind_ident(ident, value, scope, kind),
        Pat::Wild(_) | Pat::Rest(_) => Match::Yes,
        Pat::Paren(inner) => bind(&inner.pat, value, scope, kind),
        Pat::Reference(inner) => bind(&inner.pat, value, scope, kind),
        Pat::Type(inner) => bind(&inner.pat, value, scope, kind),
        Pat::Tuple(tuple) => bind_list(tuple.elems.iter(), value, scope, kind),
        Pat::TupleStruct(made) => {
            let fits = constructor(&made.path, value, kind);
            let fields = if fits == Match::Yes { value.clone() } else { Value::Unknown };
            fits.and(bind_list(made.elems.iter(), &fields, scope, kind))
        }
        Pat::Struct(made) => {
            let fits = constructor(&made.path, value, kind);
            made.fields.iter().fold(fits, |found, field| {
                let name = super::member_name(&field.member);
                let inner = if fits == Match::Yes { value.field(&name) } else { Value::Unknown };
                found.and(bind(&field.pat, &inner, scope, kind))
            })
        }
        Pat::Path(path) => constructor(&path.path, value, kind),
        Pat::Or(cases) => cases.cases.iter().fold(Match::No, |found, case| {
            if found == Match::Yes {
                return found;
            }
            let mut inner = scope.clone();
            match bind(case, value, &mut inner, Kind::Refutable) {
                Match::No => found,
                fits => {
                    merge(scope, inner, found);
                    fits
                }
            }
        }),
        other => {
            forget_variables(other, scope);
            Match::Maybe
        }
    }
}

/// A lone name is a variable unless it looks like a constant or a variant.
fn bind_ident(ident: &syn::PatIdent, value: &Value, scope: &mut Scope, kind: Kind) -> Match {
    let name = ident.ident.to_string();
    if name.starts_with(char::is_uppercase) {
        return constructor(&syn::Path::from(ident.ident.clone()), value, kind);
    }
    // What is mutable may be another value by the time it is read.
    let value = if ident.mutability.is_some() { Value::Unknown } else { value.clone() };
    scope.insert(name, value);
    Match::Yes
}

/// Positional patterns against a value's fields; `..` takes whatever the others leave.
fn bind_list<'a>(
    patterns: impl ExactSizeIterator<Item = &'a Pat> + Clone,
    value: &Value,
    scope: &mut Scope,
    kind: Kind,
) -> Match {
    let rest = patterns.clone().position(|pattern| matches!(pattern, Pat::Rest(_)));
    let (count, length) = (patterns.len(), width(value));
    let mut found = Match::Yes;
    for (position, pattern) in patterns.enumerate() {
        let index = match rest {
            Some(rest) if position > rest => length.and_then(|length| length.checked_sub(count - position)),
            _ => Some(position),
        };
        let inner = index.map_or(Value::Unknown, |index| value.field(&index.to_string()));
        found = found.and(bind(pattern, &inner, scope, kind));
    }
    found
}

fn width(value: &Value) -> Option<usize> {
    match value {
        Value::Tuple(items) => Some(items.len()),
        Value::Made { fields, .. } => Some(fields.len()),
        Value::Field(_) | Value::Unknown => None,
    }
}

/// Whether a path in a pattern is the constructor of `value`.
fn constructor(path: &syn::Path, value: &Value, kind: Kind) -> Match {
    let Some(last) = path.segments.last() else { return Match::Maybe };
    let last = last.ident.to_string();
    // Constants are written in capitals, and what one equals is not in the text of a closure.
    let constant = !last.contains(char::is_lowercase);
    match value {
        _ if kind == Kind::Irrefutable => Match::Yes,
        _ if constant => Match::Maybe,
        Value::Made { name, .. } if *name == last => Match::Yes,
        // A lone name may be another name of the same thing, or a variant of an enum in scope.
        Value::Made { .. } if path.segments.len() > 1 || matches_option(path) => Match::No,
        _ => Match::Maybe,
    }
}

fn matches_option(path: &syn::Path) -> bool {
    path.is_ident("Some") || path.is_ident("None") || path.is_ident("Ok") || path.is_ident("Err")
}

fn merge(scope: &mut Scope, inner: Scope, found: Match) {
    for (name, value) in inner {
        let merged = match (found, scope.remove(&name)) {
            (Match::No, _) | (_, None) => value,
            (_, Some(old)) => old.or(value),
        };
        scope.insert(name, merged);
    }
}

/// Variables that a pattern or a condition binds stand for nothing known any more.
pub fn forget_variables(pattern: &Pat, scope: &mut Scope) {
    Forget(scope).visit_pat(pattern);
}

/// The same for every `let` in a condition.
pub fn forget_lets(condition: &syn::Expr, scope: &mut Scope) {
    struct Lets<'a>(&'a mut Scope);
    impl<'ast> Visit<'ast> for Lets<'_> {
        fn visit_expr_let(&mut self, binding: &'ast syn::ExprLet) {
            forget_variables(&binding.pat, self.0);
            syn::visit::visit_expr_let(self, binding);
        }
    }
    Lets(scope).visit_expr(condition);
}

struct Forget<'a>(&'a mut Scope);

impl<'ast> Visit<'ast> for Forget<'_> {
    fn visit_pat_ident(&mut self, ident: &'ast syn::PatIdent) {
        self.0.insert(ident.ident.to_string(), Value::Unknown);
        syn::visit::visit_pat_ident(self, ident);
    }
}
