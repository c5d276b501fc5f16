//! What a run has shown, for people and for tools.

use super::drive::Driven;
use crate::args::When;
use crate::cmd::Problem;
use serde::Serialize;
use serde_json::Value;
use std::time::Duration;

/// One object; tools rely on its fields.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The program's name.
    pub program: String,
    /// `optimised` or `source`.
    pub plan: &'static str,
    /// Requests answered per second, while it was measured.
    pub throughput_per_s: f64,
    /// Quantiles by name: p50, p90, p99, p999, max.
    pub latency_ns: Value,
    /// Requests answered, over the whole run.
    pub replies: u64,
    /// Requests never answered.
    pub lost: u64,
    /// Answers that came twice.
    pub duplicated: u64,
    /// Replies that answer nothing, or answer it differently.
    pub wrong: u64,
    /// Whether the history is linearizable, as the client found it; none where the workload does not say.
    pub linearizable: Value,
    /// How long it took to generate and compile what had changed.
    pub build_s: f64,
    /// How long it took from the first process until each had met its peers.
    pub start_s: f64,
    /// How long it was measured.
    pub seconds: f64,
    /// When messages were written.
    pub flush: &'static str,
    /// What the kinds of processes did for each request.
    pub roles: Vec<Role>,
    /// The rest of what the client counted.
    pub client: Value,
}

/// One kind of process.
#[derive(Clone, Debug, Serialize)]
pub struct Role {
    /// Its location's name; `client` is the load driver.
    pub name: String,
    /// How many of them ran.
    pub instances: usize,
    /// CPU time of all of them, for each request.
    pub cpu_ns_per_command: f64,
    /// Reads and writes of all of them, for each request.
    pub syscalls_per_command: f64,
    /// Bytes that all of them read and wrote, for each request.
    pub bytes_per_command: f64,
}

impl Report {
    /// Of a run, with the times that building and starting took.
    pub fn new(program: &str, plan: &'static str, flush: When, driven: Driven, times: [Duration; 2]) -> Self {
        let [build_s, start_s] = times.map(|time| time.as_secs_f64());
        let Driven { client, done } = driven;
        let count = |name: &str| client[name].as_u64().unwrap_or(0);
        let number = |name: &str| client[name].as_f64().unwrap_or(0.0);
        let measured = count("measured").max(1) as f64;
        let role = |done: super::fleet::Done| Role {
            name: done.name,
            instances: done.instances,
            cpu_ns_per_command: done.counters.cpu_ns as f64 / measured,
            syscalls_per_command: done.counters.syscalls as f64 / measured,
            bytes_per_command: done.counters.bytes as f64 / measured,
        };
        Report {
            program: program.into(),
            plan,
            throughput_per_s: number("throughput_per_s"),
            latency_ns: client["latency_ns"].clone(),
            replies: count("replies"),
            lost: count("lost"),
            duplicated: count("duplicated"),
            wrong: count("wrong"),
            linearizable: client["linearizable"].clone(),
            build_s,
            start_s,
            seconds: number("seconds"),
            flush: flush.as_str(),
            roles: done.into_iter().map(role).collect(),
            client,
        }
    }

    /// An error that says what was not as it should be.
    pub fn check(&self) -> Result<(), Problem> {
        let mut wrong = Vec::new();
        for (count, word) in [(self.lost, "lost"), (self.duplicated, "duplicated"), (self.wrong, "wrong")] {
            if count > 0 {
                wrong.push(format!("{count} {word}"));
            }
        }
        for (check, word) in [("linearizable", "the history is not linearizable"), ("atomic", "the logs do not agree")]
        {
            match self.client[check]["verdict"].as_str() {
                Some("violated") => wrong.push(word.into()),
                Some("unknown") => wrong.push(format!("{check}: unknown")),
                Some(_) | None => {}
            }
        }
        if wrong.is_empty() {
            return Ok(());
        }
        let examples = self.client["examples"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let reasons = ["linearizable", "atomic"].into_iter().filter_map(|check| self.client[check]["why"].as_str());
        let notes = examples.chain(reasons).map(str::to_string).collect();
        Err(Problem::failed(format!("{} was not right: {}", self.program, wrong.join(", "))).notes(notes))
    }
}
