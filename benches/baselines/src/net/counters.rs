//! What a process has read and written, for the harness to ask for.

use std::cell::Cell;
use std::fmt::Write;

/// Counts since the start.
#[derive(Default)]
pub struct Counters {
    /// Calls of `recv` that brought bytes.
    pub reads: Count,
    /// Calls of `send` that took bytes.
    pub writes: Count,
    /// Messages decoded.
    pub messages_in: Count,
    /// Messages encoded; one for each peer that it goes to.
    pub messages_out: Count,
    /// Bytes that `send` took.
    pub bytes_out: Count,
}

/// A number that only grows.
#[derive(Default)]
pub struct Count(Cell<u64>);

impl Count {
    /// Adds `more`.
    pub fn add(&self, more: u64) {
        self.0.set(self.0.get() + more);
    }
}

impl Counters {
    /// One line for each count, in the text format of Prometheus, with the names that generated programs use.
    #[must_use]
    pub fn text(&self) -> String {
        let counts = [
            ("suki_reads_total", &self.reads),
            ("suki_writes_total", &self.writes),
            ("suki_written_bytes_total", &self.bytes_out),
            ("suki_channel_messages_in_total{channel=\"all\"}", &self.messages_in),
            ("suki_channel_messages_out_total{channel=\"all\"}", &self.messages_out),
        ];
        let mut text = String::new();
        for (name, count) in counts {
            writeln!(text, "{name} {}", count.0.get()).expect("strings take all text");
        }
        text
    }
}
