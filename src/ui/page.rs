//! The plan for people: one screen, the same text for the same program.

use super::number::{bytes, count, grouped, per_s, percent, time};
use super::paint::Paint;
use super::table::{INDENT, Table, flush_left, right, section, table};
use super::words;
use crate::cmd::plan::Planned;
use crate::cmd::report::{Figures, Kind, Location, Report};
use comfy_table::{Cell, CellAlignment, ColumnConstraint, Width};
use std::fmt::Write;
use suki_cost_model::{Flush, Isolation};
use suki_ir::LocationKind;
use suki_ir::view::in_short;

/// Characters of an assumption.
const ASSUMPTION_CHARACTERS_MAX: usize = 70;
/// Characters of an operator.
const OPERATOR_CHARACTERS_MAX: usize = 40;
/// Lines of the page.
const LINES_MAX: usize = 25;

/// The whole page.
pub fn page(planned: &Planned<'_>, report: &Report, paint: Paint) -> String {
    let mut page = heading(planned, report, paint);
    let plain = |_: usize, line: &str| line.to_string();
    let titled = |row: usize, line: &str| if row == 0 { paint.bold(line) } else { line.to_string() };
    section(&mut page, &steps(planned, report), plain);
    section(&mut page, &locations(planned, report), titled);
    section(&mut page, &figures(planned, report), |row, line| {
        if row == 1 && pays(report) { paint.good(line) } else { titled(row, line) }
    });
    // The closing line, and the one before this section.
    let rows_max = LINES_MAX.saturating_sub(page.lines().count() + 2);
    section(&mut page, &reasons(report, rows_max), plain);
    let _ = writeln!(page, "{}", paint.faint(&closing(planned, report)));
    page
}

/// The plan in one line.
pub fn line(planned: &Planned<'_>, report: &Report) -> String {
    let (before, after) = (&report.before, &report.after);
    format!(
        "{}: predicted {} -> {} ({}), {} -> {}, checked\n",
        report.program,
        per_s(before.throughput_per_s),
        per_s(after.throughput_per_s),
        gain(report),
        before.machines,
        count(after.machines as usize, instance(planned).0, instance(planned).1),
    )
}

fn heading(planned: &Planned<'_>, report: &Report, paint: Paint) -> String {
    let writes = match planned.goal.flush {
        Flush::Each => "one write per message",
        Flush::Turn => "one write per turn",
    };
    let machines = count(report.machines_max as usize, instance(planned).0, instance(planned).1);
    let name = paint.bold(&report.program);
    format!("{name} on {}, at most {machines}, {writes}\n", report.target)
}

/// What an instance has for itself, one and many.
fn instance(planned: &Planned<'_>) -> (&'static str, &'static str) {
    match planned.target.isolation {
        Isolation::Machine => ("machine", "machines"),
        Isolation::Process | Isolation::None => ("process", "processes"),
    }
}

fn gain(report: &Report) -> String {
    report.gain.map_or("-".into(), |gain| format!("{gain:.2}x"))
}

/// Whether the plan does more than the program, in figures as they are shown.
fn pays(report: &Report) -> bool {
    report.gain.is_some_and(|gain| gain >= 1.005)
}

fn steps(planned: &Planned<'_>, report: &Report) -> Table {
    let (program, proof) = (planned.program, &report.certificate);
    let places = program.locations.iter().filter(|location| location.kind != LocationKind::External).count();
    let aside = if planned.replanned { "; it was a plan, its placement is put aside" } else { "" };
    let mut table = table();
    table.add_row([
        "read".to_string(),
        format!(
            "{} at {}, {}{aside}",
            count(program.operators.len(), "operator", "operators"),
            count(places, "location", "locations"),
            count(report.warnings, "warning", "warnings")
        ),
    ]);
    table.add_row([
        "rewritten".to_string(),
        format!(
            "{} -> {} in {}: {}",
            count(report.rules_known, "rule", "rules"),
            count(report.egraph.nodes, "e-node", "e-nodes"),
            count(report.egraph.classes, "e-class", "e-classes"),
            report.egraph.stop.as_str()
        ),
    ]);
    table.add_row(["placed".to_string(), placed(report)]);
    table.add_row([
        "checked".to_string(),
        format!(
            "the certificate holds: {}, {}, {} bytes",
            count(proof.instances, "equality", "equalities"),
            count(proof.placements, "placement", "placements"),
            grouped(proof.bytes as u64)
        ),
    ]);
    flush_left(&mut table);
    table
}

fn placed(report: &Report) -> String {
    let extraction = &report.extraction;
    let stop = extraction.stop.as_str();
    match (extraction.gap, extraction.bound_throughput_per_s) {
        (Some(gap), bound @ Some(_)) if gap > 0.0 => {
            format!("{stop}: {:.1} % below {}, which no plan in the e-graph exceeds", gap * 100.0, per_s(bound))
        }
        (_, bound) => format!("{stop}: no plan in the e-graph exceeds {}", per_s(bound)),
    }
}

fn locations(planned: &Planned<'_>, report: &Report) -> Table {
    let mut table = table();
    let (_, many) = instance(planned);
    table.set_header(["location", many, "load", "->", many, "load", ""]);
    for before in &planned.outcome.before.roles {
        let family: Vec<&Location> = report.locations.iter().filter(|after| after.source == before.name).collect();
        let own = report.locations.iter().find(|after| after.name.split('+').any(|name| name == before.name));
        let mut row = vec![before.name.clone(), instances(before.members, before.parts), percent(before.load)];
        match own {
            Some(own) if own.source != before.name => {
                row.extend(["".into(), "".into(), "".into(), format!("with {}", own.source)]);
            }
            Some(own) => row.extend(after(own)),
            None => row.extend(["".into(), "-".into(), "".into(), "all of its work moved".into()]),
        }
        table.add_row(row);
        for helper in family.into_iter().filter(|after| after.kind != Kind::Source) {
            let mut row = vec![format!("+ {}", helper.name), "-".into(), String::new()];
            row.extend(after(helper));
            table.add_row(row);
        }
    }
    right(&mut table, &[1, 2, 4, 5]);
    flush_left(&mut table);
    table
}

/// The right half of a row.
fn after(location: &Location) -> [String; 4] {
    let how = match location.keys.as_slice() {
        [] if location.name != location.source && location.kind == Kind::Source => "in one process".to_string(),
        [] => String::new(),
        keys => by(keys),
    };
    [String::new(), instances(location.members, location.count), percent(location.load), how]
}

/// The keys that have names; the others are for those who read the plan itself.
fn by(keys: &[String]) -> String {
    let named = |key: &&String| key.starts_with(|first: char| first.is_alphabetic() || first == '(');
    let names: Vec<&str> = keys.iter().filter(named).map(String::as_str).collect();
    match names.len() {
        0 => "by keys without a name".to_string(),
        few if few < keys.len() => format!("by {}, ..", names.join(", ")),
        _ => format!("by {}", names.join(", ")),
    }
}

fn instances(members: u32, parts: u32) -> String {
    let all = grouped(u64::from(members) * u64::from(parts));
    if members > 1 && parts > 1 { format!("{members} x {parts} = {all}") } else { all }
}

fn figures(planned: &Planned<'_>, report: &Report) -> Table {
    let (before, after) = (&report.before, &report.after);
    let (_, many) = instance(planned);
    let mut table = table();
    table.set_header(["predicted", "before", "after", ""]);
    let rows = [
        ["throughput".into(), per_s(before.throughput_per_s), per_s(after.throughput_per_s), gain(report)],
        ["latency, median".into(), time(before.latency_ns_p50), time(after.latency_ns_p50), String::new()],
        ["network".into(), network(before), network(after), String::new()],
        [many.into(), grouped(before.machines), grouped(after.machines), String::new()],
        ["bottleneck".into(), before.bottleneck.clone(), after.bottleneck.clone(), String::new()],
    ];
    for row in rows {
        table.add_row(row);
    }
    right(&mut table, &[1, 2, 3]);
    flush_left(&mut table);
    table
}

fn network(figures: &Figures) -> String {
    figures.network_bytes_per_s.map_or("-".into(), |per_s| format!("{}/s", bytes(per_s)))
}

/// What was done, what is taken for granted, and what was refused, in so many rows.
fn reasons(report: &Report, rows_max: usize) -> Table {
    let mut table = table();
    let uses = words::uses(&report.rules);
    let last = last(report);
    let others = last.len() + usize::from(!report.assumptions.is_empty());
    let shown = rows_max.saturating_sub(others).max(1);
    let cut = if uses.len() > shown { shown - 1 } else { uses.len() };
    for (name, times) in &uses[..cut] {
        table.add_row([
            Cell::new(name),
            Cell::new(grouped(*times as u64)).set_alignment(CellAlignment::Right),
            Cell::new(words::of(name).unwrap_or_default()),
        ]);
    }
    if cut < uses.len() {
        let times: usize = uses[cut..].iter().map(|(_, times)| times).sum();
        let names: Vec<&str> = uses[cut..].iter().map(|(name, _)| *name).collect();
        let times = Cell::new(grouped(times as u64)).set_alignment(CellAlignment::Right);
        table.add_row([Cell::new("and"), times, Cell::new(format!("uses of {}", names.join(", ")))]);
    }
    if let Some(first) = report.assumptions.first() {
        let more = match report.assumptions.len() - 1 {
            0 => String::new(),
            more => format!(" (and {more} more: --emit cost)"),
        };
        table.add_row(["assumed", "", &format!("{}{more}", in_short(first, ASSUMPTION_CHARACTERS_MAX))]);
    }
    for (name, words) in last {
        table.add_row([name, "", &words]);
    }
    flush_left(&mut table);
    if let Some(column) = table.column_mut(0) {
        column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(12)));
    }
    table
}

/// What binds the plan, and the next step, which was not taken.
fn last(report: &Report) -> Vec<(&'static str, String)> {
    let binds = report.costliest.as_ref().map(|most| {
        let operator = in_short(&most.operator, OPERATOR_CHARACTERS_MAX);
        let bottleneck = &report.after.bottleneck;
        let within = if most.statement.contains('"') { String::new() } else { format!(" in `{}`", most.statement) };
        ("binds", format!("`{bottleneck}`: {} of its CPU is `{operator}`{within}", percent(most.share)))
    });
    let refused = report
        .refused
        .as_ref()
        .map(|step| ("refused", format!("{:.2}x: {}; {}", step.alternative.gain, step.words, step.how)));
    binds.into_iter().chain(refused).collect()
}

fn closing(planned: &Planned<'_>, report: &Report) -> String {
    let as_before = |location: &Location| location.kind == Kind::Source && location.name == location.source;
    let verdict = if report.locations.iter().all(as_before) { "it pays to move nothing; " } else { "" };
    let name = &planned.source.name;
    format!(
        "{INDENT}{verdict}a picture: --emit html=plan.html; why, and what would allow more: suki-opt explain {name}"
    )
}
