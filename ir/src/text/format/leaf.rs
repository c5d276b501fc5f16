//! The tokens of a text with the comments between them.

use super::super::spacing::{Kind, Piece};
use super::super::split::{self, Head};
use super::super::tokens::flatten;
use crate::Span;
use proc_macro2::TokenTree;

/// One token, or one doc comment.
pub(super) struct Leaf {
    pub(super) piece: Piece,
    /// Where it stands in the source.
    pub(super) start: usize,
    pub(super) end: usize,
    /// What stands between the leaf before and this one.
    pub(super) gap: Gap,
    /// For a delimiter: its partner.
    pub(super) partner: Option<usize>,
    /// The innermost delimiter that it stands in.
    pub(super) parent: Option<usize>,
    /// Whether it is a doc comment that ends its line.
    pub(super) is_doc: bool,
}

/// White space and comments.
#[derive(Default)]
pub(super) struct Gap {
    pub(super) comments: Vec<Comment>,
    /// Line ends after the last comment.
    pub(super) newlines: usize,
}

/// A comment that is no doc comment.
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
pub(super) struct Leaves {
    pub(super) leaves: Vec<Leaf>,
    pub(super) statements: Vec<Statement>,
    /// What stands after the last leaf.
    pub(super) tail: Gap,
}

impl Leaves {
    /// The leaves of `tokens`, which `text` consists of.
    pub(super) fn of(text: &str, tokens: Vec<TokenTree>) -> Self {
        let split = split::statements(tokens.clone(), &mut |_| {});
        let mut pieces = Vec::new();
        flatten(tokens.into_iter().collect(), &mut pieces);
        let (mut leaves, mut end) = (Vec::<Leaf>::new(), 0);
        for piece in pieces {
            let span = Span::from(piece.span);
            let start = span.start as usize;
            // All tokens of a doc comment stand where the comment does.
            if leaves.last().is_some_and(|last| last.is_doc && start < last.end) {
                continue;
            }
            let (piece, is_doc, leaf_end) = match is_doc(text, start) {
                true => (doc(text, span, piece), true, span.end as usize),
                false => {
                    let leaf_end = start + piece.text.len();
                    (piece, false, leaf_end)
                }
            };
            let gap = gap(text, end, start);
            leaves.push(Leaf { piece, start, end: leaf_end, gap, partner: None, parent: None, is_doc });
            end = leaf_end;
        }
        nest(&mut leaves);
        let statements = split.iter().map(|statement| {
            let at = |offset: u32| leaves.partition_point(|leaf| leaf.start < offset as usize);
            let body = statement
                .tokens
                .get(statement.attributes)
                .map_or(statement.span.end, |token| Span::from(token.span()).start);
            Statement {
                head: statement.head,
                start: at(statement.span.start),
                body: at(body),
                end: at(statement.span.end),
            }
        });
        let statements = statements.collect();
        Self { leaves, statements, tail: gap(text, end, text.len()) }
    }

    /// The first place where the two differ in more than white space.
    pub(super) fn first_difference(&self, other: &Self) -> Option<Span> {
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
            words.push((leaf.piece.text.clone(), leaf.start));
        }
        let end = self.leaves.last().map_or(0, |leaf| leaf.end);
        comments(&self.tail, end, &mut words);
        words
    }
}

/// Whether the token that begins at `start` is a comment in the source.
fn is_doc(text: &str, start: usize) -> bool {
    text[start..].starts_with("//") || text[start..].starts_with("/*")
}

fn doc(text: &str, span: Span, piece: Piece) -> Piece {
    let comment = text.get(span.start as usize..span.end as usize).unwrap_or_default();
    Piece { text: comment.trim_end().to_string(), kind: Kind::AttributeEnd, ..piece }
}

/// Finds partners and parents.
fn nest(leaves: &mut [Leaf]) {
    let mut open = Vec::new();
    for at in 0..leaves.len() {
        let kind = leaves[at].piece.kind;
        let closes = matches!(kind, Kind::Close(_)) || (kind == Kind::AttributeEnd && !leaves[at].is_doc);
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

/// Reads what stands between two tokens.
fn gap(text: &str, start: usize, end: usize) -> Gap {
    let mut gap = Gap::default();
    let mut at = start;
    while at < end {
        let rest = &text[at..end];
        let length = comment_length(rest);
        if length > 0 {
            let line_start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
            let column = text[line_start..at].chars().count();
            let comment = rest[..length].trim_end().to_string();
            gap.comments.push(Comment { text: comment, newlines: gap.newlines, column });
            gap.newlines = 0;
            at += length;
            continue;
        }
        gap.newlines += usize::from(rest.starts_with('\n'));
        at += rest.chars().next().map_or(1, char::len_utf8);
    }
    gap
}

/// The bytes of the comment that `text` begins with, without its line end.
fn comment_length(text: &str) -> usize {
    if text.starts_with("//") {
        return text.find('\n').unwrap_or(text.len());
    }
    if text.starts_with("/*") { super::super::lex::block_comment(text) } else { 0 }
}
