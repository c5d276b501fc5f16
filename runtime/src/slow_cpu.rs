//! A process on a slow machine: after each turn it sleeps so long that it has used only its share of a core.

use rustix::time::{ClockId, clock_gettime};
use std::time::{Duration, Instant};

/// Debts below this are carried on: a sleep is not exact enough.
const GRAIN_NS: f64 = 200_000.0;

/// What is owed to a slow CPU.
#[derive(Debug)]
pub struct SlowCpu {
    share: f64,
    seen_ns: u64,
    debt_ns: f64,
}

impl SlowCpu {
    /// A CPU that has this share of ours, above 0 and at most 1.
    pub fn new(share: f64) -> Self {
        SlowCpu { share, seen_ns: thread_cpu_ns(), debt_ns: 0.0 }
    }

    /// Sleeps off what has been used since the last call.
    pub fn pay(&mut self) {
        let now_ns = thread_cpu_ns();
        self.debt_ns += now_ns.saturating_sub(self.seen_ns) as f64 * (1.0 / self.share - 1.0);
        self.seen_ns = now_ns;
        if self.debt_ns > GRAIN_NS {
            let start = Instant::now();
            std::thread::sleep(Duration::from_nanos(self.debt_ns as u64));
            // It slept longer than asked for: that is a credit.
            self.debt_ns -= start.elapsed().as_nanos() as f64;
        }
    }
}

/// CPU time of this thread.
pub fn thread_cpu_ns() -> u64 {
    nanoseconds(ClockId::ThreadCPUTime)
}

/// CPU time of this process.
pub fn process_cpu_ns() -> u64 {
    nanoseconds(ClockId::ProcessCPUTime)
}

fn nanoseconds(clock: ClockId) -> u64 {
    let time = clock_gettime(clock);
    time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64
}
