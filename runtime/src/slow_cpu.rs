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
        if let Some(pause) = self.owe(thread_cpu_ns()) {
            let start = Instant::now();
            std::thread::sleep(pause);
            // It slept longer than asked for: that is a credit.
            self.debt_ns -= start.elapsed().as_nanos() as f64;
        }
    }

    /// The clock stands at `now_ns`: how long to sleep, if it is worth a sleep.
    fn owe(&mut self, now_ns: u64) -> Option<Duration> {
        self.debt_ns += now_ns.saturating_sub(self.seen_ns) as f64 * (1.0 / self.share - 1.0);
        self.seen_ns = now_ns;
        (self.debt_ns > GRAIN_NS).then(|| Duration::from_nanos(self.debt_ns as u64))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_twentieth_of_a_core_sleeps_nineteen_times_as_long() {
        let mut slow = SlowCpu { share: 0.05, seen_ns: 1_000_000, debt_ns: 0.0 };
        assert_eq!(slow.owe(1_005_000), None, "95 us are carried on");
        assert_eq!(slow.owe(1_020_000), Some(Duration::from_nanos(380_000)));
        let mut whole = SlowCpu { share: 1.0, seen_ns: 0, debt_ns: 0.0 };
        assert_eq!(whole.owe(1_000_000_000), None);
    }

    #[test]
    fn the_clocks_go_on() {
        let (thread, process) = (thread_cpu_ns(), process_cpu_ns());
        assert!((0..1_000_000u64).map(std::hint::black_box).sum::<u64>() > 0);
        assert!(thread_cpu_ns() > thread && process_cpu_ns() > process);
    }
}
