//! A position in the tokens of a text.

use super::groups::{Token, Tokens};
use super::lex::{Delimiter, Lexical, is_name};
use crate::Span;

/// Reads a list of tokens from front to back, a group as one.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'t> {
    tokens: &'t Tokens<'t>,
    at: usize,
    /// One past the last token.
    to: usize,
    /// Where the list ends, for errors about what is missing there.
    end: Span,
}

/// A group: what is in it, and where it stands.
#[derive(Clone, Copy)]
pub(super) struct Group<'t> {
    pub(super) inner: Cursor<'t>,
    pub(super) span: Span,
}

impl<'t> Cursor<'t> {
    /// The tokens from `at` up to `to`; `end` is where something would stand that is missing behind them.
    pub(super) fn new(tokens: &'t Tokens<'t>, at: usize, to: usize, end: Span) -> Self {
        Self { tokens, at, to, end }
    }

    pub(super) fn tokens(&self) -> &'t Tokens<'t> {
        self.tokens
    }

    /// Positions of the tokens not yet read.
    pub(super) fn range(&self) -> std::ops::Range<usize> {
        self.at..self.to
    }

    /// The source of the tokens not yet read.
    pub(super) fn source(&self) -> &'t str {
        if self.is_empty() {
            return "";
        }
        let (first, last) = (self.tokens.list[self.at], self.tokens.list[self.to - 1]);
        &self.tokens.text[first.start as usize..last.end as usize]
    }

    pub(super) fn is_empty(&self) -> bool {
        self.at >= self.to
    }

    /// Leaves out `count` tokens, each group one.
    pub(super) fn advance(&mut self, count: usize) {
        for _ in 0..count {
            if !self.is_empty() {
                self.at = self.tokens.after(self.at);
            }
        }
    }

    /// Goes on at the token at `position`.
    pub(super) fn advance_to(&mut self, position: usize) {
        self.at = position.min(self.to);
    }

    pub(super) fn end(&self) -> Span {
        self.end
    }

    fn peek(&self) -> Option<Token> {
        (!self.is_empty()).then(|| self.tokens.list[self.at])
    }

    /// What comes next: its kind and text, a group as its opening.
    pub(super) fn next(&self) -> Option<(Lexical, &'t str)> {
        (!self.is_empty()).then(|| (self.tokens.list[self.at].kind, self.tokens.text(self.at)))
    }

    /// Where the next token or group stands, or the end.
    pub(super) fn span(&self) -> Span {
        match self.peek() {
            None => self.end,
            Some(_) => self.tokens.span(self.at).to(self.tokens.span(self.tokens.after(self.at) - 1)),
        }
    }

    /// All tokens not yet read.
    pub(super) fn rest_span(&self) -> Span {
        if self.is_empty() {
            return self.end;
        }
        self.tokens.span(self.at).to(self.tokens.span(self.to - 1))
    }

    /// The next token, described for an error.
    pub(super) fn found(&self) -> String {
        match self.next() {
            None => "the end".into(),
            Some((_, text)) => format!("`{}`", shortened(text)),
        }
    }

    /// The next token when it is a word.
    pub(super) fn peek_str(&self) -> Option<&'t str> {
        self.next().filter(|(kind, _)| *kind == Lexical::Word).map(|(_, text)| text)
    }

    /// The next token when it is a word.
    pub(super) fn peek_word(&self) -> Option<Name> {
        let text = self.peek_str()?;
        Some(Name { text: text.to_string(), span: self.span() })
    }

    /// Reads a word, keyword or not.
    pub(super) fn word(&mut self) -> Option<Name> {
        let word = self.peek_word()?;
        self.at += 1;
        Some(word)
    }

    /// Reads `keyword` when it comes next.
    pub(super) fn keyword(&mut self, keyword: &str) -> bool {
        let found = self.peek_str() == Some(keyword);
        self.at += usize::from(found);
        found
    }

    /// Reads a name that no Rust keyword is.
    pub(super) fn name(&mut self) -> Option<Name> {
        let name = self.peek_str().filter(|word| is_name(word))?;
        let name = Name { text: name.to_string(), span: self.span() };
        self.at += 1;
        Some(name)
    }

    /// Whether a group comes next.
    pub(super) fn peek_group(&self, delimiter: Delimiter) -> bool {
        self.peek().is_some_and(|token| token.kind == Lexical::Open(delimiter))
    }

    /// Reads a group.
    pub(super) fn group(&mut self, delimiter: Delimiter) -> Option<Group<'t>> {
        if !self.peek_group(delimiter) {
            return None;
        }
        let (open, close) = (self.at, self.tokens.list[self.at].partner as usize);
        let (span, end) = (self.span(), self.tokens.span(close));
        self.at = close + 1;
        Some(Group { inner: Cursor { tokens: self.tokens, at: open + 1, to: close, end }, span })
    }

    /// Whether punctuation comes next, such as `::`.
    pub(super) fn peek_punct(&self, operator: &str) -> bool {
        operator.bytes().enumerate().all(|(offset, expected)| {
            let at = self.at + offset;
            at < self.to && self.tokens.list[at].kind == Lexical::Punct && self.tokens.text(at).as_bytes() == [expected]
        })
    }

    /// Reads punctuation when it comes next.
    pub(super) fn punct(&mut self, operator: &str) -> bool {
        let found = self.peek_punct(operator);
        if found {
            self.at += operator.len();
        }
        found
    }

    /// The position of the `>` that closes a `<` read before.
    pub(super) fn closing_angle(&self) -> Option<usize> {
        let mut depth = 0usize;
        let mut arrow = false;
        let mut at = self.at;
        while at < self.to {
            let text = self.tokens.text(at);
            match text {
                "<" => depth += 1,
                ">" if arrow => {}
                ">" if depth == 0 => return Some(at),
                ">" => depth -= 1,
                _ => {}
            }
            arrow = matches!(text, "-" | "=");
            at = self.tokens.after(at);
        }
        None
    }

    /// Splits off the tokens up to `position`.
    pub(super) fn take_to(&mut self, position: usize) -> Cursor<'t> {
        let position = position.min(self.to);
        let end = if position < self.to { self.tokens.span(position) } else { self.end };
        let front = Cursor { tokens: self.tokens, at: self.at, to: position, end };
        self.at = position;
        front
    }
}

/// A word with its place.
#[derive(Clone, Debug)]
pub(super) struct Name {
    pub(super) text: String,
    pub(super) span: Span,
}

/// Text short enough for a message.
pub(super) fn shortened(text: &str) -> String {
    const SHOWN_CHARS_MAX: usize = 60;
    if text.chars().count() <= SHOWN_CHARS_MAX {
        return text.replace('\n', " ");
    }
    let mut short: String = text.chars().take(SHOWN_CHARS_MAX).collect();
    short.push('…');
    short.replace('\n', " ")
}
