//! What a campaign has shown.

use serde::Serialize;
use std::collections::BTreeMap;

/// One JSON object.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Seeds that were simulated.
    pub seeds: u64,
    /// Events of all of them: letters that arrived, turns, timers, requests, faults.
    pub steps: u64,
    /// How often each kind of fault struck.
    pub faults: BTreeMap<&'static str, u64>,
    /// What was wrong.
    pub violations: Vec<Violated>,
    /// What happened, where one seed was to be traced.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub trace: Vec<String>,
}

/// A seed that fails.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Violated {
    /// The seed.
    pub seed: u64,
    /// Who says that something is wrong.
    pub oracle: &'static str,
    /// Why, in words.
    pub why: String,
    /// Steps of the seed, and of the smallest simulation found that fails alike.
    pub steps: [u64; 2],
    /// What happens in that simulation.
    pub trace: Vec<String>,
}
