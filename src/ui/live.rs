//! A line that changes while something takes its time.

use indicatif::{ProgressBar, ProgressStyle};
use std::time::Duration;

/// How often the spinner turns.
const TURN: Duration = Duration::from_millis(120);

/// The line. It is gone when this is dropped.
pub struct Live(ProgressBar);

impl Live {
    /// A line on standard error; none unless somebody watches.
    pub(super) fn new(is_seen: bool) -> Self {
        if !is_seen {
            return Self(ProgressBar::hidden());
        }
        let bar = ProgressBar::new_spinner();
        bar.set_style(
            ProgressStyle::with_template("{spinner} {elapsed} {wide_msg}")
                .unwrap_or_else(|_| ProgressStyle::default_spinner()),
        );
        bar.enable_steady_tick(TURN);
        Self(bar)
    }

    /// What it says now.
    pub fn say(&self, words: &str) {
        self.0.set_message(words.to_string());
    }

    /// Whether somebody watches.
    pub fn is_seen(&self) -> bool {
        !self.0.is_hidden()
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
