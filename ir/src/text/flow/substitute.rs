//! Writes the arguments of a flow into the closures, types and constants of its body.

use crate::text::bounds;
use crate::text::fragment::Expression;
use crate::text::groups::Tokens;
use crate::text::tokens::canonical;
use crate::{Diagnostic, Quoted};
use proc_macro2::{TokenStream, TokenTree};
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use syn::visit::Visit;

/// What stands for the parameters of one use.
#[derive(Default)]
pub(super) struct Substitution {
    /// Locations: they stand in types, `MemberId<members>`.
    pub(super) locations: HashMap<String, String>,
    pub(super) constants: HashMap<String, Expression>,
}

impl Substitution {
    /// A closure with the arguments in it. A parameter that the closure binds itself is the closure's own.
    ///
    /// # Errors
    /// When the result exceeds a limit.
    pub(super) fn closure(&self, closure: &Quoted) -> Result<Quoted, Diagnostic> {
        self.written(closure, |finder, text| {
            let Ok(tree) = syn::parse_str::<syn::Expr>(text) else { return };
            let mut bound = Bound::default();
            bound.visit_expr(&tree);
            finder.shadowed = bound.0;
            finder.visit_expr(&tree);
        })
    }

    /// A type with the arguments in it.
    ///
    /// # Errors
    /// When the result exceeds a limit.
    pub(super) fn ty(&self, ty: &Quoted) -> Result<Quoted, Diagnostic> {
        self.written(ty, |finder, text| {
            let Ok(tree) = syn::parse_str::<syn::Type>(text) else { return };
            finder.visit_type(&tree);
        })
    }

    /// A constant with the arguments in it.
    ///
    /// # Errors
    /// When the result exceeds a limit.
    pub(super) fn constant(&self, constant: &Expression) -> Result<Expression, Diagnostic> {
        // One that is the argument needs no parentheses around it.
        if let syn::Expr::Path(path) = &constant.tree
            && let Some(word) = path.path.get_ident()
            && let Some(argument) = self.constants.get(&word.to_string())
        {
            let quoted = Quoted::from_canonical(argument.quoted.text(), constant.quoted.span());
            return Ok(Expression { quoted, ..argument.clone() });
        }
        let quoted = self.written(&constant.quoted, |finder, text| {
            let Ok(tree) = syn::parse_str::<syn::Expr>(text) else { return };
            finder.visit_expr(&tree);
        })?;
        match syn::parse_str(quoted.text()) {
            Ok(tree) if quoted != constant.quoted => Ok(Expression { tree, quoted, offset: None }),
            _ => Ok(constant.clone()),
        }
    }

    /// The fragment with what `find` finds replaced.
    fn written(&self, quoted: &Quoted, find: impl FnOnce(&mut Finder, &str)) -> Result<Quoted, Diagnostic> {
        let mentioned = |name: &String| quoted.text().contains(name.as_str());
        if !self.locations.keys().any(mentioned) && !self.constants.keys().any(mentioned) {
            return Ok(quoted.clone());
        }
        let mut finder = Finder { substitution: self, shadowed: HashSet::new(), found: Vec::new() };
        find(&mut finder, quoted.text());
        let mut found = finder.found;
        found.sort_by_key(|(range, _)| range.start);
        let (mut text, mut kept) = (String::new(), 0);
        for (range, written) in found {
            text.push_str(&quoted.text()[kept..range.start]);
            text.push_str(&written);
            kept = range.end;
        }
        text.push_str(&quoted.text()[kept..]);
        let Some(tokens) = Tokens::of_rust(&text) else { return Ok(quoted.clone()) };
        let all = 0..tokens.list.len();
        let at = |error| Diagnostic { span: quoted.span(), ..error };
        bounds::sized(&tokens, all.clone(), quoted.span()).map_err(at)?;
        bounds::fragment(&tokens, all.clone(), quoted.span()).map_err(at)?;
        Ok(Quoted::from_canonical(canonical(&tokens, all), quoted.span()))
    }
}

/// Names that patterns bind.
#[derive(Default)]
struct Bound(HashSet<String>);

impl<'ast> Visit<'ast> for Bound {
    fn visit_pat_ident(&mut self, pattern: &'ast syn::PatIdent) {
        self.0.insert(pattern.ident.to_string());
        syn::visit::visit_pat_ident(self, pattern);
    }
}

/// Finds the words that stand for parameters, with what is to be written for them.
struct Finder<'a> {
    substitution: &'a Substitution,
    shadowed: HashSet<String>,
    found: Vec<(Range<usize>, String)>,
}

impl Finder<'_> {
    /// The text of the constant that a word stands for.
    fn constant(&self, word: &syn::Ident) -> Option<String> {
        let word = word.to_string();
        let constant = self.substitution.constants.get(&word).filter(|_| !self.shadowed.contains(&word))?;
        let plain = matches!(constant.tree, syn::Expr::Lit(_) | syn::Expr::Path(_) | syn::Expr::Paren(_));
        let text = constant.quoted.text();
        Some(if plain { text.to_string() } else { format!("({text})") })
    }

    fn note(&mut self, word: &syn::Ident, written: String) {
        self.found.push((word.span().byte_range(), written));
    }

    /// Words within the brackets of a macro, of which nothing is known but their neighbours.
    fn within_macro(&mut self, stream: TokenStream) {
        let trees: Vec<TokenTree> = stream.into_iter().collect();
        let sign = |at: Option<usize>, c: char| {
            let tree = at.and_then(|at| trees.get(at));
            tree.is_some_and(|tree| matches!(tree, TokenTree::Punct(punct) if punct.as_char() == c))
        };
        for (at, tree) in trees.iter().enumerate() {
            match tree {
                TokenTree::Group(group) => self.within_macro(group.stream()),
                TokenTree::Ident(word) => {
                    let (one, two) = (at.checked_sub(1), at.checked_sub(2));
                    let field = sign(one, '.') && !sign(two, '.');
                    let named =
                        sign(Some(at + 1), ':') || sign(Some(at + 1), '!') || (sign(one, ':') && sign(two, ':'));
                    if !field
                        && !named
                        && let Some(written) = self.constant(word)
                    {
                        self.note(word, written);
                    }
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
    }
}

impl<'ast> Visit<'ast> for Finder<'_> {
    fn visit_expr_path(&mut self, path: &'ast syn::ExprPath) {
        let word = path.path.get_ident().filter(|_| path.qself.is_none());
        match word.and_then(|word| Some((word, self.constant(word)?))) {
            Some((word, written)) => self.note(word, written),
            None => syn::visit::visit_expr_path(self, path),
        }
    }

    fn visit_field_value(&mut self, field: &'ast syn::FieldValue) {
        let (syn::Member::Named(word), None) = (&field.member, &field.colon_token) else {
            return syn::visit::visit_field_value(self, field);
        };
        // `S { k }` becomes `S { k: 3 }`.
        if let Some(written) = self.constant(word) {
            self.note(word, format!("{word}: {written}"));
        }
    }

    fn visit_path_segment(&mut self, segment: &'ast syn::PathSegment) {
        if let syn::PathArguments::AngleBracketed(list) = &segment.arguments
            && segment.ident == "MemberId"
        {
            for argument in &list.args {
                if let syn::GenericArgument::Type(syn::Type::Path(path)) = argument
                    && let Some(word) = path.path.get_ident()
                    && let Some(location) = self.substitution.locations.get(&word.to_string())
                {
                    self.note(word, location.clone());
                }
            }
        }
        syn::visit::visit_path_segment(self, segment);
    }

    fn visit_macro(&mut self, invocation: &'ast syn::Macro) {
        self.within_macro(invocation.tokens.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Span;

    #[test]
    fn arguments_are_written_where_the_parameter_is_meant() {
        let text = "k";
        let tree = syn::parse_str("N + 1").expect("an expression");
        let quoted = Quoted::from_canonical("N + 1", Span::NONE);
        let constants = HashMap::from([(text.to_string(), Expression { tree, quoted, offset: None })]);
        let locations = HashMap::from([("members".to_string(), "acceptors".to_string())]);
        let substitution = Substitution { locations, constants };
        let check = |text: &str, expect: &str| {
            let closure = Quoted::from_canonical(text, Span::NONE);
            assert_eq!(substitution.closure(&closure).map(|closure| closure.text().to_string()), Ok(expect.into()));
        };
        check("|x| x + k", "|x| x + (N + 1)");
        check("|x| x.k + k", "|x| x.k + (N + 1)");
        check("|k| k", "|k| k");
        check("|x| { let k = 1; k }", "|x| { let k = 1; k }");
        check("|x| S { k, a: k }", "|x| S { k: (N + 1), a: (N + 1) }");
        check("|x| vec![0; k]", "|x| vec![0; (N + 1)]");
        check("|x| format!(\"{} {}\", x.k, k)", "|x| format!(\"{} {}\", x.k, (N + 1))");
        check("|x: MemberId<members>| members", "|x: MemberId<acceptors>| members");
        check("|x| [0u8; k]", "|x| [0u8; (N + 1)]");
        check("|x| x.kk", "|x| x.kk");
    }
}
