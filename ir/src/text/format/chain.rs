//! Chains of operators: on one line when they fit, else one operator on each.

use super::super::spacing::Kind;
use super::block;
use super::leaf::Leaves;
use super::write::{spaced, width};
use super::{INDENT, WIDTH_CHARS};

/// Decides the breaks of the statement whose leaves are `from..to`.
pub(super) fn wrap(text: &Leaves, from: usize, to: usize, breaks: &mut [usize]) {
    if from >= to {
        return;
    }
    let parent = text.leaves[from].parent;
    let indent = if parent.is_some() { INDENT } else { 0 };
    // Between operators is the only place where a statement breaks.
    for (leaf, newlines) in text.leaves[from + 1..to].iter().zip(&mut breaks[from + 1..to]) {
        if leaf.parent == parent
            && leaf.piece.kind != Kind::Dot
            && leaf.gap.comments.is_empty()
            && leaf.partner.is_none()
        {
            *newlines = 0;
        }
    }
    layout(text, from, to, indent, breaks);
}

/// One chain: a whole statement, or an argument on lines of its own that begin at `indent`.
fn layout(text: &Leaves, from: usize, to: usize, indent: usize, breaks: &mut [usize]) {
    let dots = dots(text, from, to);
    let inside = (from + 1..to).any(|at| breaks[at] > 0 && dots.binary_search(&at).is_err());
    let rigid = inside || has_comment(text, from, to);
    if !rigid && indent + width(text, from, to) <= WIDTH_CHARS {
        dots.iter().for_each(|dot| breaks[*dot] = 0);
        return;
    }
    let Some((first, rest)) = dots.split_first() else {
        return open_up(text, from, to, indent, breaks);
    };
    let wrapped = dots.iter().any(|dot| breaks[*dot] > 0);
    let line_fits = indent + first_line(text, from, to, breaks) <= WIDTH_CHARS;
    if wrapped || !line_fits {
        rest.iter().for_each(|dot| breaks[*dot] = 1);
    }
    breaks[*first] = breaks[*first].min(1);
    // Each operator on its line; what is still too long is opened up.
    let mut starts: Vec<usize> = dots.iter().copied().filter(|dot| breaks[*dot] > 0).collect();
    starts.insert(0, from);
    for (position, start) in starts.iter().enumerate() {
        let end = starts.get(position + 1).copied().unwrap_or(to);
        let indent = if position == 0 { indent } else { indent + INDENT };
        open_up(text, *start, end, indent, breaks);
    }
}

/// Gives each argument of the last group in `from..to` a line of its own when they do not fit on one.
fn open_up(text: &Leaves, from: usize, to: usize, indent: usize, breaks: &mut [usize]) {
    let broken = (from + 1..to).any(|at| breaks[at] > 0) || has_comment(text, from, to);
    if broken || indent + width(text, from, to) <= WIDTH_CHARS {
        return;
    }
    let parent = text.leaves[from].parent;
    let opens = |at: &usize| {
        let leaf = &text.leaves[*at];
        leaf.piece.text == "(" && leaf.parent == parent && leaf.partner.is_some_and(|close| close > *at + 1)
    };
    let Some(open) = (from..to).rev().find(opens) else { return };
    let close = text.leaves[open].partner.unwrap_or(to);
    // A closure's block at the end is opened instead, when what stands before it fits.
    if let Some(brace) = block::last_of(text, open + 1, close)
        && indent + width(text, from, brace + 1) <= WIDTH_CHARS
    {
        return block::open(text, brace, indent, breaks);
    }
    let mut start = open + 1;
    for at in separators(text, open, close) {
        // No line begins with a comma, not even where an argument is missing.
        breaks[start] = usize::from(text.leaves[start].piece.text != ",");
        if is_chain(text, start) {
            layout(text, start, at, indent + INDENT, breaks);
        } else if indent + INDENT + width(text, start, at) > WIDTH_CHARS
            && let Some(brace) = block::last_of(text, start, at)
        {
            block::open(text, brace, indent + INDENT, breaks);
        }
        start = at + 1;
    }
    breaks[close] = 1;
}

/// The commas between the arguments of a group, and its end unless a comma stands there.
fn separators(text: &Leaves, open: usize, close: usize) -> Vec<usize> {
    let mut in_pipes = false;
    let mut found = Vec::new();
    for at in open + 1..close {
        let leaf = &text.leaves[at];
        if leaf.parent != Some(open) {
            continue;
        }
        match leaf.piece.kind {
            Kind::PipeOpen => in_pipes = true,
            Kind::PipeClose => in_pipes = false,
            _ if leaf.piece.text == "," && !in_pipes => found.push(at),
            _ => {}
        }
    }
    found.extend((found.last() != Some(&(close - 1))).then_some(close));
    found
}

/// Whether an argument is a stream, not a closure or a literal.
fn is_chain(text: &Leaves, start: usize) -> bool {
    text.leaves[start].piece.kind == Kind::Word
}

/// The dots of the chain itself, not those of its arguments.
fn dots(text: &Leaves, from: usize, to: usize) -> Vec<usize> {
    let parent = text.leaves[from].parent;
    (from + 1..to).filter(|at| text.leaves[*at].piece.kind == Kind::Dot && text.leaves[*at].parent == parent).collect()
}

fn has_comment(text: &Leaves, from: usize, to: usize) -> bool {
    (from + 1..to).any(|at| !text.leaves[at].gap.comments.is_empty() || text.leaves[at].piece.text.contains('\n'))
}

/// The width of the first line of `from..to` as it is broken now.
fn first_line(text: &Leaves, from: usize, to: usize, breaks: &[usize]) -> usize {
    let end = (from + 1..to).find(|at| breaks[*at] > 0).unwrap_or(to);
    let literal = (from..end).find(|at| text.leaves[*at].piece.text.contains('\n')).unwrap_or(end);
    spaced(text, from, literal).chars().count()
}
