//! From bytes to an editor's lines and UTF-16 columns, and back.

use lsp_types::{Position, Range};

/// The position of a byte of `text`.
pub fn position(text: &str, byte: usize) -> Position {
    let byte = (0..=byte.min(text.len())).rev().find(|byte| text.is_char_boundary(*byte)).unwrap_or(0);
    let before = &text[..byte];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = before.bytes().filter(|byte| *byte == b'\n').count();
    let character: usize = before[line_start..].chars().map(char::len_utf16).sum();
    Position { line: line as u32, character: character as u32 }
}

/// The range of some bytes.
pub fn range(text: &str, bytes: std::ops::Range<usize>) -> Range {
    Range { start: position(text, bytes.start), end: position(text, bytes.end) }
}

/// The byte at a position; one behind the end of a line is the end of that line, one behind the text is its end.
pub fn byte(text: &str, position: Position) -> usize {
    let mut start = 0;
    for _ in 0..position.line {
        match text[start..].find('\n') {
            Some(newline) => start += newline + 1,
            None => return text.len(),
        }
    }
    let line = text[start..].split('\n').next().unwrap_or_default();
    let mut units_left = position.character as usize;
    for (at, character) in line.char_indices() {
        if units_left < character.len_utf16() {
            return start + at;
        }
        units_left -= character.len_utf16();
    }
    start + line.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_utf_16() {
        // Four bytes and two units, two bytes and one unit.
        let text = "a🦀é\nb";
        let check = |at: usize, line: u32, character: u32| {
            assert_eq!(position(text, at), Position { line, character }, "{at}");
            assert_eq!(byte(text, Position { line, character }), at, "{line}:{character}");
        };
        check(0, 0, 0);
        check(1, 0, 1);
        check(5, 0, 3);
        check(7, 0, 4);
        check(8, 1, 0);
        check(9, 1, 1);
        assert_eq!(position(text, 3), Position { line: 0, character: 1 }, "within a character");
        assert_eq!(byte(text, Position { line: 0, character: 2 }), 1, "within a character");
        assert_eq!(byte(text, Position { line: 0, character: 99 }), 7, "behind the line");
        assert_eq!(byte(text, Position { line: 9, character: 0 }), 9, "behind the text");
    }
}
