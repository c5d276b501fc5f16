//! From text to tokens, with the place of an error.

use crate::limits::TEXT_BYTES_MAX;
use crate::{Code, Diagnostic, Span};
use proc_macro2::{TokenStream, TokenTree};

/// Reads tokens.
///
/// # Errors
/// When the text is too long or no sequence of Rust tokens.
pub(super) fn lex(text: &str) -> Result<Vec<TokenTree>, Diagnostic> {
    if text.len() > TEXT_BYTES_MAX {
        let message = format!("a text of {} bytes; at most {TEXT_BYTES_MAX} are allowed", text.len());
        return Err(Diagnostic::new(Code::Limit, Span::NONE, message));
    }
    match text.parse::<TokenStream>() {
        Ok(stream) => Ok(stream.into_iter().collect()),
        Err(error) => Err(misplaced_delimiter(text).unwrap_or_else(|| {
            let start = Span::from(error.span()).start.min(text.len() as u32);
            let width = text[start as usize..].chars().next().map_or(0, char::len_utf8);
            let span = Span { start, end: start + width as u32 };
            Diagnostic::new(Code::Syntax, span, "this is no Rust token").label("unterminated, or not a token")
        })),
    }
}

/// The first delimiter that has no partner.
fn misplaced_delimiter(text: &str) -> Option<Diagnostic> {
    let mut open: Vec<(char, usize)> = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let skipped = skip_opaque(&text[at..]);
        if skipped > 0 {
            at += skipped;
            continue;
        }
        match c {
            '(' | '[' | '{' => open.push((c, at)),
            ')' | ']' | '}' => match open.pop() {
                Some((opening, _)) if closes(opening) == c => {}
                Some((opening, from)) => {
                    let message = format!("`{c}` does not close `{opening}`");
                    let error = Diagnostic::new(Code::Syntax, one_byte(at), message);
                    return Some(
                        error.label(format!("expected `{}`", closes(opening))).note(one_byte(from), "opened here"),
                    );
                }
                None => {
                    return Some(Diagnostic::new(Code::Syntax, one_byte(at), format!("`{c}` closes nothing")));
                }
            },
            _ => {}
        }
        at += c.len_utf8();
    }
    let (opening, from) = open.pop()?;
    let message = format!("`{opening}` is never closed");
    Some(Diagnostic::new(Code::Syntax, one_byte(from), message).label(format!("no `{}` for it", closes(opening))))
}

fn closes(opening: char) -> char {
    match opening {
        '(' => ')',
        '[' => ']',
        _ => '}',
    }
}

fn one_byte(at: usize) -> Span {
    Span { start: at as u32, end: at as u32 + 1 }
}

/// How many bytes of comment, string or character stand at the front of `text`.
fn skip_opaque(text: &str) -> usize {
    if text.starts_with("//") {
        return text.find('\n').unwrap_or(text.len());
    }
    if text.starts_with("/*") {
        return block_comment(text);
    }
    if let Some(quoted) = text.strip_prefix('"') {
        return 1 + end_of_string(quoted);
    }
    let hashes = text.strip_prefix('r').map_or(0, |raw| raw.bytes().take_while(|byte| *byte == b'#').count());
    if text.starts_with('r') && text[1 + hashes..].starts_with('"') {
        let end = format!("\"{}", "#".repeat(hashes));
        let body = 2 + hashes;
        return text[body..].find(&end).map_or(text.len(), |at| body + at + end.len());
    }
    if text.starts_with('\'') {
        let mut chars = text.char_indices().skip(1);
        return match (chars.next(), chars.next()) {
            // `'\''`, `'\u{1F600}'`.
            (Some((_, '\\')), Some((escaped, c))) => {
                let from = escaped + c.len_utf8();
                text[from..].find('\'').map_or(1, |at| from + at + 1)
            }
            (Some(_), Some((at, '\''))) => at + 1,
            _ => 1,
        };
    }
    0
}

/// The bytes of the block comment that `text` begins with.
pub(super) fn block_comment(text: &str) -> usize {
    let (mut depth, mut at) = (0usize, 0);
    let bytes = text.as_bytes();
    while at + 1 < bytes.len() {
        match &bytes[at..at + 2] {
            b"/*" => (depth, at) = (depth + 1, at + 2),
            b"*/" if depth == 1 => return at + 2,
            b"*/" => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
    }
    text.len()
}

fn end_of_string(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}
