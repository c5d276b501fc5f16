//! What clients say: an event on each line, as JSON. Baselines and generated programs say it alike.

use crate::Error;
use serde::{Deserialize, Serialize};
use std::io::{BufRead, BufReader, Read};

/// What the client says at the end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// How long was measured.
    pub seconds: f64,
    /// Requests answered in that time.
    pub measured: u64,
    /// The same per second.
    pub throughput_per_s: f64,
    /// From request to reply.
    pub latency_ns: Latency,
    /// Requests never answered, over the whole run.
    pub lost: u64,
    /// Requests answered twice.
    pub duplicated: u64,
    /// Replies that answer nothing, or wrongly.
    pub wrong: u64,
}

/// Latencies in nanoseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Latency {
    /// The median.
    pub p50: u64,
    /// One in a hundred takes longer.
    pub p99: u64,
}

#[derive(Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
enum Event {
    Begin,
    End,
    Result(Outcome),
    #[serde(other)]
    Other,
}

/// The events of one client.
pub struct Events<R>(BufReader<R>);

impl<R: Read> Events<R> {
    /// From what it prints.
    pub fn new(output: R) -> Self {
        Events(BufReader::new(output))
    }

    /// Waits until the measurement begins.
    ///
    /// # Errors
    /// If the client ends, or says something else.
    pub fn begin(&mut self) -> Result<(), Error> {
        match self.next("that it begins")? {
            (Event::Begin, _) => Ok(()),
            (_, line) => Err(Error::Client { line, expected: "that it begins" }),
        }
    }

    /// Waits until it is over.
    ///
    /// # Errors
    /// If the client ends, or says something else.
    pub fn end(&mut self) -> Result<(), Error> {
        match self.next("that it is over")? {
            (Event::End, _) => Ok(()),
            (_, line) => Err(Error::Client { line, expected: "that it is over" }),
        }
    }

    /// Waits for the figures.
    ///
    /// # Errors
    /// If the client ends, or says something else.
    pub fn outcome(&mut self) -> Result<Outcome, Error> {
        match self.next("its figures")? {
            (Event::Result(outcome), _) => Ok(outcome),
            (_, line) => Err(Error::Client { line, expected: "its figures" }),
        }
    }

    /// The next event that is for us, and its line.
    fn next(&mut self, expected: &'static str) -> Result<(Event, String), Error> {
        loop {
            let mut line = String::new();
            self.0.read_line(&mut line).map_err(Error::file("the client's output"))?;
            if line.is_empty() {
                return Err(Error::Ended { name: "the client".into(), how: format!("it should have said {expected}") });
            }
            match serde_json::from_str(&line) {
                Ok(Event::Other) => {}
                Ok(event) => return Ok((event, line)),
                Err(_) => return Err(Error::Client { line: line.trim_end().into(), expected }),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAID: &str = r#"{"event":"ready"}
{"event":"begin"}
{"event":"progress","replies":7}
{"event":"end"}
{"event":"result","seconds":2.0,"measured":8,"throughput_per_s":4.0,"latency_ns":{"p50":1,"p90":2,"p99":3},"lost":0,"duplicated":1,"wrong":0,"requests":9}
"#;

    #[test]
    fn a_run_is_understood() {
        let mut events = Events::new(SAID.as_bytes());
        events.begin().expect("it begins");
        events.end().expect("it ends");
        let outcome = events.outcome().expect("it has figures");
        assert_eq!((outcome.measured, outcome.duplicated, outcome.latency_ns), (8, 1, Latency { p50: 1, p99: 3 }));
    }

    #[test]
    fn a_client_that_goes_wrong_is_named() {
        let check = |said: &str, expect| {
            let error = Events::new(said.as_bytes()).begin().expect_err(said);
            assert_eq!(error.to_string(), expect);
        };
        check("", "the client has ended: it should have said that it begins");
        check("error: no\n", "the client said `error: no`, not that it begins");
        check("{\"event\":\"end\"}\n", "the client said `{\"event\":\"end\"}\n`, not that it begins");
    }
}
