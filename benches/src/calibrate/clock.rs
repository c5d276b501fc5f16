//! How long a step takes.

use crate::pairs::Spread;
use rustix::time::{ClockId, clock_gettime};
use std::time::Instant;

/// Rounds whose middle is taken.
const ROUNDS: usize = 9;

/// CPU nanoseconds of this thread for one of `count` steps; `step` does them all. The middle of several rounds, after one
/// that does not count.
pub fn per_step_ns(count: usize, mut steps: impl FnMut(usize)) -> f64 {
    steps(count);
    let rounds = (0..ROUNDS).map(|_| {
        let before = cpu_ns();
        steps(count);
        (cpu_ns() - before) as f64 / count as f64
    });
    Spread::of(rounds).median
}

/// CPU time of this thread so far.
pub fn cpu_ns() -> u64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64
}

/// What reading the clock twice takes, in nanoseconds.
pub fn overhead_ns() -> f64 {
    Spread::of((0..1_000).map(|_| {
        let before = Instant::now();
        before.elapsed().as_nanos() as f64
    }))
    .median
}
