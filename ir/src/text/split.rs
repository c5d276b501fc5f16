//! Splits the tokens of a text into statements, so that each is read by itself and one error hides no other.

use super::cursor::Cursor;
use crate::{Code, Diagnostic, Span};
use proc_macro2::{Delimiter, TokenTree};

/// One statement at the top level of a text.
pub(super) struct Statement {
    /// All its tokens: attributes first, the final `;` last when it has one.
    pub(super) tokens: Vec<TokenTree>,
    /// How many tokens the attributes take.
    pub(super) attributes: usize,
    pub(super) head: Head,
    pub(super) span: Span,
}

/// What sort of statement, from its first words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Head {
    /// `#![..]`, which `//!` is.
    Inner,
    /// A Rust item.
    Item,
    /// `process`, `cluster`, `external` or `helper`.
    Location,
    /// `tick NAME at ..`.
    Tick,
    /// `colocate(..)`, `separate(..)`, `fuse(..)`.
    Affinity,
    /// `let NAME = ..`.
    Let,
    /// A chain that no `let` names.
    Chain,
    /// `workload { .. }`.
    Workload,
    /// Nothing of the language.
    Unknown,
}

pub(super) const LOCATION_WORDS: [&str; 4] = ["process", "cluster", "external", "helper"];
pub(super) const AFFINITY_WORDS: [&str; 3] = ["colocate", "separate", "fuse"];
/// First words of Rust items; those that programs may not contain get their own message.
const ITEM_WORDS: [&str; 16] = [
    "use",
    "const",
    "struct",
    "enum",
    "impl",
    "fn",
    "type",
    "pub",
    "unsafe",
    "async",
    "extern",
    "mod",
    "trait",
    "static",
    "macro_rules",
    "union",
];
/// Items that may end with a block instead of a `;`.
const BLOCK_WORDS: [&str; 9] = ["struct", "enum", "impl", "fn", "mod", "trait", "macro_rules", "union", "extern"];

impl Statement {
    /// The tokens after the attributes, without the final `;`.
    pub(super) fn body(&self) -> Cursor<'_> {
        let mut body = &self.tokens[self.attributes..];
        let mut end = Span { start: self.span.end, end: self.span.end };
        if let Some((last, rest)) = body.split_last()
            && is_punct(last, ';')
        {
            body = rest;
            end = last.span().into();
        }
        Cursor::new(body, end)
    }

    pub(super) fn attribute_tokens(&self) -> &[TokenTree] {
        &self.tokens[..self.attributes]
    }

    /// Names that the statement would have declared, had it been readable.
    pub(super) fn declared(&self) -> Vec<String> {
        let body = &self.tokens[self.attributes..];
        match self.head {
            Head::Let => words(body[1..].iter().take_while(|token| !is_punct(token, '=') && !is_punct(token, ':'))),
            Head::Location | Head::Tick | Head::Unknown => words(body.iter().skip(1).take(1)),
            Head::Item => {
                let names = body.iter().skip_while(|token| !is_word(token, &["const", "static", "fn"]));
                words(names.skip(1).take(1))
            }
            _ => Vec::new(),
        }
    }
}

/// Splits `tokens` into statements; a missing `;` is reported, and the text goes on after it.
pub(super) fn statements(tokens: Vec<TokenTree>, report: &mut dyn FnMut(Diagnostic)) -> Vec<Statement> {
    let mut statements = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if is_punct(&tokens[at], ';') {
            at += 1;
            continue;
        }
        let (attributes, inner) = attribute_length(&tokens[at..]);
        let body = at + attributes;
        let head = if inner { Head::Inner } else { head(&tokens[body..]) };
        let end = if inner { body } else { end(&tokens, body, head) };
        let span = Span::from(tokens[at].span()).to(tokens[end - 1].span().into());
        if !complete(&tokens[body..end], head) {
            report(missing_semicolon(&tokens[end - 1]));
        }
        statements.push(Statement { tokens: tokens[at..end].to_vec(), attributes, head, span });
        at = end;
    }
    statements
}

/// How many tokens the attributes at the front take, and whether they are one inner attribute.
fn attribute_length(tokens: &[TokenTree]) -> (usize, bool) {
    let mut at = 0;
    loop {
        match &tokens[at..] {
            [hash, bang, TokenTree::Group(_), ..] if at == 0 && is_punct(hash, '#') && is_punct(bang, '!') => {
                return (3, true);
            }
            [hash, TokenTree::Group(group), ..]
                if is_punct(hash, '#') && group.delimiter() == Delimiter::Bracket && tokens.len() > at + 2 =>
            {
                at += 2;
            }
            _ => return (at, false),
        }
    }
}

fn head(tokens: &[TokenTree]) -> Head {
    let Some(TokenTree::Ident(first)) = tokens.first() else { return Head::Unknown };
    let word = first.to_string();
    let next = tokens.get(1);
    if next.is_some_and(|next| is_punct(next, '.')) && word != "use" {
        return Head::Chain;
    }
    match word.as_str() {
        "let" => Head::Let,
        "tick" => Head::Tick,
        "workload" => Head::Workload,
        _ if LOCATION_WORDS.contains(&word.as_str()) => Head::Location,
        _ if AFFINITY_WORDS.contains(&word.as_str()) => Head::Affinity,
        _ if ITEM_WORDS.contains(&word.as_str()) => Head::Item,
        _ if next.is_none_or(|next| is_punct(next, ';')) => Head::Chain,
        _ => Head::Unknown,
    }
}

/// One past the last token of the statement whose attributes end at `body`.
fn end(tokens: &[TokenTree], body: usize, head: Head) -> usize {
    let item = tokens[body..].iter().take(6).find(|token| is_word(token, &BLOCK_WORDS) || is_word(token, &["const"]));
    // `const X: T = S { .. };` ends at the `;`, `const fn` at its block.
    let constant = item.is_some_and(|word| is_word(word, &["const"]))
        && !tokens[body..].get(1).is_some_and(|next| is_word(next, &["fn", "unsafe", "extern", "async"]));
    let block = match head {
        Head::Item => item.is_some() && !constant && !is_word(&tokens[body], &["use", "type", "static"]),
        Head::Workload | Head::Unknown => true,
        _ => false,
    };
    for at in body..tokens.len() {
        if is_punct(&tokens[at], ';') {
            return at + 1;
        }
        if at > body && starts_anew(tokens, at, head) {
            return at;
        }
        let Some(TokenTree::Group(group)) = tokens.get(at) else { continue };
        // A brace after `<` or `=` is an argument of a generic type.
        let argument = at > body && (is_punct(&tokens[at - 1], '<') || is_punct(&tokens[at - 1], '='));
        if block && group.delimiter() == Delimiter::Brace && !argument {
            return at + 1;
        }
    }
    tokens.len()
}

/// Whether the token at `at` begins a new line and a new statement, so that a `;` is missing before it.
fn starts_anew(tokens: &[TokenTree], at: usize, head: Head) -> bool {
    let (before, token) = (&tokens[at - 1], &tokens[at]);
    if token.span().start().line <= before.span().end().line {
        return false;
    }
    if matches!(before, TokenTree::Punct(_)) {
        return false;
    }
    let next = tokens.get(at + 1);
    let named = matches!(next, Some(TokenTree::Ident(_)));
    if is_word(token, &["let", "use", "struct", "enum", "type", "pub", "mod", "trait", "static", "const", "fn", "impl"])
    {
        return named || is_word(token, &["use", "impl", "pub"]);
    }
    if is_word(token, &LOCATION_WORDS) || is_word(token, &["tick", "flow"]) {
        return named;
    }
    let group = |delimiter| matches!(next, Some(TokenTree::Group(group)) if group.delimiter() == delimiter);
    if is_word(token, &AFFINITY_WORDS) {
        return group(Delimiter::Parenthesis);
    }
    if is_word(token, &["workload"]) {
        return group(Delimiter::Brace);
    }
    // Two operands side by side, or an attribute after one.
    matches!(head, Head::Let | Head::Chain | Head::Affinity | Head::Location | Head::Tick)
        && matches!(before, TokenTree::Group(_))
        && (matches!(token, TokenTree::Ident(_)) || is_punct(token, '#'))
}

/// Whether a statement has the end that it needs.
fn complete(body: &[TokenTree], head: Head) -> bool {
    match (head, body.last()) {
        (Head::Inner | Head::Unknown, _) => true,
        (_, Some(last)) if is_punct(last, ';') => true,
        (Head::Item | Head::Workload, Some(TokenTree::Group(group))) => group.delimiter() == Delimiter::Brace,
        _ => false,
    }
}

fn missing_semicolon(last: &TokenTree) -> Diagnostic {
    let end = Span::from(last.span()).end;
    Diagnostic::new(Code::Syntax, Span { start: end.saturating_sub(1), end }, "a `;` is missing")
        .label("expected `;` after this")
}

fn words<'a>(tokens: impl Iterator<Item = &'a TokenTree>) -> Vec<String> {
    let mut names = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => names.push(ident.to_string()),
            // A pattern: `let (a, b) = ..`.
            TokenTree::Group(group) => {
                let inner = group.stream().into_iter().filter(|token| matches!(token, TokenTree::Ident(_)));
                names.extend(inner.map(|ident| ident.to_string()));
            }
            _ => {}
        }
    }
    names
}

pub(super) fn is_punct(token: &TokenTree, c: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == c)
}

fn is_word(token: &TokenTree, words: &[&str]) -> bool {
    matches!(token, TokenTree::Ident(ident) if words.iter().any(|word| ident == word))
}
