//! Splits the tokens of a text into statements, so that each is read by itself and one error hides no other.

use super::cursor::Cursor;
use super::groups::Tokens;
use super::lex::{Delimiter, Lexical};
use crate::{Code, Diagnostic, Span};

/// One statement at the top level of a text, or of a flow.
#[derive(Clone, Copy)]
pub(super) struct Statement<'t> {
    pub(super) tokens: &'t Tokens<'t>,
    /// The first token, of an attribute if there is one.
    pub(super) start: usize,
    /// The first token after the attributes.
    pub(super) first: usize,
    /// One past the last token, the final `;` when it has one.
    pub(super) end: usize,
    pub(super) head: Head,
    pub(super) span: Span,
}

/// What sort of statement, from its first words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Head {
    /// `#![..]`.
    Inner,
    /// `use "file.ir";`
    Use,
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
    /// `flow NAME(..) { .. }`.
    Flow,
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

impl<'t> Statement<'t> {
    /// The tokens after the attributes, without the final `;`.
    pub(super) fn body(&self) -> Cursor<'t> {
        let last = self.end - 1;
        if last >= self.first && self.tokens.text(last) == ";" {
            return Cursor::new(self.tokens, self.first, last, self.tokens.span(last));
        }
        let end = Span { start: self.span.end, end: self.span.end };
        Cursor::new(self.tokens, self.first, self.end, end)
    }

    /// All tokens, with an end for what is missing.
    pub(super) fn whole(&self) -> Cursor<'t> {
        let (end, last) = (self.span.end, self.tokens.text(self.end - 1).chars().next_back());
        let start = end - last.map_or(0, char::len_utf8) as u32;
        Cursor::new(self.tokens, self.start, self.end, Span { start, end })
    }

    /// The tokens of the attributes.
    pub(super) fn attributes(&self) -> Cursor<'t> {
        Cursor::new(self.tokens, self.start, self.first, self.span)
    }

    /// Names that the statement would have declared, had it been readable.
    pub(super) fn declared(&self) -> Vec<String> {
        let words = |from: usize, count: usize| {
            let words = (from..self.end).take_while(|at| !matches!(self.tokens.text(*at), "=" | ":"));
            let words = words.filter(|at| self.tokens.list[*at].kind == Lexical::Word);
            words.take(count).map(|at| self.tokens.text(at).to_string()).collect()
        };
        match self.head {
            Head::Let => words(self.first + 1, usize::MAX),
            Head::Location | Head::Tick | Head::Flow | Head::Unknown => words(self.first + 1, 1),
            Head::Item => {
                let word = (self.first..self.end).find(|at| is_one(self.tokens, *at, &["const", "static", "fn"]));
                word.map_or(Vec::new(), |at| words(at + 1, 1))
            }
            Head::Inner | Head::Use | Head::Affinity | Head::Chain | Head::Workload => Vec::new(),
        }
    }
}

/// Splits the tokens from `at` up to `to` into statements; a missing `;` is reported, and the text goes on after it.
pub(super) fn statements<'t>(
    tokens: &'t Tokens<'t>,
    mut at: usize,
    to: usize,
    report: &mut dyn FnMut(Diagnostic),
) -> Vec<Statement<'t>> {
    let mut statements = Vec::new();
    while at < to {
        if tokens.text(at) == ";" {
            at += 1;
            continue;
        }
        let (first, inner) = after_attributes(tokens, at, to);
        let head = if inner { Head::Inner } else { head(tokens, first, to) };
        let end = if inner { first } else { end(tokens, first, to, head) };
        let span = tokens.span(at).to(tokens.span(end - 1));
        if !complete(tokens, first, end, head) && !tokens.has_invalid(at..end) {
            report(missing_semicolon(tokens, end - 1));
        }
        statements.push(Statement { tokens, start: at, first, end, head, span });
        at = end;
    }
    statements
}

/// The position after the attributes that begin at `at`, and whether they are one inner attribute.
fn after_attributes(tokens: &Tokens, mut at: usize, to: usize) -> (usize, bool) {
    let bracket = |at: usize| at < to && tokens.list[at].kind == Lexical::Open(Delimiter::Bracket);
    if tokens.text(at) == "#" && at + 2 < to && tokens.text(at + 1) == "!" && bracket(at + 2) {
        return (tokens.after(at + 2), true);
    }
    while at < to && tokens.text(at) == "#" && bracket(at + 1) && tokens.after(at + 1) < to {
        at = tokens.after(at + 1);
    }
    (at, false)
}

fn head(tokens: &Tokens, at: usize, to: usize) -> Head {
    if tokens.list[at].kind != Lexical::Word {
        return Head::Unknown;
    }
    let word = tokens.text(at);
    let next = (at + 1 < to).then(|| tokens.text(at + 1));
    let next_kind = (at + 1 < to).then(|| tokens.list[at + 1].kind);
    if next == Some(".") {
        return Head::Chain;
    }
    match word {
        "let" => Head::Let,
        "tick" => Head::Tick,
        "workload" => Head::Workload,
        "flow" if next_kind == Some(Lexical::Word) => Head::Flow,
        "use" if next_kind == Some(Lexical::Literal) => Head::Use,
        _ if LOCATION_WORDS.contains(&word) => Head::Location,
        _ if AFFINITY_WORDS.contains(&word) => Head::Affinity,
        _ if ITEM_WORDS.contains(&word) => Head::Item,
        _ if next.is_none_or(|next| next == ";") => Head::Chain,
        _ if next_kind == Some(Lexical::Open(Delimiter::Parenthesis)) => Head::Chain,
        _ => Head::Unknown,
    }
}

/// One past the last token of the statement whose attributes end at `first`.
fn end(tokens: &Tokens, first: usize, to: usize, head: Head) -> usize {
    let item = item_word(tokens, first, to);
    // `const X: T = S { .. };` ends at the `;`, `const fn` at its block.
    let constant = item.is_some_and(|at| tokens.text(at) == "const")
        && !(first + 1 < to && is_one(tokens, first + 1, &["fn", "unsafe", "extern", "async"]));
    let block = match head {
        Head::Item => item.is_some() && !constant && !is_one(tokens, first, &["use", "type", "static"]),
        Head::Workload | Head::Flow | Head::Unknown => true,
        _ => false,
    };
    let mut before = first;
    let mut at = first;
    while at < to {
        if tokens.text(at) == ";" {
            return at + 1;
        }
        if at > first && starts_anew(tokens, before, at, to, head) {
            return at;
        }
        let next = tokens.after(at);
        if tokens.list[at].kind == Lexical::Open(Delimiter::Brace) && block {
            // A brace after `<` or `=` is an argument of a generic type.
            let argument = at > first && matches!(tokens.text(before), "<" | "=");
            if !argument {
                return next;
            }
        }
        before = next - 1;
        at = next;
    }
    to
}

/// The word among the first of an item that says which sort of item it is.
fn item_word(tokens: &Tokens, first: usize, to: usize) -> Option<usize> {
    let mut at = first;
    for _ in 0..6 {
        if at >= to {
            return None;
        }
        if is_one(tokens, at, &BLOCK_WORDS) || is_one(tokens, at, &["const"]) {
            return Some(at);
        }
        at = tokens.after(at);
    }
    None
}

/// Whether the token at `at` begins a new line and a new statement, so that a `;` is missing before it.
fn starts_anew(tokens: &Tokens, before: usize, at: usize, to: usize, head: Head) -> bool {
    if !tokens.ends_line(before) || tokens.list[before].kind == Lexical::Punct {
        return false;
    }
    if begins_statement(tokens, at, to) {
        return true;
    }
    // Two operands side by side, or an attribute after one.
    matches!(head, Head::Let | Head::Chain | Head::Affinity | Head::Location | Head::Tick)
        && matches!(tokens.list[before].kind, Lexical::Close(_))
        && (tokens.list[at].kind == Lexical::Word || tokens.text(at) == "#")
}

/// Whether the words at `at` can only begin a statement.
fn begins_statement(tokens: &Tokens, at: usize, to: usize) -> bool {
    let next = (at + 1 < to).then(|| tokens.list[at + 1].kind);
    let named = next == Some(Lexical::Word);
    if tokens.list[at].kind != Lexical::Word {
        return false;
    }
    match tokens.text(at) {
        "use" | "impl" | "pub" => true,
        "let" => named || next == Some(Lexical::Open(Delimiter::Parenthesis)),
        "struct" | "enum" | "type" | "mod" | "trait" | "static" | "const" | "fn" | "tick" | "flow" => named,
        "workload" => next == Some(Lexical::Open(Delimiter::Brace)),
        word if LOCATION_WORDS.contains(&word) => named,
        word if AFFINITY_WORDS.contains(&word) => next == Some(Lexical::Open(Delimiter::Parenthesis)),
        _ => false,
    }
}

/// Whether a statement begins at the left margin with the token at `at`, whatever is open before it.
pub(super) fn begins_line(tokens: &Tokens, at: usize) -> bool {
    let start = tokens.list[at].start as usize;
    let margin = tokens.text[..start].ends_with('\n');
    let next = || tokens.list.get(at + 1).map(|_| tokens.text(at + 1));
    margin
        && (begins_statement(tokens, at, tokens.list.len())
            || (tokens.list[at].kind == Lexical::Word && next() == Some("."))
            || (tokens.text(at) == "#" && next() == Some("[")))
}

/// Whether a name follows the word that it declares.
pub(super) fn is_declaration(word: &str) -> bool {
    matches!(word, "let" | "tick" | "flow" | "const" | "fn") || LOCATION_WORDS.contains(&word)
}

/// Whether a statement has the end that it needs.
fn complete(tokens: &Tokens, first: usize, end: usize, head: Head) -> bool {
    match (head, (first < end).then(|| tokens.list[end - 1].kind)) {
        (Head::Inner | Head::Unknown, _) => true,
        (_, Some(Lexical::Punct)) => tokens.text(end - 1) == ";",
        (Head::Item | Head::Workload | Head::Flow, Some(kind)) => kind == Lexical::Close(Delimiter::Brace),
        _ => false,
    }
}

fn missing_semicolon(tokens: &Tokens, last: usize) -> Diagnostic {
    Diagnostic::new(Code::MissingSemicolon, tokens.span(last), "a `;` is missing").label("expected `;` after this")
}

fn is_one(tokens: &Tokens, at: usize, words: &[&str]) -> bool {
    tokens.list[at].kind == Lexical::Word && words.contains(&tokens.text(at))
}
