//! What clients say: an event on each line, as JSON. Baselines and generated programs say it alike.

use crate::Error;
use serde::{Deserialize, Serialize};
use std::io::{BufRead, BufReader, Read};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

/// How often it is looked whether all is well while a client is silent.
const BEAT: Duration = Duration::from_millis(50);

/// What loads a cluster, and when it writes.
#[derive(Clone, Debug)]
pub struct Load {
    /// Clients.
    pub connections: u32,
    /// Requests of one client that wait at a time.
    pub outstanding: u32,
    /// Requests per second of all clients, answered or not; none: a new one for each answer.
    pub rate_per_s: Option<f64>,
    /// `each` or `turn`, for servers and clients.
    pub flush: &'static str,
    /// How long it runs before it is measured.
    pub warm_up_s: f64,
    /// How long is measured.
    pub seconds: f64,
    /// The share of keys whose histories are checked; each reply is checked by itself anyway.
    pub check_share: f64,
}

/// What the client says at the end.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
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
    /// Whether the history is linearizable; none: nobody has asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub linearizable: Option<Verdict>,
    /// Whether logs agree that have to; none: nobody has asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub atomic: Option<Verdict>,
    /// Some of what was wrong, in words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<String>,
}

/// What a check over a whole run has found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// `holds`, `violated` or `unknown`.
    pub verdict: String,
    /// Why it does not hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

impl Outcome {
    /// What was not right, in words: replies lost, twice or wrong; checks that did not hold. What is not decided is
    /// not right.
    #[must_use]
    pub fn complaints(&self) -> Vec<String> {
        let counts = [(self.lost, "lost"), (self.duplicated, "twice"), (self.wrong, "wrong")];
        let replies = counts.into_iter().filter(|(count, _)| *count > 0);
        let mut complaints: Vec<String> = replies.map(|(count, word)| format!("{count} replies {word}")).collect();
        for (check, word) in [(&self.linearizable, "linearizable"), (&self.atomic, "atomic")] {
            if let Some(Verdict { verdict, why }) = check.as_ref().filter(|check| check.verdict != "holds") {
                complaints.push(format!("{word}: {verdict}, {}", why.as_deref().unwrap_or("for no reason")));
            }
        }
        if !complaints.is_empty() {
            complaints.extend(self.examples.iter().cloned());
        }
        complaints
    }
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
    Result(Box<Outcome>),
    #[serde(other)]
    Other,
}

/// The events of one client, as they come.
pub struct Events(Receiver<std::io::Result<String>>);

/// Whether to go on waiting.
pub type GoOn<'a> = dyn FnMut() -> Result<(), Error> + 'a;

impl Events {
    /// From what it prints, which a thread reads to its end.
    pub fn new(output: impl Read + Send + 'static) -> Self {
        let (lines, received) = channel();
        std::thread::spawn(move || BufReader::new(output).lines().try_for_each(|line| lines.send(line)));
        Events(received)
    }

    /// Waits until the measurement begins.
    ///
    /// # Errors
    /// If the client ends, or says something else; or those of `go_on`.
    pub fn begin(&mut self, go_on: &mut GoOn<'_>) -> Result<(), Error> {
        match self.next("that it begins", go_on)? {
            (Event::Begin, _) => Ok(()),
            (_, line) => Err(Error::Client { line, expected: "that it begins" }),
        }
    }

    /// Waits until it is over.
    ///
    /// # Errors
    /// As [`Events::begin`].
    pub fn end(&mut self, go_on: &mut GoOn<'_>) -> Result<(), Error> {
        match self.next("that it is over", go_on)? {
            (Event::End, _) => Ok(()),
            (_, line) => Err(Error::Client { line, expected: "that it is over" }),
        }
    }

    /// Waits for the figures.
    ///
    /// # Errors
    /// As [`Events::begin`].
    pub fn outcome(&mut self, go_on: &mut GoOn<'_>) -> Result<Outcome, Error> {
        match self.next("its figures", go_on)? {
            (Event::Result(outcome), _) => Ok(*outcome),
            (_, line) => Err(Error::Client { line, expected: "its figures" }),
        }
    }

    /// The next event that is for us, and its line.
    fn next(&mut self, expected: &'static str, go_on: &mut GoOn<'_>) -> Result<(Event, String), Error> {
        loop {
            let line = match self.0.recv_timeout(BEAT) {
                Ok(line) => line.map_err(Error::file("the client's output"))?,
                Err(RecvTimeoutError::Timeout) => {
                    go_on()?;
                    continue;
                }
                Err(RecvTimeoutError::Disconnected) => {
                    let how = format!("it should have said {expected}");
                    return Err(Error::Ended { name: "the client".into(), how });
                }
            };
            match serde_json::from_str(&line) {
                Ok(Event::Other) => {}
                Ok(event) => return Ok((event, line)),
                Err(_) => return Err(Error::Client { line, expected }),
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
        let mut go_on = || Ok(());
        events.begin(&mut go_on).expect("it begins");
        events.end(&mut go_on).expect("it ends");
        let outcome = events.outcome(&mut go_on).expect("it has figures");
        assert_eq!((outcome.measured, outcome.duplicated, outcome.latency_ns), (8, 1, Latency { p50: 1, p99: 3 }));
        assert_eq!(outcome.complaints(), ["1 replies twice"]);
    }

    #[test]
    fn a_client_that_goes_wrong_is_named() {
        let check = |said: &'static str, expect| {
            let error = Events::new(said.as_bytes()).begin(&mut || Ok(())).expect_err(said);
            assert_eq!(error.to_string(), expect);
        };
        check("", "the client has ended: it should have said that it begins");
        check("error: no\n", "the client said `error: no`, not that it begins");
        check("{\"event\":\"end\"}\n", "the client said `{\"event\":\"end\"}`, not that it begins");
    }

    #[test]
    fn nobody_waits_for_a_client_in_vain() {
        let (output, _open) = std::io::pipe().expect("there are pipes");
        let stopped = || Err(Error::Stopped("interrupted"));
        let error = Events::new(output).begin(&mut { stopped }).expect_err("it was stopped");
        assert_eq!(error.to_string(), "interrupted");
    }

    #[test]
    fn what_is_not_decided_is_not_right() {
        let verdict = |verdict: &str| Some(Verdict { verdict: verdict.into(), why: Some("too many".into()) });
        let holds = Outcome { linearizable: verdict("holds"), ..Outcome::default() };
        assert_eq!(holds.complaints(), Vec::<String>::new());
        let unknown = Outcome { atomic: verdict("unknown"), examples: vec!["one".into()], lost: 2, ..holds };
        assert_eq!(unknown.complaints(), ["2 replies lost", "atomic: unknown, too many", "one"]);
    }
}
