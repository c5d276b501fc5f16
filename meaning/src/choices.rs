//! Who decides where a program leaves something open.

use crate::Trouble;
use std::fmt;
use std::str::FromStr;

/// Decides between alternatives, one decision after the other.
pub trait Choices {
    /// A number below `among`, which is not 0.
    fn choose(&mut self, among: usize) -> usize;
}

/// Decisions from a seed: the same for the same seed.
#[derive(Clone, Debug)]
pub struct Seeded(u64);

impl Seeded {
    /// The decisions of a seed.
    pub fn new(seed: u64) -> Self {
        Seeded(seed)
    }

    /// The next number (splitmix64).
    pub fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

impl Choices for Seeded {
    fn choose(&mut self, among: usize) -> usize {
        usize::try_from(self.next_u64() % among.max(1) as u64).unwrap_or(0)
    }
}

/// Decisions that are written down; the first alternative where they end. Written `3.0.1`.
///
/// ```
/// use suki_meaning::{Choices, Recorded};
/// let mut choices: Recorded = "3.0.1".parse().unwrap();
/// assert_eq!([choices.choose(4), choices.choose(4), choices.choose(4), choices.choose(4)], [3, 0, 1, 0]);
/// assert_eq!(choices.to_string(), "3.0.1");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recorded {
    stream: Vec<u16>,
    at: usize,
}

impl Recorded {
    /// These decisions.
    pub fn new(stream: Vec<u16>) -> Self {
        Recorded { stream, at: 0 }
    }
}

impl Choices for Recorded {
    fn choose(&mut self, among: usize) -> usize {
        let choice = self.stream.get(self.at).map_or(0, |choice| usize::from(*choice));
        self.at += 1;
        choice % among.max(1)
    }
}

impl fmt::Display for Recorded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let written: Vec<String> = self.stream.iter().map(u16::to_string).collect();
        f.write_str(&written.join("."))
    }
}

impl FromStr for Recorded {
    type Err = Trouble;

    fn from_str(text: &str) -> Result<Self, Trouble> {
        let parts = text.split('.').filter(|part| !part.is_empty());
        let stream: Result<Vec<u16>, _> = parts.map(str::parse).collect();
        let stream = stream.map_err(|error| Trouble::new(format!("choices are numbers between dots: {error}")))?;
        Ok(Recorded::new(stream))
    }
}
