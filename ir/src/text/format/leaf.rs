//! The tokens of a text with the comments between them.

use super::super::groups::Tokens;
use super::super::lex::{Lexer, Lexical};
use super::super::spacing::{Kind, Piece};
use super::super::split::{self, Head};
use super::super::tokens::pieces;
use crate::Span;

/// Characters that are white space between tokens, though they are none elsewhere.
const MARKS: [char; 3] = ['\u{feff}', '\u{200e}', '\u{200f}'];

/// One token, operators put together.
pub(super) struct Leaf<'t> {
    pub(super) piece: Piece<'t>,
    /// Where it stands in the source.
    pub(super) start: usize,
    pub(super) end: usize,
    /// What stands between the leaf before and this one.
    pub(super) gap: Gap,
    /// For a delimiter: its partner.
    pub(super) partner: Option<usize>,
    /// The innermost delimiter that it stands in.
    pub(super) parent: Option<usize>,
}

/// White space and comments.
#[derive(Default)]
pub(super) struct Gap {
    pub(super) comments: Vec<Comment>,
    /// Line ends after the last comment.
    pub(super) newlines: usize,
}

/// A comment, whether it documents or not.
pub(super) struct Comment {
    /// All of it, without white space at its end.
    pub(super) text: String,
    /// Line ends before it, since the token or comment before.
    pub(super) newlines: usize,
    /// The column it begins in, from 0.
    pub(super) column: usize,
}

impl Comment {
    /// Whether a line end must follow.
    pub(super) fn ends_line(&self) -> bool {
        self.text.starts_with("//")
    }
}

/// A statement at the top level.
pub(super) struct Statement {
    pub(super) head: Head,
    /// Its first leaf, the first after its attributes, one past its last.
    pub(super) start: usize,
    pub(super) body: usize,
    pub(super) end: usize,
}

/// A whole text.
pub(super) struct Leaves<'t> {
    pub(super) leaves: Vec<Leaf<'t>>,
    pub(super) statements: Vec<Statement>,
    /// What stands after the last leaf.
    pub(super) tail: Gap,
}

impl<'t> Leaves<'t> {
    /// The leaves of a text without errors.
    pub(super) fn of(text: &'t str) -> Self {
        let tokens = Tokens::of(text, 0, &mut |_| {}, &mut Vec::new());
        let (mut leaves, mut end) = (Vec::<Leaf>::new(), 0);
        for piece in pieces(&tokens, 0..tokens.list.len()) {
            let (gap, start) = gap(text, end);
            end = start + piece.text.len();
            leaves.push(Leaf { piece, start, end, gap, partner: None, parent: None });
        }
        nest(&mut leaves);
        let at = |token: usize| {
            let start = tokens.list.get(token).map_or(text.len(), |token| token.start as usize);
            leaves.partition_point(|leaf| leaf.start < start)
        };
        let statements = split::statements(&tokens, 0, tokens.list.len(), &mut |_| {});
        let statements = statements.iter().map(|statement| Statement {
            head: statement.head,
            start: at(statement.start),
            body: at(statement.first),
            end: at(statement.end),
        });
        Self { statements: statements.collect(), leaves, tail: gap(text, end).0 }
    }

    /// The first place where the two differ in more than white space.
    pub(super) fn first_difference(&self, other: &Leaves) -> Option<Span> {
        let (own, others) = (self.words(), other.words());
        let differs = (0..own.len().max(others.len()))
            .find(|at| own.get(*at).map(|(word, _)| word.as_str()) != others.get(*at).map(|(word, _)| word.as_str()))?;
        let at = own.get(differs).or(own.last()).map_or(0, |(_, at)| *at) as u32;
        Some(Span { start: at, end: at })
    }

    /// All tokens and comments in order, with where they stand (a comment: the token after it).
    fn words(&self) -> Vec<(String, usize)> {
        let mut words = Vec::new();
        let comments = |gap: &Gap, at: usize, words: &mut Vec<(String, usize)>| {
            words.extend(gap.comments.iter().map(|comment| (comment.text.clone(), at)));
        };
        for leaf in &self.leaves {
            comments(&leaf.gap, leaf.start, &mut words);
            words.push((leaf.piece.text.to_string(), leaf.start));
        }
        let end = self.leaves.last().map_or(0, |leaf| leaf.end);
        comments(&self.tail, end, &mut words);
        words
    }
}

/// Finds partners and parents.
fn nest(leaves: &mut [Leaf]) {
    let mut open = Vec::new();
    for at in 0..leaves.len() {
        let kind = leaves[at].piece.kind;
        let closes = matches!(kind, Kind::Close(_) | Kind::AttributeEnd);
        if closes && let Some(opening) = open.pop() {
            leaves[at].partner = Some(opening);
            leaves[opening].partner = Some(at);
        }
        leaves[at].parent = open.last().copied();
        if matches!(kind, Kind::Open(_)) {
            open.push(at);
        }
    }
}

/// Reads what stands at `start` before the next token, and where that begins.
fn gap(text: &str, start: usize) -> (Gap, usize) {
    let mut gap = Gap::default();
    let mut at = start;
    while let Some(next) = text[at..].chars().next() {
        let rest = &text[at..];
        let length = comment_length(rest);
        if length > 0 {
            let line_start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
            let column = text[line_start..at].chars().count();
            let comment = rest[..length].trim_end().to_string();
            // What documents stands before its item, never beside the one before.
            let is_doc = comment.starts_with("///") || comment.starts_with("//!");
            let newlines = gap.newlines.max(usize::from(is_doc));
            gap.comments.push(Comment { text: comment, newlines, column });
            gap.newlines = 0;
            at += length;
        } else if next.is_whitespace() || MARKS.contains(&next) {
            gap.newlines += usize::from(next == '\n');
            at += next.len_utf8();
        } else {
            break;
        }
    }
    (gap, at)
}

/// The bytes of the comment that `text` begins with, without its line end.
fn comment_length(text: &str) -> usize {
    if text.starts_with("//") {
        return text.find('\n').unwrap_or(text.len());
    }
    let first = if text.starts_with("/*") { Lexer::new(text).next() } else { None };
    first.filter(|lexeme| lexeme.kind == Lexical::BlockComment).map_or(0, |lexeme| lexeme.span.end as usize)
}
