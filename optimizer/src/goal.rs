//! What is asked of a plan.

use serde::Serialize;
use suki_cost_model::Flush;

/// What is asked of a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Goal {
    /// What better means.
    pub objective: Objective,
    /// Machines, all instances together; none: as the target says.
    pub machines_max: Option<u32>,
    /// When processes write.
    pub flush: Flush,
    /// Locations that may share a process though the program does not say so, by name, in groups.
    pub colocate: Vec<Vec<String>>,
}

impl Default for Goal {
    fn default() -> Self {
        Self { objective: Objective::Throughput, machines_max: None, flush: Flush::Each, colocate: Vec::new() }
    }
}

/// What better means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Objective {
    /// More units of workload per second; then fewer machines; then less work.
    Throughput,
}

impl Objective {
    /// The name on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Objective::Throughput => "throughput",
        }
    }
}
