//! What was asked of the measurements, and what they say to it.

use super::Shown;
use serde_json::Value;
use std::fmt::Write;

/// How far a prediction may be off.
const ERROR_PERCENT_MAX: f64 = 20.0;
/// How far a program whose work divides may be from twice as much with twice the machines.
const LINEAR_PERCENT_MAX: f64 = 15.0;

/// A table: what was asked for, what was found, whether that is enough.
#[must_use]
pub fn claims(shown: &[Shown]) -> String {
    let best = |name: &str, flush: &str| {
        let ratios = cells(shown, name)
            .filter(|cell| cell["flush"] == flush)
            .filter_map(|cell| cell["ratio"]["median"].as_f64());
        ratios.filter(|ratio| *ratio > 0.0).reduce(f64::max)
    };
    let rows = [
        ("Paxos, at most 20 machines, one write per message: at least 3 times", best("paxos_steady", "each"), 3.0),
        ("Paxos, coalesced: at least 1.8 times", best("paxos_steady", "turn"), 1.8),
        ("Voting: at least 2 times", best("voting", "each"), 2.0),
        ("Two-phase commit: at least 5 times", best("two_pc", "each"), 5.0),
        ("Paxos on two bare cores: at least 2 times", best("bare", "turn"), 2.0),
    ];
    let mut text = String::from("| asked for | found | |\n| --- | --- | --- |\n");
    let mut row = |asked: &str, found: Option<String>, holds: bool| {
        let verdict = if found.is_none() {
            "not measured"
        } else if holds {
            "yes"
        } else {
            "**no**"
        };
        // Strings take all text.
        let _ = writeln!(text, "| {asked} | {} | {verdict} |", found.unwrap_or_default());
    };
    for (asked, found, least) in rows {
        row(asked, found.map(|ratio| format!("{ratio:.2}")), found.is_some_and(|ratio| ratio >= least));
    }
    let linear = linear_percent(shown);
    let asked = format!("Key-value store: linear in the machines within {LINEAR_PERCENT_MAX} %");
    row(&asked, linear.map(|off| format!("{off:.0} % off")), linear.is_some_and(|off| off <= LINEAR_PERCENT_MAX));
    let errors: Vec<f64> = all(shown).filter_map(|cell| cell["error_percent"].as_f64()).map(f64::abs).collect();
    let close = errors.iter().filter(|error| **error <= ERROR_PERCENT_MAX).count();
    let asked = format!("Predicted ratios within {ERROR_PERCENT_MAX} %");
    row(&asked, found_of(close, errors.len()), close == errors.len());
    let measured: Vec<&Value> = all(shown).filter(|cell| cell["pairs"].as_u64() > Some(0)).collect();
    let named = measured.iter().filter(|cell| cell["bottleneck"] == cell["predicted_bottleneck"]).count();
    row("Bottleneck named rightly in 9 of 10 cells", found_of(named, measured.len()), named * 10 >= measured.len() * 9);
    text
}

fn found_of(right: usize, all: usize) -> Option<String> {
    (all > 0).then(|| format!("{right} of {all}"))
}

fn cells<'a>(shown: &'a [Shown], name: &'a str) -> impl Iterator<Item = &'a Value> {
    let of = shown.iter().filter(move |shown| shown.step.name == name && !name.is_empty());
    of.flat_map(|shown| shown.json["cells"].as_array().into_iter().flatten())
}

fn all(shown: &[Shown]) -> impl Iterator<Item = &Value> {
    let measured = |cell: &&Value| cell["same_as_budget"].is_null();
    shown.iter().flat_map(|shown| shown.json["cells"].as_array().into_iter().flatten()).filter(measured)
}

/// How far requests per second and machine differ between the smallest and the largest plan, in percent.
fn linear_percent(shown: &[Shown]) -> Option<f64> {
    let each = |cell: &Value| Some(cell["optimised_per_s"].as_f64()? / cell["optimised"]["machines"].as_f64()?);
    let rates: Vec<f64> = cells(shown, "kvs").filter_map(each).filter(|rate| *rate > 0.0).collect();
    let (first, last) = (rates.first()?, rates.last()?);
    Some((last / first - 1.0).abs() * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Settings, steps};
    use serde_json::json;

    #[test]
    fn claims_are_compared_with_figures() {
        let settings = Settings { pairs: 5, seconds: 3.0, keep_unsound: false };
        let cell = |flush: &str, ratio: f64, error: f64, bottleneck: &str| {
            json!({"flush": flush, "pairs": 5, "ratio": {"median": ratio}, "error_percent": error,
                   "bottleneck": bottleneck, "predicted_bottleneck": "leader"})
        };
        let of = |name: &str| match name {
            "paxos_steady" => json!({"cells": [cell("each", 2.0, 4.0, "leader"), cell("each", 3.1, -30.0, "leader"),
                                               cell("turn", 1.7, 0.0, "acceptors")]}),
            "kvs" => json!({"cells": [{"optimised_per_s": 100.0, "optimised": {"machines": 2}, "pairs": 0},
                                      {"optimised_per_s": 180.0, "optimised": {"machines": 4}, "pairs": 0}]}),
            _ => Value::Null,
        };
        let shown: Vec<Shown> = steps(&settings)
            .into_iter()
            .map(|step| Shown { json: of(step.name), step, text: Ok(String::new()) })
            .collect();
        let text = claims(&shown);
        for line in [
            "one write per message: at least 3 times | 3.10 | yes |",
            "coalesced: at least 1.8 times | 1.70 | **no** |",
            "Voting: at least 2 times |  | not measured |",
            "linear in the machines within 15 % | 10 % off | yes |",
            "Predicted ratios within 20 % | 2 of 3 | **no** |",
            "9 of 10 cells | 2 of 3 | **no** |",
        ] {
            assert!(text.contains(line), "{line} is missing in\n{text}");
        }
    }
}
