//! Measurements.
//!
//! **In this room**: the criterion benches in `benches/` (`plan`: planning, `text`: reading, `runtime`: frames and turns),
//! run by `cargo bench -p suki-benches`; an honest cluster on one
//! machine ([`cluster`]): each location a process with a CPU quota of its own, pinned, with validity checks that reject
//! a bad run ([`validity`]) and paired runs ([`pairs`]), for `suki-opt bench` and for `suki-cluster`; programs of our own
//! in `programs/`.
//! **Not in this room**: what is compared with (`suki-baselines`), what the planner predicts (`suki-cost-model`), and how
//! programs are built (`suki-opt`).

pub mod calibrate;
pub mod cgroup;
pub mod cluster;
pub mod generated;
pub mod load;
pub mod metrics;
pub mod pairs;
pub mod pin;
pub mod ports;
pub mod process;
pub mod quota;
pub mod report;
pub mod run;
pub mod usage;
pub mod validity;

use std::io;
use std::path::PathBuf;

/// Why there is no measurement.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or folder of the system.
    #[error("{path}: {source}")]
    File {
        /// Which one.
        path: PathBuf,
        /// What happened.
        source: io::Error,
    },
    /// A program that cannot be started.
    #[error("cannot start {program}: {source}")]
    Start {
        /// Which one.
        program: PathBuf,
        /// What happened.
        source: io::Error,
    },
    /// A process that has ended while it was needed.
    #[error("{name} has ended: {how}")]
    Ended {
        /// Of the process.
        name: String,
        /// Its status, or what is missing.
        how: String,
    },
    /// The client has said something else than expected.
    #[error("the client said `{line}`, not {expected}")]
    Client {
        /// What it said.
        line: String,
        /// What was expected.
        expected: &'static str,
    },
    /// A quota that the kernel does not take.
    #[error("{0}")]
    Quota(String),
    /// Words of the command line.
    #[error("{0}")]
    Side(String),
    /// A run in which a program did what it must not do.
    #[error("the {which} was not right: {}", .complaints.join("; "))]
    Wrong {
        /// `base` or `other`.
        which: &'static str,
        /// First how often, then what.
        complaints: Vec<String>,
    },
    /// Somebody wants it to end.
    #[error("{0}")]
    Stopped(&'static str),
}

impl Error {
    /// `|source| Error::File { .. }` for `path`.
    pub fn file(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Error {
        let path = path.into();
        |source| Error::File { path, source }
    }
}
