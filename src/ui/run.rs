//! What a run has shown, on one screen.

use super::number::{grouped, per_s, time};
use crate::cmd::run::report::{Report, Role};
use comfy_table::{CellAlignment, Table, presets};

use std::fmt::Write;

/// The page.
pub fn page(report: &Report) -> String {
    let mut page = String::new();
    let Report { program, plan, flush, seconds, .. } = report;
    let _ = writeln!(page, "{program}, {plan}, one write for each {}, {seconds:.1} s", word(flush));
    let _ = writeln!(page);
    let latency = |name: &str| time(report.latency_ns[name].as_f64());
    let _ = writeln!(page, "  throughput    {}", per_s(Some(report.throughput_per_s)));
    let _ = writeln!(page, "  latency       {} median, {} p99", latency("p50"), latency("p99"));
    let _ = writeln!(page, "  answered      {}", grouped(report.replies));
    let _ = writeln!(page, "  checked       {}", checked(report));
    let _ = writeln!(page);
    let mut table = Table::new();
    table.load_preset(presets::NOTHING);
    table.set_header(["location", "processes", "CPU each", "reads and writes", "bytes"]);
    for Role { name, instances, cpu_ns_per_command, syscalls_per_command, bytes_per_command } in &report.roles {
        table.add_row([
            name.clone(),
            instances.to_string(),
            time(Some(*cpu_ns_per_command)),
            format!("{syscalls_per_command:.3}"),
            format!("{bytes_per_command:.0}"),
        ]);
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    for line in table.lines() {
        let _ = writeln!(page, " {}", line.trim_end());
    }
    let _ = writeln!(page, "\n  for each command, all processes of a location together");
    page
}

/// One line.
pub fn line(report: &Report) -> String {
    let Report { program, plan, throughput_per_s, .. } = report;
    let p50 = time(report.latency_ns["p50"].as_f64());
    format!("{program}: {plan}, {}, median {p50}, {}\n", per_s(Some(*throughput_per_s)), checked(report))
}

fn word(flush: &str) -> &str {
    if flush == "each" { "message" } else { "turn" }
}

fn checked(report: &Report) -> String {
    let Report { lost, duplicated, wrong, .. } = report;
    let mut words = format!("{lost} lost, {duplicated} duplicated, {wrong} wrong");
    if let Some(verdict) = report.linearizable["verdict"].as_str() {
        let operations = report.linearizable["operations"].as_u64().unwrap_or(0);
        let _ = match verdict {
            "holds" => write!(words, ", linearizable ({} operations)", grouped(operations)),
            "violated" => write!(words, ", NOT linearizable"),
            _ => write!(words, ", linearizable: unknown"),
        };
    }
    match report.client["atomic"]["verdict"].as_str() {
        Some("holds") => words.push_str(", logs agree"),
        Some("violated") => words.push_str(", logs do NOT agree"),
        Some(_) | None => {}
    }
    words
}
