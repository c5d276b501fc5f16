//! Rust items that pass through, and the `//!` lines.

use super::bounds;
use super::cursor::Cursor;
use super::fragment;
use super::names::duplicate;
use super::reader::Reader;
use super::split::Statement;
use crate::{Code, Diagnostic, Item, Span};
use proc_macro2::{TokenStream, TokenTree};
use syn::visit::Visit;

/// Formatting repeated until it changes nothing takes at most this many rounds.
const FORMAT_ROUNDS_MAX: usize = 4;
const UNSTABLE: &str = "this item uses syntax that is not stable Rust";

impl Reader {
    /// Reads a Rust item.
    pub(super) fn item(&mut self, statement: &Statement) {
        let end = statement.span.end;
        let cursor = Cursor::new(&statement.tokens, Span { start: end.saturating_sub(1), end });
        if let Some(error) = foreign_use(statement) {
            self.report(error);
            return;
        }
        let item = match fragment::whole(&cursor, <syn::Item as syn::parse::Parse>::parse) {
            Ok(item) => item,
            Err(error) => {
                self.report(error);
                self.give_up(statement);
                return;
            }
        };
        if !passes_through(&item) {
            let message = match item {
                syn::Item::Verbatim(_) => UNSTABLE,
                _ => "a program contains only `use`, `const`, `struct`, `enum`, `impl`, `fn` and `type`",
            };
            self.report(Diagnostic::new(Code::Syntax, statement.body().span(), message));
            self.give_up(statement);
            return;
        }
        if let Some((ident, is_value)) = declared(&item) {
            let (name, span) = (ident.to_string(), Span::from(ident.span()));
            // Rust keeps types and values apart; a function `f` and a type `f` do not meet.
            let key = if is_value { format!("{name}()") } else { name.clone() };
            if let Some(first) = self.item_names.insert(key, span) {
                self.report(duplicate(&name, span, first));
            }
        }
        if let syn::Item::Const(constant) = &item {
            self.constants.declare(constant);
        }
        let Some(text) = format(item) else {
            self.report(Diagnostic::new(Code::Syntax, statement.span, UNSTABLE));
            self.give_up(statement);
            return;
        };
        // The formatter adds braces, so that its text may exceed what the source does not.
        let admitted = text.parse::<TokenStream>().map_or(Ok(()), |stream| {
            bounds::statement(&stream.clone().into_iter().collect::<Vec<_>>(), statement.span)?;
            bounds::fragment(&stream, statement.span)
        });
        if self.checked(admitted).is_some() {
            self.program.items.push(Item { text, span: statement.span });
        }
    }
}

/// `use "cells/q.ir";` has its place in the language, but not yet in this version.
fn foreign_use(statement: &Statement) -> Option<Diagnostic> {
    match statement.body().rest() {
        [TokenTree::Ident(word), TokenTree::Literal(path), ..] if word == "use" => {
            let span = path.span().into();
            Some(Diagnostic::new(
                Code::Syntax,
                span,
                "`use` of another file is no part of this version of the language",
            ))
        }
        _ => None,
    }
}

fn passes_through(item: &syn::Item) -> bool {
    use syn::Item::{Const, Enum, Fn, Impl, Struct, Type, Use};
    matches!(item, Const(_) | Enum(_) | Fn(_) | Impl(_) | Struct(_) | Type(_) | Use(_))
}

/// The name that an item declares, and whether it is a value.
fn declared(item: &syn::Item) -> Option<(&syn::Ident, bool)> {
    match item {
        syn::Item::Const(item) if item.ident != "_" => Some((&item.ident, true)),
        syn::Item::Fn(item) => Some((&item.sig.ident, true)),
        syn::Item::Enum(item) => Some((&item.ident, false)),
        syn::Item::Struct(item) => Some((&item.ident, false)),
        syn::Item::Type(item) => Some((&item.ident, false)),
        _ => None,
    }
}

/// An item as formatted source; `None` when the formatter does not know its syntax.
fn format(item: syn::Item) -> Option<String> {
    let mut file = syn::File { shebang: None, attrs: Vec::new(), items: vec![item] };
    let mut text = String::new();
    for _ in 0..FORMAT_ROUNDS_MAX {
        if HasVerbatim::find(&file) {
            return None;
        }
        let formatted = prettyplease::unparse(&file);
        if formatted == text {
            break;
        }
        file = syn::parse_str(&formatted).ok()?;
        text = formatted;
    }
    Some(text.trim().to_string())
}

/// Looks for syntax that syn keeps as bare tokens, on which the formatter would give up.
struct HasVerbatim(bool);

impl HasVerbatim {
    fn find(file: &syn::File) -> bool {
        let mut visitor = HasVerbatim(false);
        visitor.visit_file(file);
        visitor.0
    }
}

macro_rules! flag_verbatim {
    ($($method:ident: $ty:ident),*) => {
        impl<'ast> Visit<'ast> for HasVerbatim {
            $(fn $method(&mut self, node: &'ast syn::$ty) {
                self.0 |= matches!(node, syn::$ty::Verbatim(_));
                syn::visit::$method(self, node);
            })*
        }
    };
}

flag_verbatim!(
    visit_expr: Expr,
    visit_foreign_item: ForeignItem,
    visit_impl_item: ImplItem,
    visit_item: Item,
    visit_lit: Lit,
    visit_pat: Pat,
    visit_trait_item: TraitItem,
    visit_type: Type,
    visit_type_param_bound: TypeParamBound
);

/// The lines of a `//!` comment, without the marker; `None` when the tokens are another attribute.
pub(super) fn doc_lines(tokens: &[TokenTree]) -> Option<Vec<String>> {
    let [_, _, TokenTree::Group(group)] = tokens else { return None };
    let parts: Vec<TokenTree> = group.stream().into_iter().collect();
    let [TokenTree::Ident(doc), _, TokenTree::Literal(text)] = parts.as_slice() else { return None };
    if doc != "doc" {
        return None;
    }
    let text = syn::parse2::<syn::LitStr>(TokenStream::from(TokenTree::from(text.clone()))).ok()?.value();
    // What cannot stand in a comment line becomes a space.
    let line = |line: &str| {
        let line: String = line.chars().map(|c| if c.is_control() && c != '\t' { ' ' } else { c }).collect();
        line.strip_prefix(' ').unwrap_or(&line).trim_end().to_string()
    };
    Some(text.split('\n').map(line).collect())
}
