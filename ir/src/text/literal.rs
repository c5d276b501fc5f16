//! Strings and durations.

use super::cursor::Cursor;
use crate::{Code, Diagnostic};
use proc_macro2::TokenTree;

/// Reads a duration in whole milliseconds.
///
/// # Errors
/// When it is no duration, zero, or too long to count.
pub(super) fn duration_ms(cursor: &mut Cursor) -> Result<u64, Diagnostic> {
    let error =
        |message: &str| Diagnostic::new(Code::BadDuration, cursor.span(), message).help("write it like `20ms` or `1s`");
    let Some(TokenTree::Literal(literal)) = cursor.rest().first() else {
        return Err(error(&format!("expected a duration, found {}", cursor.found())));
    };
    let syn::Lit::Int(literal) = syn::Lit::new(literal.clone()) else {
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
    let TokenTree::Literal(literal) = cursor.rest().first()? else { return None };
    let syn::Lit::Str(text) = syn::Lit::new(literal.clone()) else { return None };
    if !text.suffix().is_empty() {
        return None;
    }
    cursor.advance(1);
    Some(text.value())
}
