//! What measurements have shown: a page, one line for each plan, Markdown, charts.

use super::chart::{Chart, Line};
use super::number::{grouped, percent, time};
use crate::cmd::bench::report::{Cell, Report, Side};
use comfy_table::{CellAlignment, Table, presets};
use std::fmt::Write;
use suki_benches::run::{Quotas, Role};

const CELLS: [&str; 8] =
    ["machines", "flush", "load", "source", "optimised", "ratio", "predicted", "bottleneck (predicted)"];
const ROLES: [&str; 7] = ["plan", "location", "processes", "CPU all", "busiest", "reads and writes", "messages, bytes"];

/// The page.
pub fn page(report: &Report) -> String {
    let mut page = String::new();
    let _ = writeln!(page, "{}\n", headline(report));
    let _ = writeln!(page, "{}", table(&CELLS, &cells(report), false));
    let _ = writeln!(page, "  for each request:\n");
    let _ = writeln!(page, "{}", table(&ROLES, &roles(report), false));
    notes(report).iter().for_each(|note| page.extend(["  ", note, "\n"]));
    page
}

/// One line for each cell.
pub fn lines(report: &Report) -> String {
    let line = |cell: &Cell| {
        let (budget, flush, ratio) = (cell.budget, cell.flush, ratio(cell));
        format!("{}: {budget} machines, flush {flush}: {ratio}, predicted {}\n", report.program, predicted(cell))
    };
    report.cells.iter().map(line).collect()
}

/// The page as Markdown, charts beside it.
pub fn markdown(report: &Report) -> String {
    let mut text = String::new();
    let program = &report.program;
    let _ = writeln!(text, "## {program}\n\n{}\n", headline(report));
    let _ = writeln!(text, "{}", table(&CELLS, &cells(report), true));
    let _ = writeln!(text, "![throughput over machines]({program}.throughput.svg)");
    let _ = writeln!(text, "![latency over throughput]({program}.latency.svg)\n");
    let _ = writeln!(text, "Costs for each request:\n\n{}", table(&ROLES, &roles(report), true));
    notes(report).iter().for_each(|note| text.extend(["- ", note, "\n"]));
    text
}

/// Requests per second over machines, measured and predicted.
pub fn throughput(report: &Report) -> String {
    let mut lines = Vec::new();
    for flush in flushes(report) {
        let of = || report.cells.iter().filter(move |cell| cell.flush == flush && cell.pairs > 0);
        let both = |cell: &Cell, of: fn(&Side) -> f64| {
            [(cell.source.machines as f64, of(&cell.source)), (cell.optimised.machines as f64, of(&cell.optimised))]
        };
        let measured: Vec<_> = of().flat_map(|cell| both(cell, |side| side.per_s.median)).collect();
        let predicted: Vec<_> = of().flat_map(|cell| both(cell, |side| side.predicted_per_s.unwrap_or(0.0))).collect();
        lines.push(Line::new(format!("{flush}, measured"), measured));
        lines.push(Line::new(format!("{flush}, predicted"), predicted).dashed());
    }
    let title = format!("{}: throughput over machines", report.program);
    Chart { title, x: "machines", y: "requests/s", lines }.svg()
}

/// Median latency over requests per second, a point for each load.
pub fn latency(report: &Report) -> String {
    let mut lines = Vec::new();
    for flush in flushes(report) {
        let of = |flush: &'static str| report.cells.iter().filter(move |cell| cell.flush == flush && cell.pairs > 0);
        let point = |side: &Side| (side.per_s.median, side.latency_ns.p50 as f64 / 1e6);
        lines.push(Line::new(format!("{flush}, source"), of(flush).map(|cell| point(&cell.source))).dashed());
        let mut budgets: Vec<u32> = of(flush).map(|cell| cell.budget).collect();
        budgets.dedup();
        for budget in budgets {
            let points = of(flush).filter(|cell| cell.budget == budget).map(|cell| point(&cell.optimised));
            lines.push(Line::new(format!("{flush}, {budget} machines"), points));
        }
    }
    let title = format!("{}: latency over throughput", report.program);
    Chart { title, x: "requests/s", y: "median latency, ms", lines }.svg()
}

fn flushes(report: &Report) -> Vec<&'static str> {
    let mut flushes: Vec<&str> = report.cells.iter().map(|cell| cell.flush).collect();
    flushes.dedup();
    flushes
}

fn headline(report: &Report) -> String {
    let Report { program, target, machine, seconds, pairs_wanted, .. } = report;
    let pairs = if *pairs_wanted == 1 { "one pair".to_string() } else { format!("medians of {pairs_wanted} pairs") };
    let cores = machine.cores;
    format!("{program} on {cores} cores ({}), planned for {target}: {pairs} of {seconds} s", machine.cpu)
}

fn cells(report: &Report) -> Vec<Vec<String>> {
    let row = |cell: &Cell| {
        let clients = &cell.clients;
        let load = match cell.rate_per_s {
            None => format!("{}x{}", clients.connections, clients.outstanding),
            Some(rate) => format!("{}/s", grouped(rate.round() as u64)),
        };
        let per_s = |side: &Side| grouped(side.per_s.median.round() as u64);
        vec![
            format!("{} of {}", cell.optimised.machines, cell.budget),
            cell.flush.to_string(),
            load,
            format!("{} ({})", per_s(&cell.source), cell.source.machines),
            per_s(&cell.optimised),
            ratio(cell),
            predicted(cell),
            format!("{} ({})", cell.bottleneck, cell.predicted_bottleneck),
        ]
    };
    report.cells.iter().map(row).collect()
}

fn ratio(cell: &Cell) -> String {
    match cell.pairs {
        0 => "-".into(),
        _ => format!("{:.2} [{:.2}..{:.2}]", cell.ratio.median, cell.ratio.min, cell.ratio.max),
    }
}

fn predicted(cell: &Cell) -> String {
    match (cell.predicted_ratio, cell.error_percent) {
        (Some(ratio), Some(error)) => format!("{ratio:.2} ({error:+.0} %)"),
        (Some(ratio), None) => format!("{ratio:.2}"),
        (None, _) => "-".into(),
    }
}

/// Costs of the locations; plans that have been shown are not shown again.
fn roles(report: &Report) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut sources: Vec<&str> = Vec::new();
    for cell in report.cells.iter().filter(|cell| cell.same_as_budget.is_none() && cell.pairs > 0) {
        let flush = cell.flush;
        if !sources.contains(&flush) {
            sources.push(flush);
            rows.extend(cell.source.roles.iter().map(|role| row(format!("source, {flush}"), role)));
        }
        let plan = format!("{} machines, {flush}", cell.optimised.machines);
        rows.extend(cell.optimised.roles.iter().map(|role| row(plan.clone(), role)));
    }
    rows
}

fn row(plan: String, role: &Role) -> Vec<String> {
    vec![
        plan,
        role.name.clone(),
        role.instances.to_string(),
        time(Some(role.cpu_ns_per_command)),
        time(Some(role.cpu_ns_per_command_max)),
        format!("{:.3}", role.syscalls_per_command),
        format!("{:.2}, {:.0}", role.messages_per_command, role.bytes_per_command),
    ]
}

/// What a reader has to know of the figures.
fn notes(report: &Report) -> Vec<String> {
    let mut notes = Vec::new();
    let kept = report.cells.iter().find_map(|cell| Some((cell.share?, cell.quotas)));
    if let Some((share, quotas)) = kept {
        let by = match quotas {
            Quotas::Kernel => "kept by the kernel",
            Quotas::Processes => "kept by the processes themselves",
            Quotas::None => "not kept",
        };
        notes.push(format!(
            "each process has {} of a core, {by}: rates mean something, latencies do not (work comes in bursts)",
            percent(share)
        ));
    }
    for cell in &report.cells {
        let which = format!("{} machines, flush {}", cell.budget, cell.flush);
        if let Some(budget) = cell.same_as_budget {
            notes.push(format!("{which}: the plan is that for {budget} machines, and so are the figures"));
        } else if let Some(first) = cell.rejected.first() {
            notes.push(format!("{which}: {} runs were rejected: {first}", cell.rejected.len()));
        }
        if let (None, Some(first)) = (cell.same_as_budget, cell.unsound.first()) {
            notes.push(format!("{which}: UNSOUND, {} faults in runs that count: {first}", cell.unsound.len()));
        }
    }
    notes
}

fn table(header: &[&str], rows: &[Vec<String>], is_markdown: bool) -> String {
    let mut table = Table::new();
    table.load_preset(if is_markdown { presets::ASCII_MARKDOWN } else { presets::NOTHING });
    table.set_header(header);
    for row in rows {
        table.add_row(row);
    }
    for column in table.column_iter_mut().skip(2) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    let indent = if is_markdown { "" } else { " " };
    table.lines().map(|line| format!("{indent}{}\n", line.trim_end())).collect()
}
