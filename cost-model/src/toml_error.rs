//! Where in a TOML text something is wrong.

/// The line (from 1) and the headline of a TOML error.
pub(crate) fn line_and_message(text: &str, error: &toml::de::Error) -> (usize, String) {
    let start = error.span().map_or(0, |span| span.start.min(text.len()));
    let line = text.as_bytes()[..start].iter().filter(|byte| **byte == b'\n').count() + 1;
    (line, error.message().to_string())
}
