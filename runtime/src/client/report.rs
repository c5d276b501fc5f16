//! What a load driver says: one JSON object on each line.

use super::check::Verdict;
use super::drive::Outcome;
use super::figures::{Counts, Latency};
use serde::Serialize;

/// Something that happens on the way, or the end.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// All processes can be reached.
    Ready,
    /// The part that is measured begins.
    Begin,
    /// How it goes.
    Progress {
        /// Requests answered so far.
        replies: u64,
    },
    /// The part that is measured is over.
    End,
    /// All of it is.
    Result(Box<Report>),
}

/// What a run has shown.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// How long was measured.
    pub seconds: f64,
    /// Requests answered in that time.
    pub measured: u64,
    /// The same per second.
    pub throughput_per_s: f64,
    /// From when a request was due to its first answer.
    pub latency_ns: Latency,
    /// CPU time of the clients in that time, without the check of histories.
    pub cpu_ns: u64,
    /// Over the whole run.
    #[serde(flatten)]
    pub counts: Counts,
    /// Whether the history is linearizable; none where the workload does not say what that is.
    pub linearizable: Option<Linearizable>,
    /// Whether logs agree that have to; none where the workload speaks of none.
    pub atomic: Option<Atomic>,
    /// Some of what was wrong, in words.
    pub examples: Vec<String>,
}

/// What the check of the history found.
#[derive(Clone, Debug, Serialize)]
pub struct Linearizable {
    /// `holds`, `violated` or `unknown`.
    pub verdict: &'static str,
    /// Operations checked.
    pub operations: u64,
    /// Keys that they are on.
    pub keys: u64,
    /// Why it does not hold.
    pub why: Option<String>,
}

impl Report {
    /// Of a run.
    pub fn of(outcome: &Outcome) -> Self {
        let (figures, seconds) = (&outcome.figures, outcome.measured.as_secs_f64());
        Report {
            seconds,
            measured: figures.measured(),
            throughput_per_s: if seconds > 0.0 { figures.measured() as f64 / seconds } else { 0.0 },
            latency_ns: figures.latency_ns(),
            cpu_ns: outcome.cpu_ns,
            counts: figures.counts,
            linearizable: Linearizable::of(outcome),
            atomic: outcome.atomic.as_ref().map(Atomic::of),
            examples: figures.examples.clone(),
        }
    }

    /// Whether nothing was lost, duplicated or wrong, and the history is as it should be.
    pub fn is_right(&self) -> bool {
        let Counts { lost, duplicated, wrong, .. } = self.counts;
        let is_linearizable = self.linearizable.as_ref().is_none_or(|it| it.verdict == "holds");
        let is_atomic = self.atomic.as_ref().is_none_or(|it| it.verdict == "holds");
        lost + duplicated + wrong == 0 && is_linearizable && is_atomic
    }
}

/// What the comparison of logs found.
#[derive(Clone, Debug, Serialize)]
pub struct Atomic {
    /// `holds`, `violated` or `unknown`.
    pub verdict: &'static str,
    /// Why it does not hold.
    pub why: Option<String>,
}

impl Atomic {
    fn of(verdict: &Verdict) -> Self {
        let (verdict, why) = words(verdict);
        Atomic { verdict, why }
    }
}

/// The verdict in a word, and why.
fn words(verdict: &Verdict) -> (&'static str, Option<String>) {
    match verdict {
        Verdict::Holds => ("holds", None),
        Verdict::Violated(why) => ("violated", Some(why.clone())),
        Verdict::Unknown(why) => ("unknown", Some(why.clone())),
    }
}

impl Linearizable {
    fn of(outcome: &Outcome) -> Option<Self> {
        let ended_early = Verdict::Unknown("the check ended early".into());
        let (verdict, operations, keys) = match &outcome.tally {
            Some(tally) => (&tally.verdict, tally.operations, tally.keys),
            None => (&ended_early, 0, 0),
        };
        let (verdict, why) = words(verdict);
        let is_checked = operations > 0 || verdict != "holds";
        is_checked.then_some(Linearizable { verdict, operations, keys, why })
    }
}
