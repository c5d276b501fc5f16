//! What a plan does that its source never does, as both do it.

use super::follow::{Followers, SetId};
use crate::{Event, Machine, Step, Trouble, World};
use std::collections::BTreeSet;
use std::fmt;

/// What is wrong at the end of a trace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// The plan shows what the source cannot show now.
    Impossible(Event),
    /// The plan rests, and the source still has something to show.
    Withheld,
}

/// One line of a run: who does what, to whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The instance that acts, or `client 0`.
    pub from: String,
    /// The instance that it reaches; the same for what stays within.
    pub to: String,
    /// What happens.
    pub what: String,
    /// What an observer sees of it.
    pub seen: Vec<String>,
}

/// A shortest way to what the source never does.
#[derive(Clone, Debug)]
pub struct Violation {
    /// What is wrong.
    pub flaw: Flaw,
    /// The steps of the plan.
    pub lines: Vec<Line>,
    /// What is seen of them.
    pub trace: Vec<String>,
    /// What the plan shows last; none where it rests.
    pub shown: Option<String>,
    /// What the source may show instead after the same trace.
    pub source_may_show: Vec<String>,
}

/// The violation at the end of these steps; `set` is what the source may be in before the flaw.
pub(super) fn violation(
    plan: &Machine,
    followers: &Followers,
    steps: &[Step],
    set: SetId,
    flaw: Flaw,
    world: &mut World,
) -> Result<Violation, Trouble> {
    let (mut state, events) = plan.start(world)?;
    let mut trace: Vec<String> = events.iter().map(|event| event.line(&world.store)).collect();
    let mut lines = Vec::new();
    for step in steps {
        let mut line = plan.line(&state, step, world);
        let (next, events) = plan.after(&state, step, world)?;
        line.seen = events.iter().map(|event| event.line(&world.store)).collect();
        trace.extend(line.seen.iter().cloned());
        lines.push(line);
        state = next;
    }
    let shown = match &flaw {
        Flaw::Impossible(event) => Some(event.line(&world.store)),
        Flaw::Withheld => None,
    };
    // What follows the flaw in the same step is no part of the trace.
    if let Some(at) = shown.as_ref().and_then(|shown| trace.iter().rposition(|line| line == shown)) {
        trace.truncate(at);
    }
    let source = followers.machine();
    let mut may_show = BTreeSet::new();
    for state in followers.states_of(set) {
        for port in source.output_names() {
            for element in source.due(state, port, world) {
                may_show.insert(Event::Out { port: port.to_string(), element }.line(&world.store));
            }
        }
    }
    Ok(Violation { flaw, lines, trace, shown, source_may_show: may_show.into_iter().collect() })
}

/// Both sides, line by line: what is seen of both, then what only the plan does.
impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.trace.iter().map(|line| line.chars().count()).max().unwrap_or(0).max(24);
        writeln!(f, "{:width$}   plan", "source")?;
        for line in &self.trace {
            writeln!(f, "{line:width$}   {line}")?;
        }
        let instead = match self.source_may_show.as_slice() {
            [] => vec![String::from("(shows nothing more)")],
            lines => lines.to_vec(),
        };
        let last = self.shown.clone().unwrap_or_else(|| String::from("(rests)"));
        for (number, line) in instead.iter().enumerate() {
            let (mark, shown) = if number == 0 { ("≠", last.as_str()) } else { ("|", "") };
            writeln!(f, "{}", format!("{line:width$} {mark} {shown}").trim_end())?;
        }
        writeln!(f, "\nhow the plan does it:")?;
        for (number, line) in self.lines.iter().enumerate() {
            let way = if line.from == line.to { line.from.clone() } else { format!("{} -> {}", line.from, line.to) };
            writeln!(f, "{:>3}. {way}: {}", number + 1, line.what)?;
            for seen in &line.seen {
                writeln!(f, "       {seen}")?;
            }
        }
        Ok(())
    }
}
