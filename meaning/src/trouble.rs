//! Why a program cannot be interpreted.

use std::fmt;

/// Something that ends the interpretation: a closure that fails, a construct without dynamic form, a limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble(String);

impl Trouble {
    /// With these words.
    pub fn new(words: impl Into<String>) -> Self {
        Trouble(words.into())
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Trouble {}
