//! What a program costs, as a table.

use super::number::{bytes, count, grouped, per_s, percent, time};
use super::paint::Paint;
use super::table::{Table, flush_left, right, section, table};
use crate::cmd::side::Cost;

/// Both sides, for people.
pub fn page(costs: &[Cost], paint: Paint) -> String {
    let mut page = String::new();
    for cost in costs {
        let rate = per_s(cost.throughput_per_s);
        let network = cost.network_bytes_per_s.map_or("-".into(), |per_s| format!("{}/s", bytes(per_s)));
        let bound = if cost.bottleneck.is_empty() { "nothing".to_string() } else { format!("`{}`", cost.bottleneck) };
        let title = format!("the {}: {rate}, {bound} binds, {network} on the network", cost.of);
        page.push_str(&format!("{}\n", paint.bold(&title)));
        let titled = |row: usize, line: &str| if row == 0 { paint.bold(line) } else { line.to_string() };
        section(&mut page, &locations(cost), titled);
        section(&mut page, &streams(cost), titled);
        if !cost.assumptions.is_empty() {
            page.push('\n');
        }
        cost.assumptions.iter().for_each(|assumption| page.push_str(&format!("  assumed: {assumption}\n")));
        page.push('\n');
    }
    page + "Times are CPU for one unit of workload over all instances; `hottest` is that of the busiest instance.\n"
}

fn locations(cost: &Cost) -> Table {
    let mut table = table();
    table.set_header(["location", "instances", "load", "hottest", "work", "sending", "receiving", "sent"]);
    for location in &cost.locations {
        table.add_row([
            location.name.clone(),
            grouped(location.instances),
            percent(location.load),
            time(Some(location.hottest_ns)),
            time(Some(location.work_ns)),
            time(Some(location.send_ns)),
            time(Some(location.receive_ns)),
            bytes(location.sent_bytes),
        ]);
    }
    right(&mut table, &[1, 2, 3, 4, 5, 6, 7]);
    flush_left(&mut table);
    table
}

fn streams(cost: &Cost) -> Table {
    let mut table = table();
    table.set_header(["stream", "at", "per unit", "rate", "element", "says who"]);
    for stream in &cost.streams {
        let per_unit = format!("{:.4}", stream.rate);
        let per_unit = per_unit.trim_end_matches('0').trim_end_matches('.');
        table.add_row([
            stream.name.as_str(),
            stream.location.as_str(),
            per_unit,
            &per_s(stream.per_s),
            &bytes(stream.bytes),
            stream.says.as_str(),
        ]);
    }
    right(&mut table, &[2, 3, 4]);
    flush_left(&mut table);
    table
}

/// One line each.
pub fn lines(costs: &[Cost]) -> String {
    let line = |cost: &Cost| {
        let at = count(cost.locations.len(), "location", "locations");
        let network = cost.network_bytes_per_s.map_or("-".into(), |per_s| format!("{}/s", bytes(per_s)));
        format!("{}: {}, bottleneck {}, {at}, {network}\n", cost.of, per_s(cost.throughput_per_s), cost.bottleneck)
    };
    costs.iter().map(line).collect()
}
