//! Strings and durations.

use super::cursor::Cursor;
use super::lex::Lexical;
use crate::{Code, Diagnostic};

/// Reads a duration in whole milliseconds.
///
/// # Errors
/// When it is no duration, zero, or too long to count.
pub(super) fn duration_ms(cursor: &mut Cursor) -> Result<u64, Diagnostic> {
    let error =
        |message: &str| Diagnostic::new(Code::BadDuration, cursor.span(), message).help("write it like `20ms` or `1s`");
    let Some((Lexical::Literal, literal)) = cursor.next() else {
        return Err(error(&format!("expected a duration, found {}", cursor.found())));
    };
    let Ok(syn::Lit::Int(literal)) = syn::parse_str(literal) else {
        return Err(error("a duration is a whole number of `ms` or `s`"));
    };
    let unit_ms = match literal.suffix() {
        "ms" => 1,
        "s" => 1_000,
        "" => return Err(error("a duration needs its unit, `ms` or `s`")),
        _ => return Err(error("a duration is in `ms` or `s`")),
    };
    let duration = literal.base10_digits().parse::<u64>().ok().and_then(|count| count.checked_mul(unit_ms));
    match duration {
        Some(0) => Err(error("a duration must be longer than nothing")),
        Some(duration) => {
            cursor.advance(1);
            Ok(duration)
        }
        None => Err(error("this duration is too long to count")),
    }
}

/// Reads a string.
pub(super) fn text(cursor: &mut Cursor) -> Option<String> {
    let (Lexical::Literal, literal) = cursor.next()? else { return None };
    if let Some(plain) = literal.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'))
        && !plain.contains(['\\', '\r'])
    {
        cursor.advance(1);
        return Some(plain.to_string());
    }
    let Ok(syn::Lit::Str(text)) = syn::parse_str(literal) else { return None };
    if !text.suffix().is_empty() {
        return None;
    }
    cursor.advance(1);
    Some(text.value())
}
