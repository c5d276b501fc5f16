//! A rule of the rule table, for each reader.

use super::paint::Paint;
use serde_json::{Value, json};
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

/// For tools: one object.
pub fn object(rule: &Rule) -> String {
    let mut object = json!({ "reason": "rule" });
    // A rule has string keys and no floats, so there is nothing to fail.
    if let (Some(object), Ok(Value::Object(fields))) = (object.as_object_mut(), serde_json::to_value(rule)) {
        object.extend(fields);
    }
    format!("{object}\n")
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
