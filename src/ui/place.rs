//! From byte offsets to lines and columns.

use std::ops::Range;
use suki_ir::{SourceFile, Sources, Span};

/// A place as people count: from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

impl Place {
    /// The place of a byte of `text`.
    pub fn of(text: &str, byte: usize) -> Place {
        let before = &text[..floor(text, byte)];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Place {
            line: before.bytes().filter(|byte| *byte == b'\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }
}

/// The file of a place, and the place in it.
pub fn located(sources: &Sources, span: Span) -> Option<(&SourceFile, Range<usize>)> {
    let (file, span) = sources.locate(span)?;
    Some((file, range(&file.text, span)))
}

/// The name of the file of a place, and the place in it.
pub fn in_file(sources: &Sources, span: Span) -> (&str, Place) {
    match located(sources, span) {
        Some((file, range)) => (&file.name, Place::of(&file.text, range.start)),
        None => ("", Place { line: 1, column: 1 }),
    }
}

/// The bytes of `span`, which may be anything, as a range that `text` can be cut at.
pub fn range(text: &str, span: Span) -> Range<usize> {
    let start = floor(text, span.start as usize);
    start..floor(text, span.end as usize).max(start)
}

fn floor(text: &str, byte: usize) -> usize {
    (0..=byte.min(text.len())).rev().find(|byte| text.is_char_boundary(*byte)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let text = "ab\nçd\n";
        let check = |byte, line, column| assert_eq!(Place::of(text, byte), Place { line, column }, "{byte}");
        check(0, 1, 1);
        check(2, 1, 3);
        check(3, 2, 1);
        check(4, 2, 1);
        check(5, 2, 2);
        check(99, 3, 1);
    }

    #[test]
    fn ranges_can_be_cut() {
        assert_eq!(range("çd", Span { start: 1, end: 9 }), 0..3);
        assert_eq!(range("çd", Span { start: 3, end: 0 }), 3..3);
    }
}
