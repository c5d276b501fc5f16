//! What links the proofs to the rule table: goals for Coq, made of the table as it is exported.

use crate::source::{Source, Stated};
use serde::Deserialize;
use std::fmt::Write;

/// A rule, as `suki-opt rules --message-format json` has it.
#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct Row {
    pub name: String,
    /// How it may be used: `equal` or `refines`.
    pub strength: String,
    pub statement: String,
    pub condition: String,
    pub theorem: String,
    /// The conditions that it needs, by name.
    pub conditions: Vec<String>,
}

/// The goals, or where proofs and table differ. The same input gives the same goals.
pub fn goals(table: &[Row], conditions: &[String], sources: &[Source]) -> Result<String, Vec<String>> {
    let stated: Vec<&Stated> = sources.iter().flat_map(|source| &source.stated).collect();
    let mut differences: Vec<String> = table.iter().filter_map(|row| difference(row, &stated)).collect();
    let unlinked = stated.iter().filter(|theorem| theorem.linked && !table.iter().any(|row| row.name == theorem.rule));
    differences.extend(unlinked.map(|theorem| format!("{}: the table has no rule {}", theorem.theorem, theorem.rule)));
    let theorems = |name: &str| sources.iter().any(|source| source.theorems.iter().any(|theorem| theorem == name));
    for condition in conditions.iter().map(|condition| snake(condition)) {
        let wanted = [format!("without_{condition}"), format!("excluded_{condition}")];
        let missing = wanted.iter().filter(|name| !theorems(name));
        differences.extend(missing.map(|name| format!("{condition}: no theorem {name}")));
    }
    if differences.is_empty() { Ok(text(table, conditions, sources)) } else { Err(differences) }
}

/// How a rule differs from what is proved under its name.
fn difference(row: &Row, stated: &[&Stated]) -> Option<String> {
    let Some(proved) = stated.iter().find(|stated| stated.rule == row.name) else {
        return Some(format!("{}: no theorem", row.name));
    };
    let mut needs = row.conditions.clone();
    needs.sort();
    let pairs = [
        ("kind", &row.strength, &proved.kind),
        ("statement", &row.statement, &proved.statement),
        ("condition", &row.condition, &proved.condition),
        ("theorem", &row.theorem, &proved.theorem),
        ("needs", &needs.join(", "), &proved.needs),
    ];
    let (what, table, proof) = pairs.into_iter().find(|(_, table, proof)| table != proof)?;
    Some(format!("{}: {what}: the table has\n  {table}\nand the proof\n  {proof}", row.name))
}

/// A condition's name in Coq.
fn snake(condition: &str) -> String {
    condition.replace('-', "_")
}

/// The goals. A rule's theorem has the conditions of its row among its hypotheses, and no other condition; the
/// theorems of every file are closed.
fn text(table: &[Row], conditions: &[String], sources: &[Source]) -> String {
    let mut text = String::new();
    for source in sources {
        let _ = writeln!(text, "From Suki Require {}.", source.module);
    }
    text.push_str("From Suki Require Import rules.Conditions.\n");
    text.push_str(
        "Ltac has t c := let T := type of t in match T with context [c] => idtac | _ => fail 1 t \"lacks\" c end.\n\
         Ltac lacks t c := let T := type of t in match T with context [c] => fail 1 t \"has\" c | _ => idtac end.\n",
    );
    for row in table {
        let of_rule = |source: &&Source| source.stated.iter().any(|stated| stated.rule == row.name);
        let module = sources.iter().find(of_rule).map_or("", |source| source.module.as_str());
        let name = &row.theorem;
        let _ = write!(text, "(* {} *)\nGoal True. Proof.", row.name);
        for condition in conditions {
            let check = if row.conditions.contains(condition) { "has" } else { "lacks" };
            let _ = write!(text, " {check} @Suki.{module}.{name} @{}.", snake(condition));
        }
        text.push_str(" exact I. Qed.\n");
    }
    // Together, because Coq looks through everything below for each question.
    let of_file = |source: &Source| {
        let names: Vec<String> = source.theorems.iter().map(|name| format!("@Suki.{}.{name}", source.module)).collect();
        format!("({})", names.join(", "))
    };
    let files: Vec<String> = sources.iter().filter(|source| !source.theorems.is_empty()).map(of_file).collect();
    let _ = writeln!(text, "Definition theorems :=\n  ({}).\nPrint Assumptions theorems.", files.join(",\n   "));
    text
}
