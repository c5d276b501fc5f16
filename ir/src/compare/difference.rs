//! What differs between two programs.

use super::twins::{Twins, shape, twins};
use crate::view::Picture;
use crate::{LocationKind, OperatorId, Program, Stream};
use serde::Serialize;

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// How it differs.
    pub change: Change,
    /// What: ``location `leader` ``, ``operator `map(|x| x)` in `votes` ``.
    pub subject: String,
    /// As it is in the first program, where it is there and more is to be said than that.
    pub before: Option<String>,
    /// As it is in the second program.
    pub after: Option<String>,
}

/// The kinds of difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// Only the second program has it.
    Added,
    /// Only the first program has it.
    Removed,
    /// Both have it, at two locations.
    Moved,
    /// Both have it, and it says something else.
    Changed,
}

impl Change {
    /// In a word.
    pub fn as_str(self) -> &'static str {
        match self {
            Change::Added => "added",
            Change::Removed => "removed",
            Change::Moved => "moved",
            Change::Changed => "changed",
        }
    }
}

/// Everything in which `b` differs from `a`: locations, operators, facts, items, clauses of the workload. Names of
/// streams and the order of statements do not count. Each program comes with what [`infer`](crate::infer) says of it.
pub fn compare(a: (&Program, &[Stream]), b: (&Program, &[Stream])) -> Vec<Difference> {
    let mut found = Vec::new();
    let declared = |program: &Program| -> Vec<(String, String)> {
        let locations = program.location_ids();
        locations.map(|id| (format!("location `{}`", program.location(id).name), declared_as(program, id))).collect()
    };
    named(&declared(a.0), &declared(b.0), &mut found);
    let wishes = |program: &Program| -> Vec<String> {
        let named = |id: &crate::LocationId| program.location(*id).name.as_str();
        let affinities = program.affinities.iter();
        let words = affinities.map(|affinity| {
            let names: Vec<&str> = affinity.locations.iter().map(named).collect();
            format!("{}({})", crate::text::affinity_word(affinity.kind), names.join(", "))
        });
        words.map(|words| format!("wish `{words}`")).collect()
    };
    present(&wishes(a.0), &wishes(b.0), &mut found);
    let items = |program: &Program| -> Vec<String> {
        program.items.iter().map(|item| format!("item `{}`", item.text.lines().collect::<Vec<_>>().join(" "))).collect()
    };
    present(&items(a.0), &items(b.0), &mut found);
    operators(a, b, &twins(a.0, b.0), &mut found);
    let clauses = |program: &Program| -> Vec<String> {
        let clauses = program.workload.iter().flat_map(|workload| &workload.clauses);
        clauses.map(|clause| format!("workload `{}`", crate::text::clause_text(clause))).collect()
    };
    present(&clauses(a.0), &clauses(b.0), &mut found);
    found
}

fn declared_as(program: &Program, id: crate::LocationId) -> String {
    let location = program.location(id);
    let kind = match &location.kind {
        LocationKind::Process => "process".to_string(),
        LocationKind::Cluster { members, .. } => format!("cluster of {members}"),
        LocationKind::External => "external".to_string(),
        LocationKind::Helper { of, parts } => format!("{parts} helping `{}`", program.location(*of).name),
    };
    let wishes = &location.wishes;
    let said: Vec<String> = [
        wishes.machine.as_ref().map(|machine| format!("machine {machine}")),
        wishes.region.as_ref().map(|region| format!("region {region}")),
        wishes.cpu_milli.map(|milli| format!("{} cores", f64::from(milli) / 1_000.0)),
        wishes.memory_mib.map(|mib| format!("{mib} MiB")),
    ]
    .into_iter()
    .flatten()
    .collect();
    if said.is_empty() { kind } else { format!("{kind} on {}", said.join(", ")) }
}

/// Things with a name of their own.
fn named(before: &[(String, String)], after: &[(String, String)], found: &mut Vec<Difference>) {
    let of = |side: &[(String, String)], subject: &str| {
        side.iter().find(|(name, _)| name == subject).map(|(_, words)| words.clone())
    };
    for (subject, words) in before {
        let now = of(after, subject);
        let change = if now.is_none() { Change::Removed } else { Change::Changed };
        if now.as_ref() != Some(words) {
            found.push(Difference { change, subject: subject.clone(), before: Some(words.clone()), after: now });
        }
    }
    for (subject, words) in after.iter().filter(|(subject, _)| of(before, subject).is_none()) {
        let (subject, after) = (subject.clone(), Some(words.clone()));
        found.push(Difference { change: Change::Added, subject, before: None, after });
    }
}

/// Things that are there or not, as often as they are.
fn present(before: &[String], after: &[String], found: &mut Vec<Difference>) {
    let mut left = after.to_vec();
    let mut say = |change: Change, subject: String| {
        found.push(Difference { change, subject, before: None, after: None });
    };
    for subject in before {
        match left.iter().position(|other| other == subject) {
            Some(at) => drop(left.remove(at)),
            None => say(Change::Removed, subject.clone()),
        }
    }
    left.into_iter().for_each(|subject| say(Change::Added, subject));
}

fn operators(a: (&Program, &[Stream]), b: (&Program, &[Stream]), twins: &Twins, found: &mut Vec<Difference>) {
    let (left, right) = (Picture::of(a.0, a.1), Picture::of(b.0, b.1));
    let subject = |picture: &Picture, id: OperatorId| {
        let title = &picture.cards[picture.card_of[id.index()]].title;
        let call = &picture.calls[id.index()];
        if title.is_empty() { format!("operator `{call}`") } else { format!("operator `{call}` in `{title}`") }
    };
    let home = |picture: &Picture, id: OperatorId| {
        let lane = picture.cards[picture.card_of[id.index()]].lane;
        picture.lanes[lane].name.clone()
    };
    for id in a.0.operator_ids() {
        let (own, Some(twin)) = (subject(&left, id), twins.forth[id.index()]) else {
            let before = Some(format!("at `{}`", home(&left, id)));
            let subject = subject(&left, id);
            found.push(Difference { change: Change::Removed, subject, before, after: None });
            continue;
        };
        let (from, to) = (home(&left, id), home(&right, twin));
        let mut say = |change: Change, before: String, after: String| {
            found.push(Difference { change, subject: own.clone(), before: Some(before), after: Some(after) });
        };
        if from != to {
            say(Change::Moved, format!("at `{from}`"), format!("at `{to}`"));
        }
        let (old, new) = (shape(a.0, id), shape(b.0, twin));
        if old != new {
            say(Change::Changed, format!("`{old}`"), format!("`{new}`"));
        }
        let facts = |program: &Program, id: OperatorId| {
            let facts: Vec<String> = program.operator(id).facts.iter().map(crate::text::fact_text).collect();
            if facts.is_empty() { "no facts".to_string() } else { facts.join(" ") }
        };
        if a.0.operator(id).facts != b.0.operator(twin).facts {
            say(Change::Changed, facts(a.0, id), facts(b.0, twin));
        }
    }
    for id in b.0.operator_ids().filter(|id| twins.back[id.index()].is_none()) {
        let (subject, after) = (subject(&right, id), Some(format!("at `{}`", home(&right, id))));
        found.push(Difference { change: Change::Added, subject, before: None, after });
    }
}
