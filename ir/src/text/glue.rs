//! Operators of several characters, put together from single punctuation tokens.

/// Rust's operators of more than one character, longest first.
const OPERATORS: [&str; 24] = [
    "<<=", ">>=", "...", "..=", "::", "->", "=>", "==", "!=", "<=", ">=", "&&", "||", "+=", "-=", "*=", "/=", "%=",
    "^=", "&=", "|=", "<<", ">>", "..",
];

/// The length of the operator that a run of adjacent punctuation begins with, by longest match.
pub(super) fn operator_length(run: &str) -> usize {
    if run.len() == 1 {
        return 1;
    }
    OPERATORS.iter().find(|operator| run.starts_with(**operator)).map_or(1, |operator| operator.len())
}

/// Whether `next` may follow the operators in `run` without a space and still be read as the same operators.
///
/// `run` is the punctuation since the last space, `lengths` the operators in it.
pub(super) fn stays_apart(run: &str, lengths: &[usize], next: &str) -> bool {
    let text = format!("{run}{next}");
    if text.contains("//") || text.contains("/*") {
        return false;
    }
    let mut rest = text.as_str();
    for length in lengths.iter().copied().chain([next.len()]) {
        if operator_length(rest) != length {
            return false;
        }
        rest = &rest[length..];
    }
    rest.is_empty()
}
