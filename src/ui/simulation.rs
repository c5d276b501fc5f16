//! What a simulation has shown, on one screen.

use super::number::grouped;
use crate::cmd::simulate::{Report, Shown};
use std::fmt::Write;

/// Lines of a trace that people get to see; tools get all of it.
const LINES_MAX: usize = 200;

/// The page.
pub fn page(report: &Report) -> String {
    let mut page = String::new();
    lines(&mut page, &report.shown.trace, usize::MAX);
    for violated in &report.shown.violations {
        let [before, after] = violated.steps;
        let _ = writeln!(
            page,
            "seed {} fails; the smallest simulation found has {after} of its {before} steps:\n",
            violated.seed
        );
        lines(&mut page, &violated.trace, LINES_MAX);
        let _ = writeln!(page);
    }
    page.push_str(&line(report));
    let struck = report.shown.faults.iter().filter(|(_, count)| **count > 0);
    let faults: Vec<String> = struck.map(|(name, count)| format!("{name} {}", grouped(*count))).collect();
    let _ = writeln!(page, "  faults: {}", if faults.is_empty() { "none".into() } else { faults.join(", ") });
    page
}

/// One line.
pub fn line(report: &Report) -> String {
    let Report { program, plan, shown: Shown { seeds, steps, violations, .. } } = report;
    let shown = match violations.first() {
        None => "nothing is wrong".to_string(),
        Some(violated) => format!("seed {}: {}: {}", violated.seed, violated.oracle, violated.why),
    };
    format!("{program}, {plan}: {} seeds, {} steps, {shown}\n", grouped(*seeds), grouped(*steps))
}

fn lines(page: &mut String, trace: &[String], lines_max: usize) {
    let above = trace.len().saturating_sub(lines_max);
    if above > 0 {
        let _ = writeln!(page, "  .. {} lines above", grouped(above as u64));
    }
    for line in &trace[above..] {
        let _ = writeln!(page, "{line}");
    }
}
