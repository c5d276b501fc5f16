//! What the processes of a cluster have used at one moment.

use crate::Error;
use crate::metrics::Counters;
use crate::process::Process;
use std::time::Instant;

/// Of one process.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Time on a CPU.
    pub cpu_ns: u64,
    /// Periods in which the kernel has stopped it.
    pub periods_throttled: u64,
    /// What it has read and written.
    pub counters: Counters,
}

/// Of all, and when that was.
#[derive(Debug)]
pub struct Moment {
    at: Instant,
    usages: Vec<Usage>,
}

impl Moment {
    /// Looks at all processes. Times come first, since they are there at once; a process with little time and much to
    /// do takes a while to say its counters, so all are asked at once.
    ///
    /// # Errors
    /// If a process has ended.
    pub fn now(processes: &[&Process]) -> Result<Self, Error> {
        let at = Instant::now();
        let times = processes.iter().map(|process| process.time()).collect::<Result<Vec<_>, _>>()?;
        let counters: Vec<Result<Counters, Error>> = std::thread::scope(|scope| {
            let asked: Vec<_> = processes.iter().map(|process| scope.spawn(|| process.counters())).collect();
            asked.into_iter().map(|thread| thread.join().expect("asking does not panic")).collect()
        });
        let mut usages = Vec::with_capacity(processes.len());
        for ((cpu_ns, periods_throttled), counters) in times.into_iter().zip(counters) {
            usages.push(Usage { cpu_ns, periods_throttled, counters: counters? });
        }
        Ok(Moment { at, usages })
    }

    /// Seconds since `before`, and what each process has used since.
    #[must_use]
    pub fn since(&self, before: &Moment) -> (f64, Vec<Usage>) {
        let used = self.usages.iter().zip(&before.usages).map(|(after, before)| after.since(before));
        ((self.at - before.at).as_secs_f64(), used.collect())
    }
}

impl Usage {
    fn since(&self, before: &Usage) -> Usage {
        Usage {
            cpu_ns: self.cpu_ns.saturating_sub(before.cpu_ns),
            periods_throttled: self.periods_throttled.saturating_sub(before.periods_throttled),
            counters: self.counters.since(&before.counters),
        }
    }
}
