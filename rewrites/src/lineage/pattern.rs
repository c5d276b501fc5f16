//! Binding patterns to symbolic values.

use super::Value;
use rustc_hash::FxHashMap;
use syn::Pat;

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

/// Binds the variables of `pattern` in `scope` as if `value` matched, and says whether it does.
pub fn bind(pattern: &Pat, value: &Value, scope: &mut Scope) -> Match {
    match pattern {
        Pat::Ident(ident) if ident.subpat.is_none() => bind_ident(&ident.ident.to_string(), value, scope),
        Pat::Wild(_) | Pat::Rest(_) => Match::Yes,
        Pat::Paren(inner) => bind(&inner.pat, value, scope),
        Pat::Reference(inner) => bind(&inner.pat, value, scope),
        Pat::Type(inner) => bind(&inner.pat, value, scope),
        Pat::Tuple(tuple) => bind_list(tuple.elems.iter(), value, scope),
        Pat::TupleStruct(made) => {
            let fits = constructor(&made.path, value);
            let fields = if fits == Match::Yes { value.clone() } else { Value::Unknown };
            fits.and(bind_list(made.elems.iter(), &fields, scope))
        }
        Pat::Struct(made) => {
            let fits = constructor(&made.path, value);
            made.fields.iter().fold(fits, |found, field| {
                let name = super::member_name(&field.member);
                let inner = if fits == Match::Yes { value.field(&name) } else { Value::Unknown };
                found.and(bind(&field.pat, &inner, scope))
            })
        }
        Pat::Path(path) => constructor(&path.path, value),
        Pat::Or(cases) => cases.cases.iter().fold(Match::No, |found, case| {
            if found == Match::Yes {
                return found;
            }
            let mut inner = scope.clone();
            match bind(case, value, &mut inner) {
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
fn bind_ident(name: &str, value: &Value, scope: &mut Scope) -> Match {
    if name.starts_with(char::is_uppercase) {
        return match value {
            Value::Made { name: made, fields } if fields.is_empty() && made == name => Match::Yes,
            Value::Made { .. } => Match::No,
            _ => Match::Maybe,
        };
    }
    scope.insert(name.to_string(), value.clone());
    Match::Yes
}

/// Positional patterns against a value's fields; `..` takes whatever the others leave.
fn bind_list<'a>(patterns: impl ExactSizeIterator<Item = &'a Pat> + Clone, value: &Value, scope: &mut Scope) -> Match {
    let rest = patterns.clone().position(|pattern| matches!(pattern, Pat::Rest(_)));
    let (count, length) = (patterns.len(), width(value));
    let mut found = Match::Yes;
    for (position, pattern) in patterns.enumerate() {
        let index = match rest {
            Some(rest) if position > rest => length.and_then(|length| length.checked_sub(count - position)),
            _ => Some(position),
        };
        let inner = index.map_or(Value::Unknown, |index| value.field(&index.to_string()));
        found = found.and(bind(pattern, &inner, scope));
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
fn constructor(path: &syn::Path, value: &Value) -> Match {
    match (path.segments.last(), value) {
        (Some(last), Value::Made { name, .. }) if last.ident == name.as_str() => Match::Yes,
        (Some(_), Value::Made { .. }) => Match::No,
        // A struct pattern on a field cannot fail and a variant pattern can: the text does not tell which it is,
        // except by the number of segments.
        (Some(_), Value::Field(_)) if path.segments.len() == 1 && !matches_option(path) => Match::Yes,
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

fn forget_variables(pattern: &Pat, scope: &mut Scope) {
    struct Forget<'a>(&'a mut Scope);
    impl<'ast> syn::visit::Visit<'ast> for Forget<'_> {
        fn visit_pat_ident(&mut self, ident: &'ast syn::PatIdent) {
            self.0.insert(ident.ident.to_string(), Value::Unknown);
            syn::visit::visit_pat_ident(self, ident);
        }
    }
    syn::visit::visit_pat(&mut Forget(scope), pattern);
}
