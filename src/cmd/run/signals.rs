//! Being asked to stop.

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Whether somebody wants the run to end: Ctrl-C, SIGTERM, or a terminal that goes away.
#[derive(Clone, Debug, Default)]
pub struct Asked(Arc<AtomicUsize>);

impl Asked {
    /// Listens from here on.
    pub fn listen() -> std::io::Result<Self> {
        let asked = Self::default();
        for signal in [SIGINT, SIGTERM, SIGHUP] {
            signal_hook::flag::register_usize(signal, Arc::clone(&asked.0), signal as usize)?;
        }
        Ok(asked)
    }

    /// The word for what was asked, once it was.
    pub fn to_stop(&self) -> Option<&'static str> {
        match self.0.load(Ordering::Relaxed) as i32 {
            0 => None,
            SIGINT => Some("interrupted"),
            SIGTERM => Some("terminated"),
            _ => Some("hung up"),
        }
    }
}
