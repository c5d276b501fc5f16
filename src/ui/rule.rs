//! A rule of the rule table, for people.

use super::paint::Paint;
use suki_rewrites::rule::{Rule, Strength};

/// For people.
pub fn page(rule: &Rule, paint: Paint) -> String {
    let mut text = format!("{}: {}\n", paint.bold(rule.name), rule.statement);
    let needs: Vec<String> = condition_names(rule);
    let needs = if needs.is_empty() { "none".to_string() } else { needs.join(", ") };
    let rows = [
        ("kind", kind(rule)),
        ("if", rule.condition),
        ("because", rule.reason),
        ("otherwise", rule.counter_example),
        ("conditions", needs.as_str()),
        ("theorem", rule.theorem),
    ];
    for (label, words) in rows {
        text.push_str(&format!("  {label:<10}  {words}\n"));
    }
    text + "\n"
}

/// One line.
pub fn line(rule: &Rule) -> String {
    format!("{}: {}: {} [{}]\n", rule.name, kind(rule), rule.statement, rule.theorem)
}

fn kind(rule: &Rule) -> &'static str {
    match rule.strength {
        Strength::Equal => "equal",
        Strength::Refines => "refines",
    }
}

/// The conditions by their names, as they are exported.
fn condition_names(rule: &Rule) -> Vec<String> {
    let names = serde_json::to_value(rule.conditions).and_then(serde_json::from_value);
    names.unwrap_or_default()
}
