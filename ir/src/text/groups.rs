//! The tokens of one text, each delimiter with its partner; and what is wrong where partners are missing.

use super::lex::{Delimiter, Lexeme, Lexer, Lexical};
use super::split::{begins_line, is_declaration};
use crate::limits::{TEXT_BYTES_MAX, TEXT_TOKENS_MAX};
use crate::{Code, Diagnostic, Span};
use std::ops::Range;

/// One token. Comments are none, but that `//!` and `///` lines may be asked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) kind: Lexical,
    /// For a delimiter, the position of the other one.
    pub(super) partner: u32,
}

/// The tokens of a text in one flat list, so that nothing that walks them needs a stack.
#[derive(Default)]
pub(super) struct Tokens<'t> {
    pub(super) text: &'t str,
    /// Added to every place: where this text begins among all texts of a program.
    pub(super) base: u32,
    pub(super) list: Vec<Token>,
    /// Where the `//!` lines stand.
    pub(super) docs: Vec<Range<u32>>,
}

impl<'t> Tokens<'t> {
    /// Reads the tokens of `text`, and reports what is no token. Statements with delimiters that have no partner are
    /// left out; `broken` gets the words that they begin with.
    pub(super) fn of(text: &'t str, base: u32, report: &mut dyn FnMut(Diagnostic), broken: &mut Vec<String>) -> Self {
        let mut tokens = Tokens { text, base, ..Tokens::default() };
        if text.len() > TEXT_BYTES_MAX {
            let message = format!("a text of {} bytes; at most {TEXT_BYTES_MAX} are allowed", text.len());
            report(Diagnostic::new(Code::Limit, tokens.place(0..0), message));
            return tokens;
        }
        let unended = Lexer::new(text).any(|lexeme| lexeme.kind == Lexical::Invalid && text[at(lexeme)].contains('"'));
        let lexer = if unended { Lexer::within_lines(text) } else { Lexer::new(text) };
        for lexeme in lexer {
            match lexeme.kind {
                Lexical::LineComment | Lexical::BlockComment => tokens.comment(lexeme),
                _ if tokens.list.len() >= TEXT_TOKENS_MAX => {
                    let message = format!("a text of more than {TEXT_TOKENS_MAX} tokens");
                    report(Diagnostic::new(Code::Limit, tokens.place(at(lexeme)), message));
                    break;
                }
                kind => {
                    if kind == Lexical::Invalid {
                        report(tokens.invalid(lexeme));
                    }
                    let Span { start, end } = lexeme.span;
                    tokens.list.push(Token { start, end, kind, partner: 0 });
                }
            }
        }
        if tokens.pair(0, tokens.list.len()).is_err() {
            tokens.recover(report, broken);
        }
        tokens
    }

    /// The tokens of a text of ours, which is known to be well-formed.
    pub(super) fn of_rust(text: &'t str) -> Option<Self> {
        let mut sound = true;
        let tokens = Self::of(text, 0, &mut |_| sound = false, &mut Vec::new());
        sound.then_some(tokens)
    }

    fn comment(&mut self, lexeme: Lexeme) {
        let text = &self.text[at(lexeme)];
        if text.starts_with("//!") || text.starts_with("/*!") {
            self.docs.push(lexeme.span.start..lexeme.span.end);
        }
    }

    fn invalid(&self, lexeme: Lexeme) -> Diagnostic {
        let text = &self.text[at(lexeme)];
        let opening = text.chars().next().map_or(0, char::len_utf8);
        let start = lexeme.span.start as usize;
        Diagnostic::new(Code::Syntax, self.place(start..start + opening), "this is no Rust token")
            .label("unterminated, or not a token")
    }

    /// A range of this text as a place among all texts.
    pub(super) fn place(&self, range: Range<usize>) -> Span {
        Span { start: self.base + range.start as u32, end: self.base + range.end as u32 }
    }

    pub(super) fn span(&self, at: usize) -> Span {
        let token = self.list[at];
        Span { start: self.base + token.start, end: self.base + token.end }
    }

    pub(super) fn text(&self, at: usize) -> &'t str {
        let token = self.list[at];
        &self.text[token.start as usize..token.end as usize]
    }

    /// Whether one of the tokens at `range` is none, which has been reported.
    pub(super) fn has_invalid(&self, range: Range<usize>) -> bool {
        self.list[range].iter().any(|token| token.kind == Lexical::Invalid)
    }

    /// The position of the token after the one at `at`, or after the group that it opens.
    pub(super) fn after(&self, at: usize) -> usize {
        match self.list[at].kind {
            Lexical::Open(_) => self.list[at].partner as usize + 1,
            _ => at + 1,
        }
    }

    /// Whether nothing stands between the token at `at` and the next.
    pub(super) fn is_joint(&self, at: usize) -> bool {
        self.list.get(at + 1).is_some_and(|next| next.start == self.list[at].end)
    }

    /// Whether a line ends between the tokens `at` and `at + 1`.
    pub(super) fn ends_line(&self, at: usize) -> bool {
        let between = self.list[at].end as usize..self.list.get(at + 1).map_or(self.text.len(), |t| t.start as usize);
        self.text[between].contains('\n')
    }

    /// Finds the partners of all delimiters among the tokens from `start` up to `end`.
    fn pair(&mut self, start: usize, end: usize) -> Result<(), Diagnostic> {
        let mut open: Vec<(Delimiter, usize)> = Vec::new();
        for at in start..end {
            match self.list[at].kind {
                Lexical::Open(delimiter) => open.push((delimiter, at)),
                Lexical::Close(delimiter) => match open.pop() {
                    Some((opened, from)) if opened == delimiter => {
                        self.list[at].partner = from as u32;
                        self.list[from].partner = at as u32;
                    }
                    Some((opened, from)) => {
                        let message = format!("`{}` does not close `{}`", delimiter.closing(), opened.opening());
                        let error = Diagnostic::new(Code::Syntax, self.span(at), message);
                        let error = error.label(format!("expected `{}`", opened.closing()));
                        return Err(error.note(self.span(from), "opened here"));
                    }
                    None => {
                        let message = format!("`{}` closes nothing", delimiter.closing());
                        return Err(Diagnostic::new(Code::Syntax, self.span(at), message));
                    }
                },
                _ => {}
            }
        }
        let Some((opened, from)) = open.pop() else { return Ok(()) };
        let error = Diagnostic::new(Code::Syntax, self.span(from), format!("`{}` is never closed", opened.opening()));
        Err(error.label(format!("no `{}` for it", opened.closing())))
    }

    /// Takes statements as they begin at the left margin, and leaves those out whose delimiters do not match.
    fn recover(&mut self, report: &mut dyn FnMut(Diagnostic), broken: &mut Vec<String>) {
        let starts: Vec<usize> = (0..self.list.len()).filter(|at| *at == 0 || begins_line(self, *at)).collect();
        let mut kept: Vec<Token> = Vec::with_capacity(self.list.len());
        for (number, start) in starts.iter().copied().enumerate() {
            let end = starts.get(number + 1).copied().unwrap_or(self.list.len());
            match self.pair(start, end) {
                Ok(()) => {
                    let shift = |partner: u32| partner - start as u32 + kept.len() as u32;
                    let moved = self.list[start..end].iter().map(|token| match token.kind {
                        Lexical::Open(_) | Lexical::Close(_) => Token { partner: shift(token.partner), ..*token },
                        _ => *token,
                    });
                    let moved: Vec<Token> = moved.collect();
                    kept.extend(moved);
                }
                Err(error) => {
                    report(error);
                    broken.extend(self.declared_in(start, end));
                }
            }
        }
        self.list = kept;
    }

    /// The names that statements in a broken stretch of text would have declared.
    fn declared_in(&self, start: usize, end: usize) -> Vec<String> {
        let words = (start..end.saturating_sub(1)).filter(|at| is_declaration(self.text(*at)));
        let mut names = Vec::new();
        for at in words {
            let pattern = (at + 1..end).take_while(|at| !matches!(self.text(*at), "=" | ":" | ";"));
            let pattern = pattern.filter(|at| self.list[*at].kind == Lexical::Word);
            let count = if self.text(at) == "let" { usize::MAX } else { 1 };
            names.extend(pattern.take(count).map(|at| self.text(at).to_string()));
        }
        names
    }
}

fn at(lexeme: Lexeme) -> Range<usize> {
    lexeme.span.start as usize..lexeme.span.end as usize
}
