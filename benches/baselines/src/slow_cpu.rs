//! A slower CPU where there are no CPU quotas: sleep for the time that the work would have taken longer.

use rustix::time::{ClockId, clock_gettime};
use std::time::{Duration, Instant};

/// Debts below are carried on: the shortest sleep that is exact enough.
const GRAIN: Duration = Duration::from_micros(200);

/// Sleeps owed by this thread. It has to stay on the thread that made it.
pub struct SlowCpu {
    share: f64,
    used: Duration,
    owed_s: f64,
}

impl SlowCpu {
    /// A CPU that has `share` of the speed of this one.
    ///
    /// # Panics
    /// If `share` is not above 0 and below 1.
    #[must_use]
    pub fn new(share: f64) -> Self {
        assert!(share > 0.0 && share < 1.0, "a share is between 0 and 1, not {share}");
        SlowCpu { share, used: cpu_time(), owed_s: 0.0 }
    }

    /// Sleeps once enough is owed.
    pub fn pay(&mut self) {
        let used = cpu_time();
        self.owed_s += (used - self.used).as_secs_f64() * (1.0 / self.share - 1.0);
        self.used = used;
        if self.owed_s > GRAIN.as_secs_f64() {
            let start = Instant::now();
            std::thread::sleep(Duration::from_secs_f64(self.owed_s));
            self.owed_s -= start.elapsed().as_secs_f64();
        }
    }
}

/// What this thread has used.
fn cpu_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), time.tv_nsec.try_into().expect("nanoseconds of a second"))
}
