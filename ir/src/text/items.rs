//! Rust items that pass through, and the `//!` lines.

use super::bounds;
use super::fragment::{self, Expression};
use super::groups::Tokens;
use super::lex::Lexer;
use super::names::duplicate;
use super::reader::Reader;
use super::split::Statement;
use crate::{Code, Diagnostic, Item, Quoted};
use syn::visit::Visit;

/// Formatting repeated until it changes nothing takes at most this many rounds.
const FORMAT_ROUNDS_MAX: usize = 4;
const UNSTABLE: &str = "this item uses syntax that is not stable Rust";

impl Reader {
    /// Reads a Rust item.
    pub(super) fn item(&mut self, statement: &Statement) {
        let (item, offset) = match fragment::item(statement, documented(statement.tokens, statement.start)) {
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
            let (name, span) = (ident.to_string(), fragment::placed(ident.span(), offset).unwrap_or(statement.span));
            // Rust keeps types and values apart; a function `f` and a type `f` do not meet.
            let key = if is_value { format!("{name}()") } else { name.clone() };
            if let Some(first) = self.item_names.insert(key, span) {
                self.report(duplicate(&name, span, first));
            }
        }
        if let syn::Item::Const(constant) = &item {
            let quoted = Quoted::from_canonical(String::new(), statement.span);
            self.constants.declare(constant, Expression { tree: (*constant.expr).clone(), quoted, offset });
        }
        let Some(text) = format(item) else {
            self.report(Diagnostic::new(Code::Syntax, statement.span, UNSTABLE));
            self.give_up(statement);
            return;
        };
        // The formatter adds braces, so that its text may exceed what the source does not.
        let admitted = Tokens::of_rust(&text).map_or(Ok(()), |tokens| {
            let all = 0..tokens.list.len();
            bounds::sized(&tokens, all.clone(), statement.span)?;
            bounds::fragment(&tokens, all, statement.span).map_err(|error| Diagnostic { span: statement.span, ..error })
        });
        if self.checked(admitted).is_some() {
            self.program.items.push(Item { text, span: statement.span });
        }
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

/// The lines of a `//!` or `/*! */` comment, without the marker.
pub(super) fn doc_lines(comment: &str) -> Vec<String> {
    let text = match comment.strip_prefix("/*!") {
        Some(block) => block.strip_suffix("*/").unwrap_or(block),
        None => comment.strip_prefix("//!").unwrap_or(comment),
    };
    // What cannot stand in a comment line becomes a space.
    let line = |line: &str| {
        let line: String = line.chars().map(|c| if c.is_control() && c != '\t' { ' ' } else { c }).collect();
        line.strip_prefix(' ').unwrap_or(&line).trim_end().to_string()
    };
    text.split('\n').map(line).collect()
}

/// Where the documentation before the token at `at` begins, or that token.
fn documented(tokens: &Tokens, at: usize) -> usize {
    let start = tokens.list[at].start as usize;
    let gap = at.checked_sub(1).map_or(0, |before| tokens.list[before].end as usize);
    let mut comments = Lexer::new(&tokens.text[gap..start]);
    let outer = |text: &str| {
        (text.starts_with("///") && !text.starts_with("////"))
            || (text.starts_with("/**") && !text.starts_with("/***") && text.len() > "/**/".len())
    };
    let first = comments.find(|comment| outer(&tokens.text[gap + comment.span.start as usize..start]));
    first.map_or(start, |first| gap + first.span.start as usize)
}
