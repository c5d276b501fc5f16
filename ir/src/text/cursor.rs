//! A position in a list of token trees.

use crate::Span;
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// Reads a list of token trees from front to back.
pub(super) struct Cursor<'a> {
    tokens: &'a [TokenTree],
    /// Where the list ends, for errors about what is missing there.
    end: Span,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(tokens: &'a [TokenTree], end: Span) -> Self {
        Self { tokens, end }
    }

    /// The tokens not yet read.
    pub(super) fn rest(&self) -> &'a [TokenTree] {
        self.tokens
    }

    pub(super) fn rest_stream(&self) -> TokenStream {
        self.tokens.iter().cloned().collect()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    pub(super) fn advance(&mut self, count: usize) {
        self.tokens = &self.tokens[count.min(self.tokens.len())..];
    }

    pub(super) fn end(&self) -> Span {
        self.end
    }

    /// Where the next token stands, or the end.
    pub(super) fn span(&self) -> Span {
        self.tokens.first().map_or(self.end, |token| token.span().into())
    }

    /// All tokens not yet read.
    pub(super) fn rest_span(&self) -> Span {
        self.tokens.last().map_or(self.end, |last| self.span().to(last.span().into()))
    }

    /// The next token, described for an error.
    pub(super) fn found(&self) -> String {
        match self.tokens.first() {
            None => "the end".into(),
            Some(TokenTree::Group(group)) => match group.delimiter() {
                Delimiter::Parenthesis => "`(`".into(),
                Delimiter::Brace => "`{`".into(),
                Delimiter::Bracket => "`[`".into(),
                Delimiter::None => "a group".into(),
            },
            Some(token) => format!("`{}`", shortened(&token.to_string())),
        }
    }

    /// The next token when it is a name.
    pub(super) fn peek_word(&self) -> Option<Name> {
        match self.tokens.first() {
            Some(TokenTree::Ident(ident)) => Some(Name { text: ident.to_string(), span: ident.span().into() }),
            _ => None,
        }
    }

    /// Reads a word, keyword or not.
    pub(super) fn word(&mut self) -> Option<Name> {
        let word = self.peek_word()?;
        self.advance(1);
        Some(word)
    }

    /// Reads `keyword` when it comes next.
    pub(super) fn keyword(&mut self, keyword: &str) -> bool {
        let found = self.peek_word().is_some_and(|word| word.text == keyword);
        if found {
            self.advance(1);
        }
        found
    }

    /// Reads a name that no Rust keyword is.
    pub(super) fn name(&mut self) -> Option<Name> {
        let name = self.peek_word().filter(Name::is_plain)?;
        self.advance(1);
        Some(name)
    }

    /// Reads a group.
    pub(super) fn group(&mut self, delimiter: Delimiter) -> Option<&'a Group> {
        match self.tokens.first() {
            Some(TokenTree::Group(group)) if group.delimiter() == delimiter => {
                self.advance(1);
                Some(group)
            }
            _ => None,
        }
    }

    /// Whether punctuation comes next, such as `::`.
    pub(super) fn peek_punct(&self, operator: &str) -> bool {
        let mut tokens = self.tokens.iter();
        operator
            .chars()
            .all(|expected| matches!(tokens.next(), Some(TokenTree::Punct(punct)) if punct.as_char() == expected))
    }

    /// Reads punctuation when it comes next.
    pub(super) fn punct(&mut self, operator: &str) -> bool {
        let found = self.peek_punct(operator);
        if found {
            self.advance(operator.len());
        }
        found
    }

    /// How many tokens stand before the `>` that closes a `<` read before.
    pub(super) fn before_angle(&self) -> Option<usize> {
        let mut depth = 0usize;
        let mut arrow = false;
        for (at, token) in self.tokens.iter().enumerate() {
            let TokenTree::Punct(punct) = token else {
                arrow = false;
                continue;
            };
            match punct.as_char() {
                '<' => depth += 1,
                '>' if arrow => {}
                '>' if depth == 0 => return Some(at),
                '>' => depth -= 1,
                _ => {}
            }
            arrow = matches!(punct.as_char(), '-' | '=');
        }
        None
    }

    /// Splits off the next `count` tokens.
    pub(super) fn take(&mut self, count: usize) -> Cursor<'a> {
        let count = count.min(self.tokens.len());
        let (front, back) = self.tokens.split_at(count);
        let end = back.first().map_or(self.end, |token| token.span().into());
        self.tokens = back;
        Cursor { tokens: front, end }
    }
}

/// A word with its place.
#[derive(Clone, Debug)]
pub(super) struct Name {
    pub(super) text: String,
    pub(super) span: Span,
}

impl Name {
    /// Whether it is neither a keyword nor `_`.
    pub(super) fn is_plain(&self) -> bool {
        syn::parse_str::<syn::Ident>(&self.text).is_ok()
    }
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

/// The place of a closing delimiter.
pub(super) fn closing(group: &Group) -> Span {
    group.span_close().into()
}
