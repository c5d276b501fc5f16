//! Patterns: which names a value of a type binds, with Rust's default binding modes.

use super::Flaw;
use super::reader::{Binding, Reader, member_name};
use crate::Ty;
use crate::check::vocabulary::Fields;
use syn::Pat;

/// How deep patterns are read.
const PATTERN_DEPTH_MAX: usize = 64;

impl Reader<'_> {
    /// Binds the names of `pattern` for a value of type `ty`, which may be the accumulator or a part of it.
    pub(super) fn bind_part(&mut self, pattern: &Pat, ty: &Ty, of_state: bool) {
        self.binds_state = of_state;
        self.bind_mode(pattern, ty, false, PATTERN_DEPTH_MAX);
        self.binds_state = false;
    }

    /// `by_ref`: the value was reached through a reference, so names bind references to its parts.
    fn bind_mode(&mut self, pattern: &Pat, ty: &Ty, by_ref: bool, depth: usize) {
        let Some(depth) = depth.checked_sub(1) else { return };
        match pattern {
            Pat::Ident(ident) => self.bind_ident(ident, ty, by_ref, depth),
            Pat::Paren(inner) => self.bind_mode(&inner.pat, ty, by_ref, depth),
            Pat::Reference(inner) => {
                let behind = match ty {
                    Ty::Ref(behind) if !by_ref => behind,
                    _ => &Ty::Unknown,
                };
                self.bind_mode(&inner.pat, behind, false, depth);
            }
            // The annotation of a scan's `out` says what it takes.
            Pat::Type(typed) if Self::is_out(ty) => {
                if let Ty::Path(name, elements) = self.vocabulary.ty(&typed.ty).peeled()
                    && let ("Vec", [element]) = (name.as_str(), elements.as_slice())
                {
                    self.push(element);
                }
                self.bind_mode(&typed.pat, ty, by_ref, depth);
            }
            Pat::Type(typed) => {
                let annotated = self.vocabulary.ty(&typed.ty);
                if !same_but_references(&annotated, ty) {
                    self.flaws.push(Flaw::Parameter { annotated: annotated.clone(), found: ty.clone() });
                }
                let merged = if annotated.agrees(ty) { annotated.merged(ty) } else { annotated };
                self.bind_mode(&typed.pat, &merged, by_ref, depth);
            }
            Pat::Or(cases) => {
                if let Some(first) = cases.cases.first() {
                    self.bind_mode(first, ty, by_ref, depth);
                }
            }
            Pat::Tuple(tuple) => {
                let items = match ty.peeled() {
                    Ty::Tuple(items) => items.clone(),
                    _ => Vec::new(),
                };
                let matches = matches!(ty.peeled(), Ty::Tuple(_));
                if !matches && *ty.peeled() != Ty::Unknown {
                    self.misfit("a tuple", ty);
                }
                self.bind_items(tuple.elems.iter(), matches.then_some(items), ty, by_ref, depth);
            }
            Pat::TupleStruct(path) => {
                let fields = self.fields_matched(&path.path, ty);
                let items = fields.map(|fields| fields.into_iter().map(|(_, ty)| ty).collect());
                self.bind_items(path.elems.iter(), items, ty, by_ref, depth);
            }
            Pat::Struct(path) => {
                let fields = self.fields_matched(&path.path, ty);
                let by_ref = by_ref || matches!(ty, Ty::Ref(_));
                for field in &path.fields {
                    let name = member_name(&field.member);
                    let found = fields.as_ref().map(|fields| fields.iter().find(|(field, _)| *field == name));
                    if let Some(None) = found {
                        self.flaws.push(Flaw::NoField { of: ty.peeled().clone(), field: name });
                    }
                    let ty = found.flatten().map_or(Ty::Unknown, |(_, ty)| ty.clone());
                    self.bind_mode(&field.pat, &ty, by_ref, depth);
                }
            }
            Pat::Slice(slice) => slice.elems.iter().for_each(|item| self.bind_mode(item, &Ty::Unknown, by_ref, depth)),
            Pat::Path(path) => {
                self.fields_matched(&path.path, ty);
            }
            _ => {}
        }
    }

    fn bind_ident(&mut self, ident: &syn::PatIdent, ty: &Ty, by_ref: bool, depth: usize) {
        let name = ident.ident.to_string();
        let constant =
            self.vocabulary.constant_types.contains_key(&name) || self.vocabulary.structs.contains_key(&name);
        if constant || name == "None" {
            return;
        }
        if let Some((_, inner)) = &ident.subpat {
            self.bind_mode(inner, ty, by_ref, depth);
        }
        let reference = by_ref || ident.by_ref.is_some();
        let bound = if reference && *ty != Ty::Unknown { Ty::Ref(Box::new(ty.clone())) } else { ty.clone() };
        self.bindings.push(Binding { name, ty: bound, of_state: self.binds_state });
    }

    /// Binds positional patterns, `..` among them; `items` is none when the type is not known.
    fn bind_items<'p>(
        &mut self,
        patterns: impl ExactSizeIterator<Item = &'p Pat>,
        items: Option<Vec<Ty>>,
        ty: &Ty,
        by_ref: bool,
        depth: usize,
    ) {
        let by_ref = by_ref || matches!(ty, Ty::Ref(_));
        let patterns: Vec<&Pat> = patterns.collect();
        let rest = patterns.iter().position(|pattern| matches!(pattern, Pat::Rest(_)));
        let fits = |items: &Vec<Ty>| match rest {
            Some(_) => patterns.len() - 1 <= items.len(),
            None => patterns.len() == items.len(),
        };
        let items = items.filter(|items| {
            let fits = fits(items);
            if !fits {
                self.misfit(&format!("{} fields", patterns.len() - usize::from(rest.is_some())), ty);
            }
            fits
        });
        let skipped = items.as_ref().map_or(0, |items| items.len() + 1).saturating_sub(patterns.len());
        for (i, pattern) in patterns.iter().enumerate() {
            let position = if rest.is_some_and(|rest| i > rest) { i + skipped - 1 } else { i };
            let ty = items.as_ref().and_then(|items| items.get(position)).cloned().unwrap_or(Ty::Unknown);
            self.bind_mode(pattern, &ty, by_ref, depth);
        }
    }

    /// The fields of the struct or variant that a pattern names, if a value of type `ty` can be one.
    fn fields_matched(&mut self, path: &syn::Path, ty: &Ty) -> Option<Fields> {
        let names: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        let (owner, fields) = match names.as_slice() {
            [.., owner, variant] => (owner.clone(), self.vocabulary.variant(owner, variant).cloned()?),
            [name] => match (name.as_str(), ty.peeled()) {
                ("Some", Ty::Path(owner, arguments)) if owner == "Option" => {
                    let item = arguments.first().cloned().unwrap_or(Ty::Unknown);
                    return Some(vec![("0".into(), item)]);
                }
                ("Some", found) if *found != Ty::Unknown => {
                    self.misfit("an `Option`", ty);
                    return None;
                }
                _ => (name.clone(), self.vocabulary.structs.get(name).cloned()?),
            },
            [] => return None,
        };
        match ty.peeled() {
            Ty::Path(found, _) if *found != owner => self.misfit(&format!("`{owner}`"), ty),
            Ty::Tuple(_) | Ty::Array(..) => self.misfit(&format!("`{owner}`"), ty),
            _ => {}
        }
        Some(fields)
    }

    fn misfit(&mut self, pattern: &str, found: &Ty) {
        self.flaws.push(Flaw::Pattern { pattern: pattern.to_string(), found: found.peeled().clone() });
    }
}

/// Whether both could be one type, references aside: where a borrow is taken is for rustc to judge.
pub(in crate::check) fn same_but_references(a: &Ty, b: &Ty) -> bool {
    fn bare(ty: &Ty) -> Ty {
        match ty {
            Ty::Ref(inner) => bare(inner),
            Ty::Tuple(items) => Ty::Tuple(items.iter().map(bare).collect()),
            Ty::Path(name, items) => Ty::Path(name.clone(), items.iter().map(bare).collect()),
            Ty::Array(item, length) => Ty::Array(Box::new(bare(item)), *length),
            Ty::Unknown => Ty::Unknown,
        }
    }
    bare(a).agrees(&bare(b))
}
