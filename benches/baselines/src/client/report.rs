//! What a client says: one JSON object on each line, as the load drivers of generated programs do.

use hdrhistogram::Histogram;
use serde::Serialize;

/// Something that happens on the way, or the end.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// The part that is measured begins.
    Begin,
    /// The part that is measured is over.
    End,
    /// All of it is.
    Result(Report),
}

/// What a run has shown.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    /// How long was measured.
    pub seconds: f64,
    /// Requests answered in that time.
    pub measured: u64,
    /// The same per second.
    pub throughput_per_s: f64,
    /// From request to reply, in that time.
    pub latency_ns: Latency,
    /// Requests made, over the whole run.
    pub requests: u64,
    /// Requests answered.
    pub replies: u64,
    /// Requests never answered.
    pub lost: u64,
    /// Answers to requests that had been answered.
    pub duplicated: u64,
    /// Replies that answer nothing, or say what cannot be.
    pub wrong: u64,
}

impl Report {
    /// Whether every request was answered once, and rightly.
    #[must_use]
    pub fn is_right(&self) -> bool {
        self.lost + self.duplicated + self.wrong == 0 && self.replies == self.requests
    }
}

/// Latencies in nanoseconds.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Latency {
    /// The median.
    pub p50: u64,
    /// One in a hundred takes longer.
    pub p99: u64,
    /// The longest.
    pub max: u64,
}

impl Latency {
    pub(super) fn of(latency_ns: &Histogram<u64>) -> Self {
        let at = |share| latency_ns.value_at_quantile(share);
        Latency { p50: at(0.5), p99: at(0.99), max: latency_ns.max() }
    }
}
