//! What messages and operators cost on this machine, by microbenchmarks of some seconds in all.
//!
//! Each figure is the middle of several rounds, so that a neighbour who comes and goes does not show. System calls are
//! timed twice: while the receiver is awake, as it is under high load, and while it sleeps.

mod clock;
mod codec;
mod disk;
mod operators;
mod socket;
mod turn;

use crate::Error;
use std::path::Path;

pub use disk::Disk;
pub use operators::Operators;
pub use socket::Calls;
pub use turn::{Coalesced, Share};

/// All that was measured; times in nanoseconds of CPU, but for those that are delays.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Constants {
    /// System calls while everybody is awake.
    pub busy: Calls,
    /// System calls while the receiver sleeps.
    pub idle: Calls,
    /// From the end of a write to the begin of the read, median; no CPU.
    pub delay_ns_p50: f64,
    /// How many system calls messages share at saturation.
    pub coalesced: Coalesced,
    /// Encoding or decoding a small message, frame included.
    pub codec_ns: f64,
    /// What each byte adds, at either end.
    pub codec_ns_per_byte: f64,
    /// Handing an element from one location to another in the same process.
    pub queue_ns: f64,
    /// Operators.
    pub operators: Operators,
    /// Logs.
    pub disk: Disk,
}

/// Measures all; `folder` is where the disk is tried. `tell` hears what is measured next.
///
/// # Errors
/// If a socket or a file fails.
pub fn measure(folder: &Path, tell: &mut dyn FnMut(&str)) -> Result<Constants, Error> {
    tell("system calls");
    let (busy, idle, delay_ns_p50) = socket::measure().map_err(Error::file("a socket on loopback"))?;
    tell("coalescing");
    let coalesced = turn::measure().map_err(Error::file("a socket on loopback"))?;
    tell("codec");
    let (codec_ns, codec_ns_per_byte) = codec::measure();
    tell("operators");
    let (operators, queue_ns) = operators::measure();
    tell("disk");
    let disk = disk::measure(folder).map_err(Error::file(folder))?;
    Ok(Constants { busy, idle, delay_ns_p50, coalesced, codec_ns, codec_ns_per_byte, queue_ns, operators, disk })
}
