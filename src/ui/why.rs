//! Why a plan is as it is, for each reader.

use super::number::{count, per_s, percent};
use super::paint::Paint;
use super::table::{Table, flush_left, right, section, table};
use crate::cmd::explain::plan::{Explanation, Placed, Suggestion};
use suki_ir::view::in_short;

/// Operators that are listed one by one; of more, only the costliest.
const OPERATORS_SHOWN_MAX: usize = 24;
/// Characters of an operator's text.
const CALL_CHARACTERS_MAX: usize = 44;

/// For people.
pub fn page(explanation: &Explanation, paint: Paint) -> String {
    let mut page = String::new();
    let of = explanation.place.as_ref().map_or(String::new(), |place| format!("`{place}` in "));
    page.push_str(&paint.bold(&format!(
        "{of}{}: {} as written, {} planned, `{}` binds",
        explanation.program,
        per_s(explanation.before_per_s),
        per_s(explanation.after_per_s),
        explanation.bottleneck
    )));
    page.push('\n');
    let titled = |row: usize, line: &str| if row == 0 { paint.bold(line) } else { line.to_string() };
    section(&mut page, &operators(&explanation.operators), titled);
    let hidden = explanation.operators.len().saturating_sub(OPERATORS_SHOWN_MAX);
    if hidden > 0 {
        page.push_str(&format!("  {} cheaper: --message-format json\n", count(hidden, "operator is", "operators are")));
    }
    for rule in &explanation.rules {
        page.push_str(&format!("\n  {}: {}\n", paint.bold(rule.name), rule.statement));
        page.push_str(&format!("    if       {}\n    because  {}\n", rule.condition, rule.reason));
    }
    page.push_str(&format!("\n{}\n", paint.bold("what would allow more, each by itself, planned again with it")));
    suggestions(&mut page, &explanation.more, "nothing that the program, the budget or the command could say");
    page.push_str(&format!(
        "\n{}\n",
        paint.bold("what the laws of the rules hold back, if nothing were lost by lifting them")
    ));
    suggestions(&mut page, &explanation.laws, "nothing: no condition of a rule is in the way");
    page
}

fn operators(operators: &[Placed]) -> Table {
    let total_ns: f64 = operators.iter().map(|placed| placed.cpu_ns).sum();
    let mut order: Vec<usize> = (0..operators.len()).collect();
    order.sort_by(|a, b| operators[*b].cpu_ns.total_cmp(&operators[*a].cpu_ns).then(a.cmp(b)));
    order.truncate(OPERATORS_SHOWN_MAX);
    order.sort_unstable();
    let mut table = table();
    table.set_header(["in", "operator", "CPU", "was at", "is at", "by rule"]);
    for placed in order.into_iter().map(|at| &operators[at]) {
        table.add_row([
            in_short(&placed.statement, CALL_CHARACTERS_MAX / 2),
            in_short(&placed.operator, CALL_CHARACTERS_MAX),
            if total_ns > 0.0 { percent(placed.cpu_ns / total_ns) } else { "-".into() },
            placed.was_at.clone().unwrap_or("-".into()),
            placed.at.clone(),
            placed.rule.clone(),
        ]);
    }
    right(&mut table, &[2]);
    flush_left(&mut table);
    table
}

fn suggestions(page: &mut String, suggestions: &[Suggestion], none: &str) {
    if suggestions.is_empty() {
        page.push_str(&format!("  {none}\n"));
        return;
    }
    let mut table = table();
    for suggestion in suggestions {
        let alternative = &suggestion.alternative;
        let rate = per_s(Some(alternative.throughput_per_s).filter(|rate| rate.is_finite()));
        table.add_row([rate, format!("{:.2}x", alternative.gain), suggestion.words.clone(), suggestion.how.clone()]);
    }
    right(&mut table, &[0, 1]);
    flush_left(&mut table);
    for line in table.lines() {
        page.push_str(&format!("  {}\n", line.trim_end()));
    }
}

/// One line each.
pub fn lines(explanation: &Explanation) -> String {
    let placed = explanation.operators.iter().map(|placed| {
        let was = placed
            .was_at
            .as_ref()
            .filter(|was| **was != placed.at)
            .map_or(String::new(), |was| format!(" (was {was})"));
        format!("{} in {}: at {}{was} by {}\n", placed.operator, placed.statement, placed.at, placed.rule)
    });
    let more =
        explanation.more.iter().chain(&explanation.laws).map(|suggestion| {
            format!("{:.2}x: {}: {}\n", suggestion.alternative.gain, suggestion.words, suggestion.how)
        });
    placed.chain(more).collect()
}
