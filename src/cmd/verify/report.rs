//! What verifying has shown; tools rely on its fields.

use crate::cmd::simulate;
use serde::Serialize;
use suki_meaning::Verdict;

/// What was shown.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The program's name.
    pub program: String,
    /// What the independent checker says of the plan.
    pub certificate: Certificate,
    /// Whether what the plan does is something that the source does.
    pub refinement: Refinement,
    /// What simulations of source and plan have shown; none where they were left out.
    pub simulation: Option<Vec<simulate::Report>>,
}

/// A certificate.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "verdict", rename_all = "lowercase")]
pub enum Certificate {
    /// It proves that the plan may replace the source.
    Accepted {
        /// Instances of algebraic rules.
        instances: usize,
        /// Operators that may be where they are.
        placements: usize,
    },
    /// The plan came without one.
    Absent,
}

/// What a refinement check has come to.
#[derive(Clone, Debug, Serialize)]
pub struct Refinement {
    /// `proven`: all that the plan does within the bounds was looked at; `sampled`: some of it; `violated`.
    pub verdict: &'static str,
    /// Pairs of a state of the plan and what the source may be in by then.
    pub states: usize,
    /// Schedules that were drawn and followed to their end.
    pub schedules: usize,
    /// Schedules that were drawn and could not be followed to their end.
    pub undecided: usize,
    /// Elements that clients sent.
    pub requests: u32,
    /// How often each timer fired at most.
    pub beats: u32,
    /// What is seen of the plan, up to what the source never does.
    pub trace: Vec<String>,
    /// Both sides of that, in words.
    pub violation: Option<String>,
}

impl Refinement {
    /// Of a verdict under these bounds.
    pub fn of(verdict: &Verdict, requests: u32, beats: u32) -> Self {
        let none = Refinement {
            verdict: verdict.name(),
            states: 0,
            schedules: 0,
            undecided: 0,
            requests,
            beats,
            trace: Vec::new(),
            violation: None,
        };
        match verdict {
            Verdict::Proven { pairs, .. } => Refinement { states: *pairs, ..none },
            Verdict::Sampled { schedules, undecided, pairs } => {
                Refinement { states: *pairs, schedules: *schedules, undecided: *undecided, ..none }
            }
            Verdict::Violated(violation) => Refinement {
                trace: violation.trace.iter().cloned().chain(violation.shown.clone()).collect(),
                violation: Some(violation.to_string()),
                ..none
            },
        }
    }
}

impl Report {
    /// What is wrong, if anything is.
    pub fn wrong(&self) -> Option<&'static str> {
        let violated = |report: &simulate::Report| !report.shown.violations.is_empty();
        if self.refinement.violation.is_some() {
            return Some("the plan does what the source never does");
        }
        self.simulation.iter().flatten().any(violated).then_some("a simulation does what it must not")
    }
}
