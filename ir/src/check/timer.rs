//! Timers: in a plan their beats stay at home; in a program a clock is no proof.

use super::graph::Graph;
use super::place::{Clock, Place};
use crate::{Clause, Code, Diagnostic, Kind, Op, OperatorId};
use std::collections::{HashSet, VecDeque};

/// Reports timers in helpers, and warns of timers that decide what clients are told.
pub(super) fn check(graph: &Graph, places: &[Place]) -> Vec<Diagnostic> {
    let mut diagnostics: Vec<Diagnostic> =
        graph.program.operator_ids().filter_map(|id| away_from_home(graph, id)).collect();
    let timers: Vec<OperatorId> =
        graph.program.operator_ids().filter(|id| matches!(graph.op(*id).op, Op::Interval { .. })).collect();
    if !timers.is_empty() {
        diagnostics.extend(strays(graph, places, &timers));
        diagnostics.extend(guards(graph, places, &timers));
    }
    diagnostics
}

/// Sources are at a location of the program, never at a part that a plan adds.
fn away_from_home(graph: &Graph, id: OperatorId) -> Option<Diagnostic> {
    let op = &graph.op(id).op;
    if op.kind() != Kind::Source {
        return None;
    }
    let at = op.stands_at().filter(|at| graph.is_helper(*at))?;
    let (family, _) = graph.family(at)?;
    let (name, home, at) = (op.name(), graph.location_name(family), graph.location_name(at));
    Some(
        Diagnostic::new(
            Code::PartitionedTimer,
            graph.span(id),
            format!("`{name}` at `{at}`, a helper, of which there may be several"),
        )
        .label("expected a location of the program")
        .help(format!("write `{home}.{name}(..)`: sources stay at home")),
    )
}

/// Whether what comes in as a beat leaves as a beat.
fn passes_on(op: &Op) -> bool {
    matches!(op, Op::ArrivalOrder | Op::Batch(_)) || matches!(op.kind(), Kind::Stateless | Kind::Effect | Kind::Move)
}

/// Beats that are moved to helpers, where they arrive.
fn strays(graph: &Graph, places: &[Place], timers: &[OperatorId]) -> Vec<Diagnostic> {
    let beats = reached(graph, timers, passes_on);
    let away = |id: OperatorId| places[id.index()].at.filter(|at| graph.is_helper(*at));
    let arrives = |id: &OperatorId| {
        let moved = graph.op(*id).op.kind() == Kind::Move;
        moved && beats.contains(id) && graph.inputs(*id).all(|input| away(input).is_none())
    };
    let report = |id: OperatorId| {
        let message = format!("beats of a timer are moved to `{}`", graph.location_name(away(id)?));
        Some(
            Diagnostic::new(Code::PartitionedTimer, graph.span(id), message)
                .label("every part would hear the timer at another time")
                .help("keep the state that hears the timer at home, whole"),
        )
    };
    graph.program.operator_ids().filter(arrives).filter_map(report).collect()
}

/// Everything that is reached from `from` through operators that `pass`.
fn reached(graph: &Graph, from: &[OperatorId], pass: impl Fn(&Op) -> bool) -> HashSet<OperatorId> {
    let mut seen: HashSet<OperatorId> = from.iter().copied().collect();
    let mut queue: VecDeque<OperatorId> = from.iter().copied().collect();
    while let Some(id) = queue.pop_front() {
        for next in graph.consumers(id) {
            if pass(&graph.op(*next).op) && seen.insert(*next) {
                queue.push_back(*next);
            }
        }
    }
    seen
}

/// Warns of in-tick guards that depend on beats and decide, without asking anybody, what an output says.
fn guards(graph: &Graph, places: &[Place], timers: &[OperatorId]) -> Vec<Diagnostic> {
    let timed = reached(graph, timers, |op| op.kind() != Kind::Hop && op.kind() != Kind::Sink);
    // A redirect is advice: the client asks again elsewhere.
    let advice: HashSet<&str> = redirects(graph);
    let mut outputs = Vec::new();
    for id in graph.program.operator_ids() {
        if let Op::Output { port, .. } = &graph.op(id).op
            && !advice.contains(port.as_str())
        {
            outputs.push(id);
        }
    }
    let told = leading_to(graph, &outputs);
    let guard = |id: &OperatorId| {
        is_guard(&graph.op(*id).op)
            && matches!(places[id.index()].clock, Clock::Inside(_))
            && told.contains(id)
            && graph.input(*id, 1).is_some_and(|control| timed.contains(&control))
            && graph.input(*id, 0).is_some_and(|guarded| !timed.contains(&guarded))
    };
    graph.program.operator_ids().filter(guard).map(|id| guarding(graph, id)).collect()
}

fn is_guard(op: &Op) -> bool {
    matches!(op, Op::FilterIfSome | Op::FilterIfNone | Op::AntiJoin)
}

fn redirects<'a>(graph: &Graph<'a>) -> HashSet<&'a str> {
    let clauses = graph.program.workload.iter().flat_map(|workload| &workload.clauses);
    clauses
        .filter_map(|clause| match clause {
            Clause::Redirect { port, .. } => Some(port.as_str()),
            _ => None,
        })
        .collect()
}

/// What reaches one of `outputs` without passing another fault domain.
fn leading_to(graph: &Graph, outputs: &[OperatorId]) -> HashSet<OperatorId> {
    let mut seen: HashSet<OperatorId> = outputs.iter().copied().collect();
    let mut stack = outputs.to_vec();
    while let Some(id) = stack.pop() {
        for input in graph.inputs(id) {
            if graph.op(input).op.kind() != Kind::Hop && seen.insert(input) {
                stack.push(input);
            }
        }
    }
    seen
}

fn guarding(graph: &Graph, id: OperatorId) -> Diagnostic {
    let control = graph.input(id, 1);
    let stream = control.map_or(String::from("a timer"), |control| graph.describe(control));
    let message = format!("a timer decides by way of {stream} whether clients are told");
    let warning = Diagnostic::new(Code::GuardingTimer, graph.span(id), message)
        .label("no plan keeps the bounds of clocks that this may rest on");
    match control {
        Some(control) => warning.note(graph.span(control), format!("{stream} depends on the beats of a timer")),
        None => warning,
    }
    .help("ask a quorum before answering, or accept that a late timer may tell what is no longer so")
}
