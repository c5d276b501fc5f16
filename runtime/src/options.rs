//! How a process is run.

use crate::{Address, Membership};
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;
use tokio::sync::Notify;

/// When messages are written to a peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Flush {
    /// One write for each peer at the end of a turn.
    #[default]
    Turn,
    /// One write for each message.
    Each,
}

/// What the flags of a process say.
#[derive(Debug)]
pub struct Options {
    /// The member that it is.
    pub member: u32,
    /// The part that it is.
    pub part: u32,
    /// Where the others are.
    pub membership: Rc<Membership>,
    /// Where it listens; else as the membership says.
    pub listen: Option<Address>,
    /// When messages are written.
    pub flush: Flush,
    /// The folder of its logs. Needed where the plan has logs at this process.
    pub data: Option<PathBuf>,
    /// Where metrics and health are served.
    pub admin: Option<Address>,
    /// The share of a core that it makes do with.
    pub slow_cpu: Option<f64>,
    /// A folder to remove when the standard input ends, which ends the process.
    pub scratch: Option<PathBuf>,
    /// Ends it from within the same program; SIGTERM does the same.
    pub stop: Stop,
}

impl Options {
    /// The defaults of the flags.
    pub fn new(member: u32, part: u32, membership: Membership) -> Self {
        Options {
            member,
            part,
            membership: Rc::new(membership),
            listen: None,
            flush: Flush::default(),
            data: None,
            admin: None,
            slow_cpu: None,
            scratch: None,
            stop: Stop::default(),
        }
    }
}

/// Asks a process to stop taking inputs, to finish what it has, and to end.
#[derive(Clone, Debug, Default)]
pub struct Stop {
    notify: Arc<Notify>,
}

impl Stop {
    /// Asks for it. May be called from any thread.
    pub fn ask(&self) {
        self.notify.notify_one();
    }

    /// Until it has been asked for.
    pub(crate) async fn asked(&self) {
        self.notify.notified().await;
    }
}
