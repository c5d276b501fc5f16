//! What must not happen.

use std::fmt;

/// Who says that something is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Oracle {
    /// A reply answers nothing that was asked, or answers it differently than before.
    Wrong,
    /// An observer who counts gets an answer twice.
    Duplicated,
    /// All faults are over, and a request is still not answered.
    Lost,
    /// No order of the operations explains the replies.
    Linearizable,
    /// Logs that must agree do not.
    Atomic,
    /// A process refuses a message, or cannot go on.
    Failed,
    /// Generated code panics.
    Panic,
    /// It could not be decided within the limits.
    Unknown,
}

impl Oracle {
    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Oracle::Wrong => "wrong",
            Oracle::Duplicated => "duplicated",
            Oracle::Lost => "lost",
            Oracle::Linearizable => "linearizable",
            Oracle::Atomic => "atomic",
            Oracle::Failed => "failed",
            Oracle::Panic => "panic",
            Oracle::Unknown => "unknown",
        }
    }
}

/// Something is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Who says so.
    pub oracle: Oracle,
    /// In words.
    pub why: String,
}

impl Violation {
    /// By `oracle`, because of `why`.
    pub fn new(oracle: Oracle, why: impl Into<String>) -> Self {
        Violation { oracle, why: why.into() }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.oracle.as_str(), self.why)
    }
}
