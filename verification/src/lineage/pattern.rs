//! Patterns: which names they bind to what, and whether they match.

use super::{Lineage, Value};
use crate::limits;
use syn::visit::Visit;

/// Names with their values; later ones hide earlier ones.
pub type Names = Vec<(String, Value)>;

/// How a pattern may match: each way with what it binds. No way: it cannot match.
pub struct Match {
    /// Whether one of the ways is taken for certain.
    pub sure: bool,
    /// The ways.
    pub ways: Vec<Names>,
}

impl Match {
    fn sure(names: Names) -> Match {
        Match { sure: true, ways: vec![names] }
    }

    /// Matches or does not; binds nothing.
    pub fn perhaps() -> Match {
        Match { sure: false, ways: vec![Names::new()] }
    }

    fn never() -> Match {
        Match { sure: false, ways: Vec::new() }
    }

    /// Both, one after the other.
    fn and(self, other: Match) -> Match {
        let pair = |a: &Names, b: &Names| a.iter().chain(b).cloned().collect();
        let ways = self.ways.iter().flat_map(|a| other.ways.iter().map(|b| pair(a, b)).collect::<Vec<_>>());
        Match { sure: self.sure && other.sure, ways: ways.collect() }
    }
}

/// The field of a variant in a value that may be of it.
pub fn payload(of: &Value, variant: &str, field: &str) -> Value {
    match of {
        Value::Element | Value::Field(..) | Value::Payload { .. } | Value::Choice { .. } => {
            Value::Payload { of: Box::new(of.clone()), variant: variant.to_string(), field: field.to_string() }
        }
        _ => Value::Unknown,
    }
}

impl Lineage<'_> {
    /// How `pattern` matches `value`.
    pub(super) fn bind(&self, pattern: &syn::Pat, value: &Value, depth: u32) -> Match {
        let Some(depth) = depth.checked_sub(1).filter(|_| self.spend(value)) else { return unreadable(pattern) };
        let bound = match pattern {
            syn::Pat::Wild(_) | syn::Pat::Rest(_) => Match::sure(Names::new()),
            syn::Pat::Ident(ident) => self.bind_ident(ident, value, depth),
            syn::Pat::Lit(_) | syn::Pat::Range(_) => Match::perhaps(),
            syn::Pat::Path(path) => self.bind_fields(&path.path, &[], value, depth),
            syn::Pat::Reference(inner) => self.bind(&inner.pat, value, depth),
            syn::Pat::Paren(inner) => self.bind(&inner.pat, value, depth),
            syn::Pat::Type(inner) => self.bind(&inner.pat, value, depth),
            syn::Pat::Tuple(tuple) => match positions(&tuple.elems) {
                Some(fields) => self.bind_all(&fields, |name| value.field(name), depth),
                None => unreadable(pattern),
            },
            syn::Pat::TupleStruct(tuple) => match positions(&tuple.elems) {
                Some(fields) => self.bind_fields(&tuple.path, &fields, value, depth),
                None => unreadable(pattern),
            },
            syn::Pat::Struct(record) => {
                let name = |field: &syn::FieldPat| match &field.member {
                    syn::Member::Named(name) => name.to_string(),
                    syn::Member::Unnamed(index) => index.index.to_string(),
                };
                let fields: Vec<_> = record.fields.iter().map(|field| (name(field), &*field.pat)).collect();
                self.bind_fields(&record.path, &fields, value, depth)
            }
            syn::Pat::Or(or) => {
                let mut all = Match::never();
                for case in or.cases.iter().map(|case| self.bind(case, value, depth)) {
                    all.ways.extend(case.ways);
                    all.sure |= case.sure;
                    if all.sure {
                        break;
                    }
                }
                all
            }
            _ => unreadable(pattern),
        };
        if bound.ways.len() > limits::LINEAGE_WAYS_MAX { unreadable(pattern) } else { bound }
    }

    fn bind_ident(&self, ident: &syn::PatIdent, value: &Value, depth: u32) -> Match {
        let name = ident.ident.to_string();
        if ident.subpat.is_none() && (name.starts_with(char::is_uppercase) || self.items.is_constant(&name)) {
            return self.bind_fields(&syn::Path::from(ident.ident.clone()), &[], value, depth);
        }
        // What is mutable may be another value by the time it is read.
        let bound = if ident.mutability.is_some() { Value::Unknown } else { value.clone() };
        let own = Match::sure(vec![(name, bound)]);
        match &ident.subpat {
            Some((_, inner)) => own.and(self.bind(inner, value, depth)),
            None => own,
        }
    }

    /// A struct or variant pattern.
    fn bind_fields(&self, path: &syn::Path, fields: &[(String, &syn::Pat)], value: &Value, depth: u32) -> Match {
        let Some(constructor) = self.items.constructor(path) else {
            let blind = self.bind_all(fields, |_| Value::Unknown, depth);
            return Match { sure: false, ..blind };
        };
        let is_variant = constructor.contains("::");
        match value {
            Value::Made { name, .. } if *name == constructor => self.bind_all(fields, |name| value.field(name), depth),
            Value::Made { name, .. } if is_variant && same_enum(name, &constructor) => Match::never(),
            _ if is_variant => {
                let inside = self.bind_all(fields, |name| payload(value, &constructor, name), depth);
                Match { sure: false, ..inside }
            }
            _ => self.bind_all(fields, |name| value.field(name), depth),
        }
    }

    fn bind_all(&self, fields: &[(String, &syn::Pat)], field: impl Fn(&str) -> Value, depth: u32) -> Match {
        let mut all = Match::sure(Names::new());
        for (name, pattern) in fields {
            all = all.and(self.bind(pattern, &field(name), depth));
            if all.ways.len() > limits::LINEAGE_WAYS_MAX {
                let patterns: Vec<Match> = fields.iter().map(|(_, pattern)| unreadable(pattern)).collect();
                return patterns.into_iter().fold(Match::perhaps(), Match::and);
            }
        }
        all
    }
}

fn same_enum(a: &str, b: &str) -> bool {
    a.split_once("::").map(|(of, _)| of) == b.split_once("::").map(|(of, _)| of)
}

/// The elements of a tuple pattern by position; none when some stand after `..`, where positions are not known.
fn positions(elements: &syn::punctuated::Punctuated<syn::Pat, syn::Token![,]>) -> Option<Vec<(String, &syn::Pat)>> {
    let before = elements.iter().take_while(|element| !matches!(element, syn::Pat::Rest(_))).count();
    let complete = before == elements.len() || before + 1 == elements.len();
    let named = elements.iter().take(before).enumerate().map(|(index, element)| (index.to_string(), element));
    complete.then(|| named.collect())
}

/// A pattern that may match and binds its names to what nobody knows.
fn unreadable(pattern: &syn::Pat) -> Match {
    struct Bound(Names);
    impl Visit<'_> for Bound {
        fn visit_pat_ident(&mut self, ident: &syn::PatIdent) {
            self.0.push((ident.ident.to_string(), Value::Unknown));
            syn::visit::visit_pat_ident(self, ident);
        }
    }
    let mut bound = Bound(Names::new());
    bound.visit_pat(pattern);
    Match { sure: false, ways: vec![bound.0] }
}
