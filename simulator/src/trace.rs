//! What has happened, one line for each event.

/// The lines of one simulation; nothing is written where nobody reads.
#[derive(Debug, Default)]
pub struct Trace {
    lines: Option<Vec<String>>,
}

impl Trace {
    /// One that is kept.
    pub fn kept() -> Self {
        Trace { lines: Some(Vec::new()) }
    }

    /// Notes an event: when, who, what, and more of it.
    #[inline]
    pub fn note(&mut self, now_us: u64, line: impl FnOnce() -> (String, &'static str, String)) {
        if let Some(lines) = &mut self.lines {
            let (who, what, more) = line();
            let (ms, us) = (now_us / 1_000, now_us % 1_000);
            let text = format!("{ms:>7}.{us:03} ms  {who:<20} {what:<10} {more}");
            lines.push(text.trim_end().to_string());
        }
    }

    /// All lines.
    pub fn into_lines(self) -> Vec<String> {
        self.lines.unwrap_or_default()
    }
}
