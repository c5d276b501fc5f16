//! Why a search ended. A limit is never called saturation.

use serde::Serialize;

/// Why a search ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stop {
    /// No rule yields anything new.
    Saturated,
    /// The e-graph reached [`suki_rewrites::limits::NODES_MAX`].
    Nodes,
    /// No move of the local search makes the plan better.
    LocalOptimum,
    /// The bound is reached: no plan of the e-graph is better.
    Optimal,
    /// Moving anything gains less than [`crate::limits::GAIN_MIN`] asks for, so nothing was moved.
    GainTooSmall,
    /// The search reached [`crate::limits::WORK_MAX`].
    Work,
}

impl Stop {
    /// The reason in words.
    pub fn as_str(self) -> &'static str {
        match self {
            Stop::Saturated => "saturated",
            Stop::Nodes => "node limit",
            Stop::LocalOptimum => "local optimum",
            Stop::Optimal => "optimal",
            Stop::GainTooSmall => "helpers would gain too little",
            Stop::Work => "work limit",
        }
    }
}
