//! How a process ends, or why it does not start.

use crate::wire::WireError;
use crate::{Address, JournalError, MembershipError};
use std::fmt;

/// How a process ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It was asked to, and has said all that it had to say.
    Stopped,
    /// A member of its family is lost: they fail as one.
    FamilyLost(String),
    /// A peer has met an earlier incarnation of it.
    Fenced(String),
    /// It could not go on.
    Failed(String),
}

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Ended::Stopped => f.write_str("asked to stop"),
            Ended::FamilyLost(name) => write!(f, "{name}, of the same family, is lost"),
            Ended::Fenced(name) => write!(f, "{name} has met an earlier incarnation of this process"),
            Ended::Failed(why) => f.write_str(why),
        }
    }
}

impl Ended {
    /// The exit code of the process: 0 stopped, 1 failed, 3 its family is lost, 4 fenced. (2 is for wrong flags.)
    pub fn code(&self) -> u8 {
        match self {
            Ended::Stopped => 0,
            Ended::Failed(_) => 1,
            Ended::FamilyLost(_) => 3,
            Ended::Fenced(_) => 4,
        }
    }
}

/// Why a process could not start.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The plan has no such member or part.
    #[error("the plan has no {0}")]
    Place(String),
    /// The addresses cannot be used.
    #[error(transparent)]
    Membership(#[from] MembershipError),
    /// The logs cannot be used.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// What the logs hold is not what the program writes.
    #[error("what is on disk is not what the program writes: {0}")]
    Recovered(#[from] WireError),
    /// It cannot listen.
    #[error("{address}: {error}")]
    Listen {
        /// Where.
        address: Address,
        /// What the system says.
        error: std::io::Error,
    },
    /// The system gives no event loop.
    #[error("no event loop: {0}")]
    Loop(std::io::Error),
}
