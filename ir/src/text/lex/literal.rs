//! How far a literal reaches, and whether it is one.

use super::scan::{continues_name, starts_name};

/// The length of the text, character or byte literal at the front of `text`, and whether it ends.
///
/// `None` when no such literal begins here: a name such as `bytes`, a lifetime.
pub(super) fn quoted(text: &str, within_line: bool) -> Option<(usize, bool)> {
    let (prefix, rest) = ["br", "cr", "b", "c", "r", ""].iter().find_map(|prefix| {
        let rest = text.strip_prefix(prefix)?;
        let raw = prefix.ends_with('r');
        let opens = match rest.as_bytes() {
            [b'"', ..] => true,
            [b'\'', ..] => matches!(*prefix, "b" | ""),
            [b'#', ..] => raw && rest.trim_start_matches('#').starts_with('"'),
            _ => false,
        };
        opens.then_some((*prefix, rest))
    })?;
    let body = match rest.as_bytes()[0] {
        b'\'' => return character(rest).map(|length| (prefix.len() + length, true)).or(unended(prefix, rest)),
        _ if prefix.ends_with('r') => raw(rest),
        _ => cooked(rest, within_line),
    };
    let Some(length) = body else { return Some((line_length(text), false)) };
    let length = prefix.len() + length;
    Some((length + name_length(&text[length..]), true))
}

/// A byte that does not end is wrong; what begins like a character may be a lifetime.
fn unended(prefix: &str, rest: &str) -> Option<(usize, bool)> {
    (!prefix.is_empty()).then(|| (prefix.len() + 1 + rest[1..].chars().next().map_or(0, char::len_utf8), false))
}

/// From one quote to the other.
fn cooked(text: &str, within_line: bool) -> Option<usize> {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            b'\n' if within_line => return None,
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// `#"..."#` with any number of `#`.
fn raw(text: &str) -> Option<usize> {
    let hashes = text.bytes().take_while(|byte| *byte == b'#').count();
    let end = format!("\"{}", &text[..hashes]);
    let body = hashes + 1;
    text[body..].find(&end).map(|at| body + at + end.len())
}

/// `'x'`, `'\''`, `'\u{1F600}'` with a suffix.
fn character(text: &str) -> Option<usize> {
    let mut chars = text.char_indices().skip(1);
    let (_, first) = chars.next()?;
    let end = if first == '\\' {
        let (at, escaped) = chars.next()?;
        let from = at + escaped.len_utf8();
        from + text[from..].find(['\'', '\n']).filter(|at| text[from + at..].starts_with('\''))?
    } else {
        chars.next().filter(|(_, c)| *c == '\'').map(|(at, _)| at)?
    };
    Some(end + 1 + name_length(&text[end + 1..]))
}

/// The length of the number at the front of `text`, its suffix included.
pub(super) fn number(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digits = |from: usize| from + bytes[from..].iter().take_while(|b| b.is_ascii_digit() || **b == b'_').count();
    let mut at = digits(0);
    let based = matches!(bytes, [b'0', b'x' | b'o' | b'b', ..]);
    if !based && bytes.get(at) == Some(&b'.') {
        let next = text[at + 1..].chars().next();
        if next.is_none_or(|c| c != '.' && !starts_name(c)) {
            at = digits(at + 1);
        }
    }
    if !based && matches!(bytes.get(at), Some(b'e' | b'E')) {
        let sign = at + 1 + usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
        let end = digits(sign);
        if bytes[sign..end].iter().any(u8::is_ascii_digit) {
            at = end;
        }
    }
    at + name_length(&text[at..])
}

/// Whether a literal of this extent is one; what is plain is known without asking.
pub(super) fn is_valid(text: &str) -> bool {
    let bytes = text.as_bytes();
    let plain = match bytes {
        [b'0'..=b'9', rest @ ..] => rest.iter().all(|byte| byte.is_ascii_digit() || *byte == b'_'),
        [b'"', body @ .., b'"'] => body.iter().all(|byte| !matches!(byte, b'\\' | b'\r' | b'"')),
        _ => false,
    };
    plain || text.parse::<proc_macro2::Literal>().is_ok()
}

fn name_length(text: &str) -> usize {
    if !text.starts_with(starts_name) {
        return 0;
    }
    text.find(|c| !continues_name(c)).unwrap_or(text.len())
}

fn line_length(text: &str) -> usize {
    text.find('\n').unwrap_or(text.len())
}
