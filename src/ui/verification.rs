//! What verifying has shown, on one screen.

use super::number::grouped;
use super::simulation;
use crate::cmd::verify::{Certificate, Refinement, Report};
use std::fmt::Write;

/// The page.
pub fn page(report: &Report) -> String {
    let mut page = String::new();
    if let Some(violation) = &report.refinement.violation {
        let _ = writeln!(page, "{violation}");
    }
    let _ = writeln!(page, "{}", report.program);
    let _ = writeln!(page, "  certificate  {}", certificate(&report.certificate));
    let _ = writeln!(page, "  refinement   {}", refinement(&report.refinement));
    match &report.simulation {
        None => page.push_str("  simulation   left out\n"),
        Some(reports) => {
            for (number, report) in reports.iter().enumerate() {
                let head = if number == 0 { "  simulation   " } else { "               " };
                let _ = write!(page, "{head}{}", simulation::line(report));
            }
        }
    }
    page
}

/// One line.
pub fn line(report: &Report) -> String {
    let simulated = match &report.simulation {
        None => "not simulated".to_string(),
        Some(reports) => {
            let seeds: u64 = reports.iter().map(|report| report.shown.seeds).sum();
            let violations: usize = reports.iter().map(|report| report.shown.violations.len()).sum();
            format!("simulated under {} seeds, {violations} of them wrong", grouped(seeds))
        }
    };
    format!(
        "{}: certificate {}; {}; {simulated}\n",
        report.program,
        word(&report.certificate),
        report.refinement.verdict
    )
}

fn word(certificate: &Certificate) -> &'static str {
    match certificate {
        Certificate::Accepted { .. } => "accepted",
        Certificate::Absent => "absent",
    }
}

fn certificate(certificate: &Certificate) -> String {
    match certificate {
        Certificate::Accepted { instances, placements } => format!(
            "accepted: {} instances of rules, {} placements",
            grouped(*instances as u64),
            grouped(*placements as u64)
        ),
        Certificate::Absent => "absent: the plan came without one".into(),
    }
}

fn refinement(found: &Refinement) -> String {
    let Refinement { requests, beats, states, schedules, undecided, .. } = found;
    let bounds = format!("{requests} requests, {beats} beats of each timer");
    let states = grouped(*states as u64);
    match found.verdict {
        "proven" => format!("proven for {bounds}: all {states} states looked at"),
        "sampled" => format!(
            "sampled for {bounds}: {} schedules followed to their end, {} not, {states} states looked at, nothing wrong",
            grouped(*schedules as u64),
            grouped(*undecided as u64)
        ),
        _ => format!("violated, for {bounds}: see above"),
    }
}
