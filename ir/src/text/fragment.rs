//! Fragments of Rust inside statements. Every call of syn is here, each behind the limits.

use super::bounds;
use super::cursor::Cursor;
use super::lex::{Lexical, is_name};
use super::skeleton::skeleton;
use super::split::Statement;
use super::tokens::canonical;
use crate::{Code, Diagnostic, Quoted, Span};
use proc_macro2::TokenStream;
use std::collections::{HashMap, HashSet};
use syn::parse::{ParseStream, Parser};

/// Fragments whose reading is remembered, each of the two sorts.
const REMEMBERED_MAX: usize = 4_096;
/// Tokens of a fragment that is worth remembering.
const REMEMBERED_TOKENS_MAX: usize = 512;

/// An expression with its tree, for constants.
#[derive(Clone)]
pub(super) struct Expression {
    pub(super) tree: syn::Expr,
    pub(super) quoted: Quoted,
    /// Where the text begins that the places in the tree count from.
    pub(super) offset: u32,
}

impl Expression {
    /// Where a part of the tree stands.
    pub(super) fn place(&self, span: proc_macro2::Span) -> Span {
        placed(span, self.offset).unwrap_or(self.quoted.span())
    }
}

/// What syn says of fragments, remembered: whether a sequence of tokens is a closure does not depend on its names and
/// numbers, and most closures of a large program differ in nothing else.
#[derive(Default)]
pub(super) struct Fragments {
    closures: HashMap<Box<[u8]>, Shape>,
    types: HashSet<String>,
}

/// A closure without its names.
#[derive(Clone, Copy)]
struct Shape {
    tokens: usize,
    parameters: usize,
}

impl Fragments {
    /// Reads a closure from the front of `cursor`; anything else is an error that says what is `expected`.
    ///
    /// # Errors
    /// A limit, what the parser says, and when the expression is no closure or takes another number of parameters.
    pub(super) fn closure(&mut self, cursor: &mut Cursor, parameters: Parameters) -> Result<Quoted, Diagnostic> {
        let range = cursor.range();
        let key = (range.len() <= REMEMBERED_TOKENS_MAX).then(|| skeleton(cursor.tokens(), range.clone())).flatten();
        if let Some(shape) = key.as_ref().and_then(|key| self.closures.get(key.as_slice()))
            && parameters.admits(shape.parameters)
        {
            let end = range.start + shape.tokens;
            cursor.advance_to(end);
            return Ok(quoted_at(cursor, range.start, end));
        }
        let (quoted, shape) = closure(cursor, parameters)?;
        if let Some(key) = key {
            if self.closures.len() >= REMEMBERED_MAX {
                self.closures.clear();
            }
            self.closures.insert(key.into_boxed_slice(), shape);
        }
        Ok(quoted)
    }

    /// Reads a type: all of `cursor`.
    ///
    /// # Errors
    /// A limit, or what the parser says.
    pub(super) fn element_type(&mut self, cursor: &Cursor) -> Result<Quoted, Diagnostic> {
        let text = canonical(cursor.tokens(), cursor.range());
        if !self.types.contains(&text) {
            whole(cursor, <syn::Type as syn::parse::Parse>::parse)?;
            if self.types.len() >= REMEMBERED_MAX {
                self.types.clear();
            }
            if cursor.range().len() <= REMEMBERED_TOKENS_MAX {
                self.types.insert(text.clone());
            }
        }
        Ok(Quoted::from_canonical(text, cursor.rest_span()))
    }
}

/// The tokens from `start` up to `end`, which `cursor` has read, as canonical text.
fn quoted_at(cursor: &Cursor, start: usize, end: usize) -> Quoted {
    let tokens = cursor.tokens();
    let span = if start < end { tokens.span(start).to(tokens.span(end - 1)) } else { cursor.span() };
    Quoted::from_canonical(canonical(tokens, start..end), span)
}

/// Reads the text of `cursor` to its end.
///
/// # Errors
/// A limit, or what the parser says, at the place it says it.
fn whole<T>(cursor: &Cursor, parser: impl Parser<Output = T>) -> Result<T, Diagnostic> {
    bounds::fragment(cursor.tokens(), cursor.range(), cursor.rest_span())?;
    parsed(cursor, parser)
}

/// Reads a Rust item whose documentation begins at the byte `start`; gives the place that its places count from.
///
/// # Errors
/// As for [`whole`].
pub(super) fn item(statement: &Statement, start: usize) -> Result<(syn::Item, u32), Diagnostic> {
    let (tokens, cursor) = (statement.tokens, statement.whole());
    bounds::fragment(tokens, cursor.range(), statement.span)?;
    let offset = tokens.base + start as u32;
    let end = (statement.span.end - tokens.base) as usize;
    match syn::parse_str(&tokens.text[start..end]) {
        Ok(item) => Ok((item, offset)),
        Err(error) => Err(said(&error, offset, cursor.end())),
    }
}

fn parsed<T>(cursor: &Cursor, parser: impl Parser<Output = T>) -> Result<T, Diagnostic> {
    parser.parse_str(cursor.source()).map_err(|error| said(&error, offset(cursor), cursor.end()))
}

/// What syn says of a text that begins at `offset`; at its end, the error stands at `end`.
fn said(error: &syn::Error, offset: u32, end: Span) -> Diagnostic {
    let message = error.to_string().replace("unexpected end of input, ", "");
    Diagnostic::new(Code::Syntax, placed(error.span(), offset).unwrap_or(end), message)
}

/// Where the text of a cursor begins among all texts.
fn offset(cursor: &Cursor) -> u32 {
    cursor.rest_span().start
}

/// A place that syn names in a text that begins at `offset`; none at the end of that text.
pub(super) fn placed(span: proc_macro2::Span, offset: u32) -> Option<Span> {
    let range = span.byte_range();
    (range.end > 0).then(|| Span { start: offset + range.start as u32, end: offset + range.end as u32 })
}

/// Reads an expression from the front of `cursor`.
///
/// # Errors
/// As for [`whole`].
pub(super) fn expression(cursor: &mut Cursor) -> Result<Expression, Diagnostic> {
    let start = cursor.range().start;
    let offset = offset(cursor);
    if let Some(tree) = single(cursor) {
        cursor.advance(1);
        return Ok(Expression { tree, quoted: quoted_at(cursor, start, start + 1), offset });
    }
    let (tree, next) = whole(cursor, |input: ParseStream| {
        let expression = input.parse::<syn::Expr>()?;
        let next = (!input.is_empty()).then(|| input.span().byte_range().start);
        let _rest: TokenStream = input.parse()?;
        Ok((expression, next))
    })?;
    let end = match next {
        None => cursor.range().end,
        Some(next) => {
            let tokens = cursor.tokens();
            let at = offset - tokens.base + next as u32;
            tokens.list.partition_point(|token| token.start < at).clamp(start, cursor.range().end)
        }
    };
    cursor.advance_to(end);
    Ok(Expression { tree, quoted: quoted_at(cursor, start, end), offset })
}

/// An expression of one token, which need not be parsed.
fn single(cursor: &Cursor) -> Option<syn::Expr> {
    let mut rest = *cursor;
    let (kind, text) = rest.next()?;
    rest.advance(1);
    if !rest.is_empty() && !rest.peek_punct(",") {
        return None;
    }
    let here = proc_macro2::Span::call_site();
    match kind {
        Lexical::Literal if text.bytes().all(|byte| byte.is_ascii_digit()) => {
            Some(syn::Expr::Lit(syn::ExprLit { attrs: Vec::new(), lit: syn::LitInt::new(text, here).into() }))
        }
        Lexical::Word if is_name(text) && !text.starts_with("r#") => {
            let path = syn::Path::from(syn::Ident::new(text, here));
            Some(syn::Expr::Path(syn::ExprPath { attrs: Vec::new(), qself: None, path }))
        }
        _ => None,
    }
}

fn closure(cursor: &mut Cursor, parameters: Parameters) -> Result<(Quoted, Shape), Diagnostic> {
    let start = cursor.range().start;
    let Expression { tree, quoted, offset } = expression(cursor)?;
    let place = |span| placed(span, offset).unwrap_or(quoted.span());
    let syn::Expr::Closure(closure) = tree else {
        let error = Diagnostic::new(Code::ExpectedClosure, quoted.span(), "expected a closure")
            .label(format!("not a closure; expected `{}`", parameters.example()));
        return Err(match &tree {
            syn::Expr::Path(_) => error.help(format!("call it: `|x| {}(x)`", quoted.text())),
            _ => error,
        });
    };
    if let Some(word) = closure.asyncness.map(|word| word.span).or(closure.movability.map(|word| word.span)) {
        return Err(Diagnostic::new(Code::WrongArguments, place(word), "closures here are neither async nor static"));
    }
    let found = closure.inputs.len();
    if !parameters.admits(found) {
        return Err(Diagnostic::new(
            Code::ClosureParameters,
            quoted.span(),
            format!("this closure takes {}, but {} expected", plural(found), parameters.expected()),
        )
        .label(format!("expected `{}`", parameters.example())));
    }
    super::attributes::closure_attributes(&closure.attrs, place)?;
    Ok((quoted, Shape { tokens: cursor.range().start - start, parameters: found }))
}

/// How many parameters a closure must have.
#[derive(Clone, Copy)]
pub(super) enum Parameters {
    Exactly(usize),
    AtLeast(usize),
}

impl Parameters {
    fn admits(self, found: usize) -> bool {
        match self {
            Parameters::Exactly(count) => found == count,
            Parameters::AtLeast(count) => found >= count,
        }
    }

    fn expected(self) -> String {
        match self {
            Parameters::Exactly(1) => "1 is".into(),
            Parameters::Exactly(0) => "none is".into(),
            Parameters::Exactly(count) => format!("{count} are"),
            Parameters::AtLeast(count) => format!("at least {count} are"),
        }
    }

    fn example(self) -> &'static str {
        match self {
            Parameters::Exactly(0) => "|| ..",
            Parameters::Exactly(1) => "|x| ..",
            Parameters::Exactly(2) => "|a, b| ..",
            Parameters::Exactly(_) => "|a, b, c| ..",
            Parameters::AtLeast(_) => "|a, ..| ..",
        }
    }
}

fn plural(count: usize) -> String {
    match count {
        0 => "no parameter".into(),
        1 => "1 parameter".into(),
        _ => format!("{count} parameters"),
    }
}
