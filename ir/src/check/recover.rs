//! What a restart finds again: `recover` reads a log that is written at the same location, with the type that is
//! written; all other state of a location that restarts is gone.

use super::graph::Graph;
use super::place::{Clock, Place};
use crate::suggest::closest;
use crate::{Code, Diagnostic, Kind, LocationId, Op, OperatorId, Span, Ty};
use std::collections::{HashMap, HashSet};

/// Reports what cannot be recovered, and warns of state that is not.
pub(super) fn check(graph: &Graph, places: &[Place], types: &[Ty]) -> Vec<Diagnostic> {
    let recovers = graph.program.operator_ids().filter(|id| matches!(graph.op(*id).op, Op::Recover { .. }));
    let recovers: Vec<OperatorId> = recovers.collect();
    if recovers.is_empty() {
        return Vec::new();
    }
    let logs = Logs::of(graph, places);
    let mut diagnostics: Vec<Diagnostic> = recovers.iter().filter_map(|id| logs.recovered(graph, types, *id)).collect();
    diagnostics.extend(forgotten(graph, places, &recovers));
    diagnostics
}

/// Who writes each log.
struct Logs<'a>(HashMap<(LocationId, &'a str), OperatorId>);

impl<'a> Logs<'a> {
    fn of(graph: &Graph<'a>, places: &[Place]) -> Self {
        let mut logs = HashMap::new();
        for id in graph.program.operator_ids() {
            if let (Op::PersistTo { log }, Some(at)) = (&graph.op(id).op, places[id.index()].at) {
                logs.entry((at, log.as_str())).or_insert(id);
            }
        }
        Self(logs)
    }

    fn recovered(&self, graph: &Graph, types: &[Ty], id: OperatorId) -> Option<Diagnostic> {
        let Op::Recover { element, log, at } = &graph.op(id).op else { return None };
        let Some(written) = self.0.get(&(*at, log.as_str())) else { return Some(self.unknown(graph, id, log, *at)) };
        let (recovered, found) = (&types[id.index()], &types[written.index()]);
        if recovered.agrees(found) {
            return None;
        }
        let message = format!("\"{log}\" is recovered as `{recovered}`, but written as `{found}`");
        let span = if element.span() == Span::NONE { graph.span(id) } else { element.span() };
        Some(
            Diagnostic::new(Code::RecoverType, span, message)
                .label(format!("expected `{found}`"))
                .note(graph.span(*written), format!("this writes `{found}`"))
                .help(format!("write `recover::<{found}>(\"{log}\")`")),
        )
    }

    fn unknown(&self, graph: &Graph, id: OperatorId, log: &str, at: LocationId) -> Diagnostic {
        let location = graph.location_name(at);
        let message = format!("nothing at `{location}` writes a log called \"{log}\"");
        let error = Diagnostic::new(Code::UnknownLog, graph.span(id), message).label("expected the name of a log");
        // What is meant is looked for where a reader would see it at once, too.
        const NAMES_MAX: usize = 1_000;
        if self.0.len() > NAMES_MAX {
            return error;
        }
        let elsewhere = self.0.iter().filter(|((_, name), _)| *name == log).min_by_key(|(_, writer)| **writer);
        if let Some(((place, _), writer)) = elsewhere.map(|(key, writer)| (*key, *writer)) {
            return error.note(graph.span(writer), format!("`{}` writes it", graph.location_name(place))).help(
                format!("logs are recovered where they are written: write `{}.recover`", graph.location_name(place)),
            );
        }
        let mut here: Vec<&str> = self.0.keys().filter(|(place, _)| *place == at).map(|(_, name)| *name).collect();
        here.sort_unstable();
        error.help(match closest(log, here.iter().copied()) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => format!("write it with `x.persist_to(\"{log}\")`"),
        })
    }
}

/// Warns of state at locations that restart which nothing recovered flows into.
fn forgotten(graph: &Graph, places: &[Place], recovers: &[OperatorId]) -> Vec<Diagnostic> {
    let restarting: HashMap<LocationId, OperatorId> =
        recovers.iter().rev().filter_map(|id| Some((places[id.index()].at?, *id))).collect();
    let rebuilt = rebuilt(graph, recovers);
    let mut diagnostics = Vec::new();
    for id in graph.program.operator_ids().filter(|id| !rebuilt.contains(id)) {
        let Some(recover) = places[id.index()].at.and_then(|at| restarting.get(&at)) else { continue };
        let op = &graph.op(id).op;
        if !keeps(op, places[id.index()].clock) || graph.is_meant(id) {
            continue;
        }
        let location = places[id.index()].at.map_or("?", |at| graph.location_name(at));
        let message = format!("`{}` forgets its state when `{location}` restarts", op.name());
        diagnostics.push(
            Diagnostic::new(Code::VolatileState, graph.span(id), message)
                .label("nothing that is recovered flows in here")
                .note(graph.span(*recover), format!("`{location}` restarts, since it recovers"))
                .help("feed it what was logged, or begin its name with `_` if it may start anew"),
        );
    }
    diagnostics
}

/// Whether the operator remembers anything from one moment to another.
fn keeps(op: &Op, clock: Clock) -> bool {
    match op.kind() {
        Kind::Keyed | Kind::Aggregate => !matches!(clock, Clock::Inside(_)),
        Kind::Ordered => match op {
            Op::Scan { .. } | Op::Merge => true,
            Op::CrossProduct => !matches!(clock, Clock::Inside(_)),
            // An order that is decided anew, and whose turn it is, are nothing to lose.
            _ => false,
        },
        Kind::InTick => matches!(op, Op::Persist | Op::DeferTick { .. } | Op::Delta),
        Kind::Source | Kind::Hop | Kind::Stateless | Kind::Effect | Kind::Sink | Kind::Boundary | Kind::Move => false,
    }
}

/// What depends on something recovered, without leaving its location.
fn rebuilt(graph: &Graph, recovers: &[OperatorId]) -> HashSet<OperatorId> {
    let mut rebuilt = HashSet::new();
    let mut reached: Vec<OperatorId> = recovers.to_vec();
    while let Some(id) = reached.pop() {
        if rebuilt.insert(id) {
            reached.extend(graph.consumers(id).iter().filter(|next| graph.op(**next).op.kind() != Kind::Hop));
        }
    }
    rebuilt
}
