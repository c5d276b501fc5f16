//! Where lines break: where statements end, where comments demand it, and where the author breaks them.

use super::super::lex::Delimiter;
use super::super::spacing::Kind;
use super::super::split::Head;
use super::chain;
use super::leaf::{Leaf, Leaves};

/// By leaf, the line ends before it: none, one, or two for a blank line.
pub(super) fn of(text: &Leaves) -> Vec<usize> {
    let mut breaks: Vec<usize> = (0..text.leaves.len()).map(|at| authors(text, at)).collect();
    for statement in &text.statements {
        for at in [statement.start, statement.body] {
            demand(&mut breaks, at);
        }
        // Several facts may share a line, but the statement has its own.
        if let (Head::Workload, Some(open)) = (statement.head, block(text, statement.body, statement.end)) {
            statements_within(text, open, &mut breaks);
        }
        if is_flow(text, statement.body)
            && let Some(open) = block(text, statement.body, statement.end)
        {
            statements_within(text, open, &mut breaks);
        }
    }
    for at in 1..text.leaves.len() {
        if demanded(&text.leaves, at) {
            demand(&mut breaks, at);
        }
    }
    pair_up(text, &mut breaks);
    for (from, to) in chains(text) {
        chain::wrap(text, from, to, &mut breaks);
    }
    pair_up(text, &mut breaks);
    without_blank_edges(text, &mut breaks);
    breaks
}

fn demand(breaks: &mut [usize], at: usize) {
    if let Some(count) = breaks.get_mut(at).filter(|_| at > 0) {
        *count = (*count).max(1);
    }
}

/// The author's line ends before a leaf, where lines may break.
fn authors(text: &Leaves, at: usize) -> usize {
    if at == 0 || !may_break(&text.leaves, at) {
        return 0;
    }
    text.leaves[at].gap.newlines.min(2)
}

fn may_break(leaves: &[Leaf], at: usize) -> bool {
    use Kind::*;
    let (before, after) = (&leaves[at - 1].piece, &leaves[at].piece);
    if after.text == "," || after.text == ";" || after.text == ":" || after.kind == AttributeEnd {
        return false;
    }
    let empty = matches!((before.kind, after.kind), (Open(_), Close(_)));
    match before.kind {
        Separator => before.text != ":",
        Open(_) => !empty && leaves[at - 1].partner.is_none_or(|close| leaves[close].piece.kind != AttributeEnd),
        Binary | AttributeEnd | PipeClose | Close(Delimiter::Brace) => true,
        _ => matches!(after.kind, Dot | Binary | Close(_)),
    }
}

/// Whether comments leave no choice.
fn demanded(leaves: &[Leaf], at: usize) -> bool {
    let gap = &leaves[at].gap;
    let own_line = gap.comments.iter().any(|comment| comment.newlines > 0);
    gap.comments.last().is_some_and(|last| last.ends_line() || (own_line && gap.newlines > 0))
}

/// A group that is broken at one end is broken at the other; a block with a line end inside is broken at both.
fn pair_up(text: &Leaves, breaks: &mut [usize]) {
    let mut inner_break = vec![false; text.leaves.len()];
    for at in (0..text.leaves.len()).rev() {
        let leaf = &text.leaves[at];
        if let Some(parent) = leaf.parent {
            inner_break[parent] |= breaks[at] > 0 || inner_break[at];
        }
        let (Kind::Open(delimiter), Some(close)) = (leaf.piece.kind, leaf.partner) else { continue };
        if close == at + 1 {
            continue;
        }
        let block = delimiter == Delimiter::Brace && inner_break[at];
        if block || breaks[at + 1] > 0 || breaks[close] > 0 || has_own_line(text, close) {
            demand(breaks, at + 1);
            demand(breaks, close);
            if let Some(parent) = leaf.parent {
                inner_break[parent] = true;
            }
        }
    }
}

fn has_own_line(text: &Leaves, at: usize) -> bool {
    text.leaves[at].gap.comments.iter().any(|comment| comment.newlines > 0)
}

/// Blank lines stand between things, not at the edges of a group.
fn without_blank_edges(text: &Leaves, breaks: &mut [usize]) {
    for (pair, newlines) in text.leaves.windows(2).zip(breaks.iter_mut().skip(1)) {
        let opens = matches!(pair[0].piece.kind, Kind::Open(_));
        let closes = matches!(pair[1].piece.kind, Kind::Close(_));
        if (opens && pair[1].gap.comments.is_empty()) || closes {
            *newlines = (*newlines).min(1);
        }
    }
}

/// Each statement of a block on a line of its own.
fn statements_within(text: &Leaves, open: usize, breaks: &mut [usize]) {
    let Some(close) = text.leaves[open].partner.filter(|close| *close > open + 1) else { return };
    demand(breaks, open + 1);
    for at in open + 2..=close {
        let before = &text.leaves[at - 1];
        if before.parent == Some(open) && before.piece.text == ";" {
            demand(breaks, at);
        }
    }
    demand(breaks, close);
}

/// The brace that a statement's block opens with.
fn block(text: &Leaves, from: usize, to: usize) -> Option<usize> {
    let opens = |at: &usize| text.leaves[*at].piece.kind == Kind::Open(Delimiter::Brace);
    (from..to).find(opens)
}

fn is_flow(text: &Leaves, body: usize) -> bool {
    text.leaves.get(body).is_some_and(|leaf| leaf.piece.text == "flow")
}

/// The leaves of every statement that is a chain: at the top level, and in the bodies of flows.
fn chains(text: &Leaves) -> Vec<(usize, usize)> {
    let mut chains = Vec::new();
    for statement in &text.statements {
        if matches!(statement.head, Head::Let | Head::Chain) {
            chains.push((statement.body, statement.end));
        } else if is_flow(text, statement.body)
            && let Some(open) = block(text, statement.body, statement.end)
            && let Some(close) = text.leaves[open].partner
        {
            let mut from = open + 1;
            for at in open + 1..=close {
                let ends = text.leaves[at].parent == Some(open) && text.leaves[at].piece.text == ";";
                if ends || at == close {
                    chains.push((from, if ends { at + 1 } else { at }));
                    from = at + 1;
                }
            }
        }
    }
    chains
}
