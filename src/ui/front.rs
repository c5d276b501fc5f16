//! Plans of which none is better than another in everything.

use super::chart::{Chart, Line};
use super::number::{per_s, time};
use crate::cmd::pareto::{Front, Point};
use comfy_table::{CellAlignment, Table, presets};
use std::fmt::Write;

/// The page.
pub fn page(front: &Front) -> String {
    let Front { program, target, flush, points } = front;
    let mut page =
        format!("{program} on {target}, one write per {}\n\n", if *flush == "each" { "message" } else { "turn" });
    let mut table = Table::new();
    table.load_preset(presets::NOTHING);
    table.set_header(["machines", "throughput", "latency, median", "price", "bottleneck", ""]);
    for point in points {
        let price = point.price_per_hour.map_or_else(|| "-".into(), |price| format!("${price:.2}/h"));
        table.add_row([
            point.machines.to_string(),
            per_s(point.throughput_per_s),
            time(Some(point.latency_ns_p50)),
            price,
            point.bottleneck.clone(),
            mark(point).to_string(),
        ]);
    }
    for column in table.column_iter_mut().take(4) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    for line in table.lines() {
        // Strings take all text.
        let _ = writeln!(page, " {}", line.trim_end());
    }
    page
}

/// One line for each plan.
pub fn lines(front: &Front) -> String {
    let line = |point: &Point| {
        let (machines, latency) = (point.machines, time(Some(point.latency_ns_p50)));
        let mark = if point.chosen { ", chosen" } else { "" };
        format!("{}: {machines} machines, {}, {latency}{mark}\n", front.program, per_s(point.throughput_per_s))
    };
    front.points.iter().map(line).collect()
}

/// Throughput over machines; those that keep to the wishes apart from the rest.
pub fn chart(front: &Front) -> String {
    let of = |meets: bool| {
        let points = front.points.iter().filter(move |point| point.meets == meets);
        points.map(|point| (point.machines as f64, point.throughput_per_s.unwrap_or(f64::NAN)))
    };
    let mut lines = vec![Line::new("plans".into(), of(true))];
    if front.points.iter().any(|point| !point.meets) {
        lines.push(Line::new("not as wished".into(), of(false)).dashed());
    }
    let title = format!("{} on {}: throughput over machines", front.program, front.target);
    Chart { title, x: "machines", y: "requests/s", lines }.svg()
}

fn mark(point: &Point) -> &'static str {
    match (point.chosen, point.meets) {
        (true, _) => "<- chosen",
        (false, true) => "",
        (false, false) => "not as wished",
    }
}
