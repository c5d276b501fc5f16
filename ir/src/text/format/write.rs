//! Writing the lines: spaces within them, indentation before them, comments among them.

use super::super::lex::Delimiter;
use super::super::spacing::{Kind, Piece, keeps_apart, wants_space};
use super::INDENT;
use super::leaf::{Comment, Gap, Leaf, Leaves};

/// The text with line ends as `breaks` says.
pub(super) fn lines(text: &Leaves, breaks: &[usize]) -> String {
    let mut writer = Writer { text, breaks, out: String::new(), run: Run::default(), line_indent: 0, open: Vec::new() };
    for at in 0..text.leaves.len() {
        writer.leaf(at);
    }
    writer.comments(&text.tail, 0, text.leaves.is_empty());
    let end = writer.out.trim_end().len();
    writer.out.truncate(end);
    if !writer.out.is_empty() {
        writer.out.push('\n');
    }
    writer.out
}

/// A delimiter that is open.
struct Open {
    /// Where lines within it begin.
    inner: usize,
    /// Where the line begins that it was opened on.
    outer: usize,
    /// Whether its content has lines of its own.
    is_broken: bool,
}

struct Writer<'a> {
    text: &'a Leaves<'a>,
    breaks: &'a [usize],
    out: String,
    run: Run<'a>,
    line_indent: usize,
    open: Vec<Open>,
}

impl Writer<'_> {
    fn leaf(&mut self, at: usize) {
        let leaf = &self.text.leaves[at];
        let closing = leaf.partner.filter(|partner| *partner < at).and_then(|_| self.open.pop());
        let breaks = self.breaks[at] > 0;
        let indent = match &closing {
            Some(open) if open.is_broken => open.outer,
            Some(open) => open.inner,
            None => self.indent(at),
        };
        let comment_indent = closing.as_ref().map_or(indent, |open| open.inner);
        let last_was_comment = self.comments(&leaf.gap, comment_indent, at == 0);
        if breaks {
            self.end_line(self.breaks[at]);
        }
        if self.out.is_empty() || self.out.ends_with('\n') {
            self.begin_line(indent);
        } else if last_was_comment {
            if !matches!(leaf.piece.text, "," | ";" | ")" | "]") {
                self.out.push(' ');
            }
            self.run = Run::default();
        } else if at > 0 && has_space(self.text, at, &self.run) {
            self.out.push(' ');
            self.run = Run::default();
        }
        self.run.extend(&leaf.piece);
        self.out.push_str(leaf.piece.text);
        if matches!(leaf.piece.kind, Kind::Open(_)) {
            let is_broken = self.breaks.get(at + 1).is_some_and(|breaks| *breaks > 0);
            self.open.push(Open { inner: self.line_indent + INDENT, outer: self.line_indent, is_broken });
        }
    }

    /// Where the line begins that leaf `at` is the first of.
    fn indent(&self, at: usize) -> usize {
        let (base, is_broken) = self.open.last().map_or((0, true), |open| (open.inner, open.is_broken));
        if at == 0 || !is_broken || begins_anew(&self.text.leaves, at) { base } else { base + INDENT }
    }

    /// Writes the comments of a gap; whether the line that is being written ends with one.
    fn comments(&mut self, gap: &Gap, indent: usize, at_start: bool) -> bool {
        let mut unfinished = false;
        for (position, comment) in gap.comments.iter().enumerate() {
            if comment.newlines > 0 || (at_start && position == 0) || self.out.ends_with('\n') {
                self.end_line(comment.newlines.min(2));
                self.begin_line(indent);
            } else {
                self.space_before(comment);
            }
            self.out.push_str(&comment.text);
            unfinished = true;
            if comment.ends_line() {
                self.out.push('\n');
                unfinished = false;
            }
        }
        if !gap.comments.is_empty() {
            self.run = Run::default();
        }
        if gap.newlines > 1 && !gap.comments.is_empty() && self.out.ends_with('\n') {
            // The blank line after a comment is the author's; the end of the line is written already.
            self.end_line(2);
        }
        unfinished
    }

    /// A comment beside code stays in its column when the code leaves room.
    fn space_before(&mut self, comment: &Comment) {
        let line = self.out.rsplit('\n').next().unwrap_or_default();
        let used = line.chars().count();
        let spaces = match comment.ends_line() {
            true => comment.column.saturating_sub(used).max(1),
            false => usize::from(!line.ends_with(['(', '['])),
        };
        self.out.push_str(&" ".repeat(spaces));
    }

    /// Ends the line that is being written, with a blank line after it when `count` is 2.
    fn end_line(&mut self, count: usize) {
        if self.out.is_empty() {
            return;
        }
        let ended = self.out.bytes().rev().take_while(|byte| *byte == b'\n').count();
        self.out.push_str(&"\n".repeat(count.max(1).saturating_sub(ended)));
    }

    fn begin_line(&mut self, indent: usize) {
        self.out.push_str(&" ".repeat(indent));
        self.line_indent = indent;
        self.run = Run::default();
    }
}

/// Whether the leaf is the first of something, and does not go on with what stands before it.
fn begins_anew(leaves: &[Leaf], at: usize) -> bool {
    let (before, after) = (&leaves[at - 1], &leaves[at]);
    match before.piece.kind {
        Kind::Separator => before.piece.text != ":",
        Kind::Open(_) | Kind::AttributeEnd => true,
        Kind::Close(Delimiter::Brace) => !matches!(after.piece.kind, Kind::Dot | Kind::Binary | Kind::Question),
        _ => false,
    }
}

/// Whether a space stands before leaf `at` when both are on one line.
fn has_space(text: &Leaves, at: usize, run: &Run<'_>) -> bool {
    let (previous, next) = (&text.leaves[at - 1].piece, &text.leaves[at].piece);
    let after = text.leaves.get(at + 1).map(|leaf| &leaf.piece);
    let closes = matches!(next.kind, Kind::Close(_)).then(|| text.leaves[at].partner).flatten();
    if is_list_of_names(text, at - 1) || closes.is_some_and(|open| is_list_of_names(text, open)) {
        return false;
    }
    wants_space(previous.kind, next.kind) || !keeps_apart(&run.0, next, after)
}

/// Whether the leaf opens the braces of `use a::{b, c};`.
fn is_list_of_names(text: &Leaves, at: usize) -> bool {
    let opens = text.leaves[at].piece.kind == Kind::Open(Delimiter::Brace);
    opens && at > 0 && text.leaves[at - 1].piece.kind == Kind::Path
}

/// The leaves `from..to` on one line.
pub(super) fn spaced(text: &Leaves, from: usize, to: usize) -> String {
    let (mut line, mut run) = (String::new(), Run::default());
    for at in from..to {
        if at > from && has_space(text, at, &run) {
            line.push(' ');
            run = Run::default();
        }
        run.extend(&text.leaves[at].piece);
        line.push_str(text.leaves[at].piece.text);
    }
    line
}

/// The columns of the leaves `from..to` on one line.
pub(super) fn width(text: &Leaves, from: usize, to: usize) -> usize {
    spaced(text, from, to).chars().count()
}

/// The operators since the last space, with a token before them if one is adjacent.
#[derive(Default)]
struct Run<'t>(Vec<Piece<'t>>);

impl<'t> Run<'t> {
    fn extend(&mut self, piece: &Piece<'t>) {
        if !piece.is_operator() {
            self.0.clear();
        }
        self.0.push(*piece);
    }
}
