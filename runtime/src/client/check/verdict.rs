//! What a check found.

/// Whether a history is linearizable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is.
    Holds,
    /// It is not, and why.
    Violated(String),
    /// It could not be decided within the limits, and which one. Counts as a failure.
    Unknown(String),
}

impl Verdict {
    /// Whether the property was shown.
    pub fn holds(&self) -> bool {
        *self == Verdict::Holds
    }

    /// Takes the worse of the two: a violation is worse than not knowing.
    pub fn worsen(&mut self, other: Verdict) {
        match (&*self, &other) {
            (Verdict::Holds, _) | (Verdict::Unknown(_), Verdict::Violated(_)) => *self = other,
            (Verdict::Unknown(_) | Verdict::Violated(_), _) => {}
        }
    }
}
