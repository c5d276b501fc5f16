//! Comparisons as JSON and as Markdown.

use crate::pairs::{Comparison, Spread};
use crate::run::{Role, Run, middle, most_often};
use serde::Serialize;
use std::fmt::Write;

/// A comparison with what was compared, and how.
#[derive(Debug, Serialize)]
pub struct Report {
    /// What is compared with.
    pub base: String,
    /// What is compared.
    pub other: String,
    /// What both were loaded with.
    pub load: String,
    /// What each location may use, in words.
    pub quota: String,
    /// Commands per second.
    pub base_per_s: Spread,
    /// Commands per second.
    pub other_per_s: Spread,
    /// Commands per second of the other for each of the base.
    pub ratio: Spread,
    /// Median latency of the other for each of the base.
    pub latency_ratio: Spread,
    /// Costs, in the middle of all pairs.
    pub base_roles: Vec<Role>,
    /// Costs, in the middle of all pairs.
    pub other_roles: Vec<Role>,
    /// Who was the bottleneck of the base most often.
    pub base_bottleneck: String,
    /// Who was the bottleneck of the other most often.
    pub other_bottleneck: String,
    /// How many pairs count.
    pub pairs: usize,
    /// Why runs were rejected.
    pub rejected: Vec<String>,
}

impl Report {
    /// Of a comparison.
    #[must_use]
    pub fn of(names: [String; 2], load: String, quota: String, comparison: &Comparison) -> Self {
        let [base, other] = names;
        let bottleneck = |runs: Vec<&Run>| most_often(runs.iter().map(|run| run.bottleneck.name.as_str()));
        Report {
            base,
            other,
            load,
            quota,
            base_per_s: comparison.base_per_s(),
            other_per_s: comparison.other_per_s(),
            ratio: comparison.ratio(),
            latency_ratio: comparison.latency_ratio(),
            base_roles: middle(&comparison.base()),
            other_roles: middle(&comparison.other()),
            base_bottleneck: bottleneck(comparison.base()),
            other_bottleneck: bottleneck(comparison.other()),
            pairs: comparison.pairs.len(),
            rejected: comparison.rejected.clone(),
        }
    }

    /// A table of the rates, and one of the costs.
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut text = String::new();
        let Report { base, other, load, quota, pairs, .. } = self;
        // Strings take all text.
        let _ = writeln!(
            text,
            "{base} and {other}, {load}, {quota}, {pairs} pairs, {} runs rejected\n",
            self.rejected.len()
        );
        let _ = writeln!(text, "| | commands/s [min..max] | bottleneck |\n| --- | --- | --- |");
        for (name, rate, bottleneck) in
            [(base, self.base_per_s, &self.base_bottleneck), (other, self.other_per_s, &self.other_bottleneck)]
        {
            let _ = writeln!(text, "| {name} | {:.0} [{:.0}..{:.0}] | {bottleneck} |", rate.median, rate.min, rate.max);
        }
        let Spread { median, min, max } = self.ratio;
        let _ = writeln!(text, "| **ratio** | **{median:.2}** [{min:.2}..{max:.2}] | |");
        let Spread { median, min, max } = self.latency_ratio;
        let _ = writeln!(text, "| median latency, ratio | {median:.2} [{min:.2}..{max:.2}] | |\n");
        let _ =
            writeln!(text, "| role | instances | CPU us/command, all (busiest) | system calls | messages | bytes |");
        let _ = writeln!(text, "| --- | --- | --- | --- | --- | --- |");
        for (name, roles) in [(base, &self.base_roles), (other, &self.other_roles)] {
            for role in roles {
                let _ = writeln!(
                    text,
                    "| {name}: {} | {} | {:.2} ({:.2}) | {:.3} | {:.2} | {:.0} |",
                    role.name,
                    role.instances,
                    role.cpu_ns_per_command / 1e3,
                    role.cpu_ns_per_command_max / 1e3,
                    role.syscalls_per_command,
                    role.messages_per_command,
                    role.bytes_per_command,
                );
            }
        }
        text
    }
}
