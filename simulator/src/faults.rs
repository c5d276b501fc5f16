//! What may go wrong, by name.

use std::fmt;
use std::str::FromStr;

/// A kind of fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A family stops for good, with part of what it has sent.
    Crash,
    /// A family that recovers from disk stops and comes back, knowing what it had on disk.
    Restart,
    /// A process stands still, then finds all that has arrived meanwhile.
    Pause,
    /// Two groups of families and clients do not reach one another; what they say waits.
    Partition,
    /// Clocks run at different speeds, far apart.
    Drift,
    /// Single messages take very long.
    Delay,
    /// Channels that may lose elements do.
    Loss,
    /// The connections of a client break, with what was on its way; only where clients ask again.
    Reset,
}

impl Kind {
    /// All of them, in the order in which they are named.
    pub const ALL: [Kind; 8] =
        [Kind::Crash, Kind::Restart, Kind::Pause, Kind::Partition, Kind::Drift, Kind::Delay, Kind::Loss, Kind::Reset];

    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Crash => "crash",
            Kind::Restart => "restart",
            Kind::Pause => "pause",
            Kind::Partition => "partition",
            Kind::Drift => "drift",
            Kind::Delay => "delay",
            Kind::Loss => "loss",
            Kind::Reset => "reset",
        }
    }
}

/// Kinds that are let loose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kinds(Vec<Kind>);

impl Kinds {
    /// Whether this one is.
    pub fn has(&self, kind: Kind) -> bool {
        self.0.contains(&kind)
    }
}

impl Default for Kinds {
    fn default() -> Self {
        Kinds(Kind::ALL.to_vec())
    }
}

impl FromStr for Kinds {
    type Err = String;

    fn from_str(words: &str) -> Result<Self, String> {
        if words == "none" {
            return Ok(Kinds(Vec::new()));
        }
        let mut kinds = Vec::new();
        for word in words.split(',').map(str::trim) {
            let known = Kind::ALL.into_iter().find(|kind| kind.as_str() == word);
            let names: Vec<&str> = Kind::ALL.iter().map(|kind| kind.as_str()).collect();
            kinds.push(known.ok_or_else(|| format!("no fault is called `{word}`: none, or {}", names.join(", ")))?);
        }
        Ok(Kinds(kinds))
    }
}

impl fmt::Display for Kinds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.0.iter().map(|kind| kind.as_str()).collect();
        f.write_str(if names.is_empty() { "none".into() } else { names.join(",") }.as_str())
    }
}

/// How often each kind has struck, by [`Kind::ALL`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Struck([u64; Kind::ALL.len()]);

impl Struck {
    /// One more.
    pub fn note(&mut self, kind: Kind) {
        self.0[kind as usize] += 1;
    }

    /// How often.
    pub fn count(&self, kind: Kind) -> u64 {
        self.0[kind as usize]
    }

    /// Those of another simulation as well.
    pub fn add(&mut self, other: &Struck) {
        self.0.iter_mut().zip(other.0).for_each(|(count, more)| *count += more);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_read_by_name() {
        let check = |words: &str, expect: &[Kind]| assert_eq!(words.parse(), Ok(Kinds(expect.to_vec())), "{words}");
        check("none", &[]);
        check("pause", &[Kind::Pause]);
        check("crash, loss", &[Kind::Crash, Kind::Loss]);
        assert!("crsh".parse::<Kinds>().is_err_and(|error| error.contains("`crsh`") && error.contains("partition")));
        assert_eq!(Kinds::default().to_string().parse(), Ok(Kinds::default()));
    }
}
