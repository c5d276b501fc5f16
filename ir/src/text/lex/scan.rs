//! The scanner: one lexeme after the other, each found by its first characters.

use super::{Delimiter, Lexeme, Lexical, literal};
use crate::Span;

/// Punctuation of Rust.
const PUNCTUATION: &str = "~!@#$%^&*-=+|;:,<.>/?";

/// The lexemes of a text.
#[derive(Clone)]
pub(in crate::text) struct Lexer<'t> {
    text: &'t str,
    at: usize,
    within_line: bool,
}

impl<'t> Lexer<'t> {
    pub(in crate::text) fn new(text: &'t str) -> Self {
        Self { text, at: if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }, within_line: false }
    }

    /// Where texts in quotes end with their line, so that one that does not end spoils no other line.
    pub(in crate::text) fn within_lines(text: &'t str) -> Self {
        Self { within_line: true, ..Self::new(text) }
    }

    /// The lexeme at the front of `rest`, which does not begin with white space: its kind and length.
    fn lexeme(&self, rest: &str) -> (Lexical, usize) {
        let bytes = rest.as_bytes();
        let group = |lexical| (lexical, 1);
        match bytes[0] {
            b'(' => group(Lexical::Open(Delimiter::Parenthesis)),
            b')' => group(Lexical::Close(Delimiter::Parenthesis)),
            b'[' => group(Lexical::Open(Delimiter::Bracket)),
            b']' => group(Lexical::Close(Delimiter::Bracket)),
            b'{' => group(Lexical::Open(Delimiter::Brace)),
            b'}' => group(Lexical::Close(Delimiter::Brace)),
            b'/' if rest.starts_with("//") => (Lexical::LineComment, line_comment(rest)),
            b'/' if rest.starts_with("/*") => match block_comment(rest) {
                Some(length) => (Lexical::BlockComment, length),
                None => (Lexical::Invalid, rest.find('\n').unwrap_or(rest.len())),
            },
            b'0'..=b'9' => valid(rest, literal::number(rest)),
            b'"' | b'\'' | b'b' | b'c' | b'r' => match literal::quoted(rest, self.within_line) {
                Some((length, true)) => valid(rest, length),
                Some((length, false)) => (Lexical::Invalid, length),
                None if bytes[0] == b'\'' => lifetime(rest),
                None => word(rest),
            },
            byte if PUNCTUATION.as_bytes().contains(&byte) => (Lexical::Punct, 1),
            _ => word(rest),
        }
    }
}

impl Iterator for Lexer<'_> {
    type Item = Lexeme;

    fn next(&mut self) -> Option<Lexeme> {
        let rest = &self.text[self.at..];
        let white = rest.find(|c| !is_white(c))?;
        let start = self.at + white;
        let (kind, length) = self.lexeme(&self.text[start..]);
        self.at = start + length;
        Some(Lexeme { kind, span: Span { start: start as u32, end: self.at as u32 } })
    }
}

fn is_white(c: char) -> bool {
    match c {
        '\t'..='\r' | ' ' => true,
        c if c.is_ascii() => false,
        c => c.is_whitespace() || matches!(c, '\u{200e}' | '\u{200f}'),
    }
}

pub(super) fn starts_name(c: char) -> bool {
    c == '_' || unicode_ident::is_xid_start(c)
}

pub(super) fn continues_name(c: char) -> bool {
    unicode_ident::is_xid_continue(c)
}

fn valid(rest: &str, length: usize) -> (Lexical, usize) {
    let kind = if literal::is_valid(&rest[..length]) { Lexical::Literal } else { Lexical::Invalid };
    (kind, length)
}

/// A line comment reaches up to the end of its line, a carriage return there not included.
fn line_comment(rest: &str) -> usize {
    let length = rest.find('\n').unwrap_or(rest.len());
    if rest[..length].ends_with('\r') { length - 1 } else { length }
}

fn block_comment(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    let (mut depth, mut at) = (0usize, 0);
    while at + 1 < bytes.len() {
        match &bytes[at..at + 2] {
            b"/*" => (depth, at) = (depth + 1, at + 2),
            b"*/" if depth == 1 => return Some(at + 2),
            b"*/" => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
    }
    None
}

fn word(rest: &str) -> (Lexical, usize) {
    let length = |text: &str| text.find(|c| !continues_name(c)).unwrap_or(text.len());
    if let Some(raw) = rest.strip_prefix("r#")
        && raw.starts_with(starts_name)
    {
        let length = length(raw);
        let escapes = !matches!(&raw[..length], "_" | "self" | "Self" | "super" | "crate");
        return (if escapes { Lexical::Word } else { Lexical::Invalid }, 2 + length);
    }
    match rest.chars().next() {
        Some(first) if starts_name(first) => (Lexical::Word, length(rest)),
        Some(first) => (Lexical::Invalid, first.len_utf8()),
        None => (Lexical::Invalid, 0),
    }
}

/// `'name`, with no quote after it.
fn lifetime(rest: &str) -> (Lexical, usize) {
    let (kind, length) = word(&rest[1..]);
    match kind {
        Lexical::Word if !rest[1 + length..].starts_with('\'') => (Lexical::Lifetime, 1 + length),
        _ => (Lexical::Invalid, 1),
    }
}

/// Whether a word may be a name: neither a keyword of Rust nor `_`.
pub(in crate::text) fn is_name(word: &str) -> bool {
    const RESERVED: [&str; 52] = [
        "Self", "_", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do",
        "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "if", "impl", "in", "let", "loop", "macro",
        "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super",
        "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
    ];
    RESERVED.binary_search(&word).is_err()
}
