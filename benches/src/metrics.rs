//! Counters of a process, asked for over HTTP.

use crate::Error;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// A process that has a twentieth of a core and much to do may take a while.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);

/// What it has read and written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// System calls that brought bytes.
    pub reads: u64,
    /// System calls that took bytes.
    pub writes: u64,
    /// Bytes written.
    pub written_bytes: u64,
    /// Messages received, over all channels.
    pub messages_in: u64,
    /// Messages sent, over all channels.
    pub messages_out: u64,
}

impl Counters {
    /// Reads the text format of Prometheus.
    ///
    /// ```
    /// use suki_benches::metrics::Counters;
    /// let text = "# TYPE suki_reads_total counter\nsuki_reads_total 7\n\
    ///             suki_channel_messages_in_total{channel=\"a\"} 2\nsuki_channel_messages_in_total{channel=\"b c\"} 3\n";
    /// let counters = Counters::parse(text);
    /// assert_eq!((counters.reads, counters.messages_in, counters.writes), (7, 5, 0));
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut counters = Counters::default();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let Some((metric, value)) = line.rsplit_once(' ') else { continue };
            let name = metric.split('{').next().unwrap_or(metric);
            let (Some(counter), Ok(value)) = (counters.by_name(name), value.parse::<u64>()) else { continue };
            *counter += value;
        }
        counters
    }

    fn by_name(&mut self, name: &str) -> Option<&mut u64> {
        match name {
            "suki_reads_total" => Some(&mut self.reads),
            "suki_writes_total" => Some(&mut self.writes),
            "suki_written_bytes_total" => Some(&mut self.written_bytes),
            "suki_channel_messages_in_total" => Some(&mut self.messages_in),
            "suki_channel_messages_out_total" => Some(&mut self.messages_out),
            _ => None,
        }
    }

    /// What was counted between `before` and now.
    #[must_use]
    pub fn since(&self, before: &Counters) -> Counters {
        Counters {
            reads: self.reads.saturating_sub(before.reads),
            writes: self.writes.saturating_sub(before.writes),
            written_bytes: self.written_bytes.saturating_sub(before.written_bytes),
            messages_in: self.messages_in.saturating_sub(before.messages_in),
            messages_out: self.messages_out.saturating_sub(before.messages_out),
        }
    }
}

/// Asks the process `name`.
///
/// # Errors
/// If it does not answer.
pub fn ask(name: &str, address: SocketAddr) -> Result<Counters, Error> {
    let ask = || -> std::io::Result<String> {
        let mut stream = TcpStream::connect_timeout(&address, ANSWER_WITHIN)?;
        stream.set_read_timeout(Some(ANSWER_WITHIN))?;
        stream.write_all(b"GET /metrics HTTP/1.0\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    };
    let answer = ask().map_err(|error| Error::Ended { name: name.into(), how: error.to_string() })?;
    let (_, body) = answer.split_once("\r\n\r\n").unwrap_or_default();
    Ok(Counters::parse(body))
}
