//! What is wrong with a JSON text.

use std::fmt;

/// Why a JSON text is no program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonError {
    /// The value in question: `operators[3].key`; empty for the whole document.
    pub path: String,
    /// Line and column from 1, when the text is no JSON.
    pub place: Option<(usize, usize)>,
    /// What is wrong.
    pub message: String,
}

impl JsonError {
    pub(super) fn at(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { path: path.into(), place: None, message: message.into() }
    }

    /// What serde says, without the place in a value that is no text.
    pub(super) fn serde(path: impl Into<String>, error: &serde_json::Error) -> Self {
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or(&message).to_string();
        let place = (error.line() > 0).then(|| (error.line(), error.column().max(1)));
        Self { path: path.into(), place, message }
    }
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() { f.write_str(&self.message) } else { write!(f, "`{}`: {}", self.path, self.message) }
    }
}

impl std::error::Error for JsonError {}
