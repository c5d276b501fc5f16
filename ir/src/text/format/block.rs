//! Blocks of closures that are too long for a line: a statement, an arm or a field on each.

use super::super::lex::Delimiter;
use super::super::spacing::Kind;
use super::leaf::Leaves;
use super::write::width;
use super::{INDENT, WIDTH_CHARS};

/// The brace that opens the block with which `from..to` ends.
pub(super) fn last_of(text: &Leaves, from: usize, to: usize) -> Option<usize> {
    let last = (from..to).rev().find(|at| !matches!(text.leaves[*at].piece.text, "," | ";"))?;
    let leaf = &text.leaves[last];
    let open = leaf.partner.filter(|open| leaf.piece.kind == Kind::Close(Delimiter::Brace) && *open >= from)?;
    (last > open + 1).then_some(open)
}

/// Breaks the lines of the block that `open` opens; the line that it opens on begins at `indent`.
pub(super) fn open(text: &Leaves, open: usize, indent: usize, breaks: &mut [usize]) {
    let Some(close) = text.leaves[open].partner else { return };
    let ends = ends(text, open, close);
    let mut start = open + 1;
    for at in ends.into_iter().chain([close]) {
        if start < at {
            breaks[start] = 1;
            if indent + INDENT + width(text, start, at) > WIDTH_CHARS
                && let Some(inner) = last_of(text, start, at)
            {
                self::open(text, inner, indent + INDENT, breaks);
            }
        }
        start = at;
    }
    breaks[close] = 1;
}

/// Where lines of a block end: after a `;`, after a `,` of arms and fields, after a block that is a statement; never
/// before another `;` or `,`, as nobody's line may begin with one.
fn ends(text: &Leaves, open: usize, close: usize) -> Vec<usize> {
    let own = |at: &usize| text.leaves[*at].parent == Some(open);
    let is = |at: usize, word: &str| text.leaves[at].piece.text == word;
    let listed = !(open + 1..close).any(|at| own(&at) && is(at, ";"));
    let ends_here = |at: &usize| {
        let next = at + 1;
        is(*at, ";")
            || (listed && is(*at, ","))
            || (text.leaves[*at].piece.kind == Kind::Close(Delimiter::Brace)
                && matches!(text.leaves[next].piece.kind, Kind::Word | Kind::Keyword)
                && !is(next, "else")
                && !is(next, "as"))
    };
    let begins = |at: &usize| !is(*at, ";") && !is(*at, ",");
    (open + 1..close).filter(own).filter(ends_here).map(|at| at + 1).filter(begins).collect()
}
