//! From text to lexemes: Rust's tokens, and the comments between them. Nothing is lost but white space, which the
//! places of the lexemes tell.

mod literal;
mod scan;

use crate::Span;
pub(super) use scan::{Lexer, is_name};

/// One token or comment of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lexeme {
    /// What it is.
    pub kind: Lexical,
    /// Where it stands.
    pub span: Span,
}

/// The kinds of lexeme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lexical {
    /// A name or keyword, `r#name` and `_` included.
    Word,
    /// `'name`.
    Lifetime,
    /// A number, text, character or byte, with its suffix.
    Literal,
    /// One character of punctuation. Operators of several characters are adjacent lexemes.
    Punct,
    /// `(`, `[` or `{`.
    Open(Delimiter),
    /// `)`, `]` or `}`.
    Close(Delimiter),
    /// `// ..` to the end of the line; `/// ..` and `//! ..` too.
    LineComment,
    /// `/* .. */`; `/** .. */` and `/*! .. */` too.
    BlockComment,
    /// What no Rust token begins with, or a token that does not end.
    Invalid,
}

/// The delimiters of groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Delimiter {
    /// `( .. )`
    Parenthesis,
    /// `[ .. ]`
    Bracket,
    /// `{ .. }`
    Brace,
}

impl Delimiter {
    /// The character that opens a group.
    pub fn opening(self) -> char {
        match self {
            Delimiter::Parenthesis => '(',
            Delimiter::Bracket => '[',
            Delimiter::Brace => '{',
        }
    }

    /// The character that closes it.
    pub fn closing(self) -> char {
        match self {
            Delimiter::Parenthesis => ')',
            Delimiter::Bracket => ']',
            Delimiter::Brace => '}',
        }
    }
}

impl Lexical {
    /// Whether it is a comment, which means nothing unless it documents.
    pub fn is_comment(self) -> bool {
        matches!(self, Lexical::LineComment | Lexical::BlockComment)
    }
}

/// All lexemes of a text in order. Between them is white space and nothing else, so that a text can be put together
/// again; any text has lexemes, and their number is at most that of its characters.
///
/// ```
/// use suki_ir::text::{Lexical, lexemes};
/// let text = "process p; // one\n";
/// let kinds: Vec<Lexical> = lexemes(text).into_iter().map(|lexeme| lexeme.kind).collect();
/// assert_eq!(kinds, [Lexical::Word, Lexical::Word, Lexical::Punct, Lexical::LineComment]);
/// ```
pub fn lexemes(text: &str) -> Vec<Lexeme> {
    Lexer::new(text).collect()
}
