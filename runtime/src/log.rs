//! Structured logs: one JSON object on a line of the standard error.

use std::fmt::{Display, Write as _};
use std::io::Write as _;
use std::time::{SystemTime, UNIX_EPOCH};

/// How much a line matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Part of normal work.
    Info,
    /// Something was refused or lost.
    Warn,
}

/// Writes the lines of one process.
#[derive(Debug)]
pub struct Logger {
    /// The name of the process, in every line.
    process: String,
    /// Of refusals, in this beat.
    lines: u32,
    lines_max: u32,
    is_silent: bool,
}

impl Logger {
    /// A logger for `process` that writes at most so many lines about refusals between two beats.
    pub fn new(process: String, lines_max: u32) -> Self {
        Logger { process, lines: 0, lines_max, is_silent: false }
    }

    /// One that writes nothing.
    pub fn silent() -> Self {
        Logger { process: String::new(), lines: 0, lines_max: 0, is_silent: true }
    }

    /// One line.
    pub fn line(&self, level: Level, event: &str, fields: &[(&str, &dyn Display)]) {
        if self.is_silent {
            return;
        }
        let text = render(now_ms(), level, &self.process, event, fields);
        // Nobody to tell when the standard error is gone.
        let _ = std::io::stderr().write_all(text.as_bytes());
    }

    /// One line about something refused, unless there were too many of them since the last beat.
    pub fn refusal(&mut self, event: &str, fields: &[(&str, &dyn Display)]) {
        self.lines += 1;
        if self.lines <= self.lines_max {
            self.line(Level::Warn, event, fields);
        }
    }

    /// Some time has passed.
    pub fn beat(&mut self) {
        let hidden = self.lines.saturating_sub(self.lines_max);
        if hidden > 0 {
            self.line(Level::Warn, "refusals_not_shown", &[("count", &hidden)]);
        }
        self.lines = 0;
    }
}

fn now_ms() -> u128 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis())
}

fn render(time_ms: u128, level: Level, process: &str, event: &str, fields: &[(&str, &dyn Display)]) -> String {
    let level = match level {
        Level::Info => "info",
        Level::Warn => "warn",
    };
    let mut line = format!("{{\"time_ms\":{time_ms},\"level\":\"{level}\"");
    let fields = fields.iter().map(|(name, value)| (*name, value.to_string()));
    for (name, value) in [("process", process.to_string()), ("event", event.to_string())].into_iter().chain(fields) {
        let _ = write!(line, ",\"{name}\":\"{}\"", escape(&value));
    }
    line.push_str("}\n");
    line
}

/// Text for a person, before there is a process to speak of.
pub fn plain(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// A line that was asked for, on the standard output.
pub fn product(line: &str) {
    // Whoever has read enough of it may hang up.
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// The inside of a JSON string.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            control if control < ' ' => {
                let _ = write!(out, "\\u{:04x}", control as u32);
            }
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_json_whatever_they_say() {
        let line = render(7, Level::Warn, "a/0/0", "odd", &[("why", &"a \"b\"\n\\")]);
        let expect = r#"{"time_ms":7,"level":"warn","process":"a/0/0","event":"odd","why":"a \"b\"\u000a\\"}"#;
        assert_eq!(line, format!("{expect}\n"));
    }
}
