//! What optimizing a program yields.

use crate::goal::Objective;
use crate::optimize::uses;
use crate::saturate::Coverage;
use crate::stop::Stop;
use serde::Serialize;
use suki_cost_model::{Assumption, Estimate};
use suki_ir::{Program, Stream};
use suki_rewrites::Certificate;

/// What optimizing a program yields.
pub struct Outcome {
    /// The plan, a program with helpers and moves.
    pub plan: Program,
    /// What inference says of the plan.
    pub streams: Vec<Stream>,
    /// What the program as given does.
    pub before: Estimate,
    /// What the plan does.
    pub after: Estimate,
    /// Why the plan means the same. Not checked here: the checker is in a crate of its own.
    pub certificate: Certificate,
    /// The goal that was followed.
    pub objective: Objective,
    /// Instances that the plan may use.
    pub machines_max: u32,
    /// How often each rule was used, in the order of the rule table; rules that the plan does not use are left out.
    pub rules: Vec<RuleUse>,
    /// The e-graph.
    pub egraph: EGraphReport,
    /// The extraction.
    pub extraction: ExtractionReport,
    /// What nothing states or measures, of the source and of the plan.
    pub assumptions: Vec<Assumption>,
}

impl Outcome {
    /// Takes a certificate that says less and proves as much.
    pub fn slice_to(&mut self, certificate: Certificate) {
        let fused = self.rules.iter().filter(|rule| rule.name == "fuse").map(|rule| rule.times).sum();
        self.rules = uses(&certificate, fused);
        self.certificate = certificate;
    }
}

/// How often a rule was used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RuleUse {
    /// The rule.
    pub name: &'static str,
    /// Instances in the certificate.
    pub times: usize,
}

/// Figures of the e-graph.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EGraphReport {
    /// E-nodes.
    pub nodes: usize,
    /// E-classes.
    pub classes: usize,
    /// Why saturation ended.
    pub stop: Stop,
    /// How much of each location was worked off.
    pub coverage: Vec<Coverage>,
}

/// Figures of the extraction.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ExtractionReport {
    /// No plan of the e-graph within the budget does more.
    pub bound_throughput_per_s: f64,
    /// The share of the bound that the plan leaves, 0 to 1.
    pub gap: f64,
    /// Why the search ended.
    pub stop: Stop,
}
