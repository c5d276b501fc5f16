//! What a run has shown so far.

use hdrhistogram::Histogram;
use serde::Serialize;

/// Latencies beyond it count as this long.
const LATENCY_NS_MAX: u64 = 3_600_000_000_000;

/// Wrong replies that are kept in words.
const EXAMPLES_MAX: usize = 3;

/// Counts and latencies.
#[derive(Debug)]
pub struct Figures {
    /// Requests answered while it was measured, with their latency in nanoseconds.
    latency_ns: Histogram<u64>,
    /// All counts, over the whole run.
    pub counts: Counts,
    /// Some of what was wrong, in words.
    pub examples: Vec<String>,
}

/// Counts over the whole run, warm-up included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Requests made.
    pub requests: u64,
    /// Requests answered.
    pub replies: u64,
    /// Requests never answered.
    pub lost: u64,
    /// Answers that came twice though nobody had asked twice.
    pub duplicated: u64,
    /// Replies that answer nothing, answer it differently, or cannot be read.
    pub wrong: u64,
    /// Answers that came again, as they may.
    pub repeated: u64,
    /// Requests asked again after a time.
    pub retried: u64,
    /// Requests asked again of another member.
    pub redirected: u64,
    /// Elements of outputs that answer nothing by nature.
    pub notices: u64,
    /// Requests that were due and not made: too many waited.
    pub skipped: u64,
    /// Connections made again.
    pub reconnects: u64,
}

/// Latencies in nanoseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Latency {
    /// The median.
    pub p50: u64,
    /// One in ten takes longer.
    pub p90: u64,
    /// One in a hundred takes longer.
    pub p99: u64,
    /// One in a thousand takes longer.
    pub p999: u64,
    /// The longest.
    pub max: u64,
}

impl Figures {
    /// Nothing yet.
    pub fn new() -> Self {
        let latency_ns = Histogram::new_with_max(LATENCY_NS_MAX, 3).expect("the bounds are right");
        Self { latency_ns, counts: Counts::default(), examples: Vec::new() }
    }

    /// A request was answered while it is measured.
    #[inline]
    pub fn answered(&mut self, latency_ns: u64) {
        self.latency_ns.saturating_record(latency_ns);
    }

    /// A reply was wrong.
    pub fn wrong(&mut self, example: impl FnOnce() -> String) {
        self.counts.wrong += 1;
        if self.examples.len() < EXAMPLES_MAX {
            self.examples.push(example());
        }
    }

    /// Requests answered while it was measured.
    pub fn measured(&self) -> u64 {
        self.latency_ns.len()
    }

    /// Their latencies.
    pub fn latency_ns(&self) -> Latency {
        let at = |quantile| self.latency_ns.value_at_quantile(quantile);
        Latency { p50: at(0.5), p90: at(0.9), p99: at(0.99), p999: at(0.999), max: self.latency_ns.max() }
    }
}

impl Default for Figures {
    fn default() -> Self {
        Self::new()
    }
}
