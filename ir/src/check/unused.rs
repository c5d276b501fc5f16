//! Streams that nothing reads, and programs that nobody hears from.

use super::graph::Graph;
use crate::{Code, Diagnostic, Kind, LocationKind, Op, Program, Span};

/// Locations and ticks that nothing names.
fn unused_places(program: &Program) -> Vec<Diagnostic> {
    let mut locations = vec![false; program.locations.len()];
    let mut ticks = vec![false; program.ticks.len()];
    for operator in &program.operators {
        let among = if let Op::Deal { among } = &operator.op { Some(*among) } else { None };
        for at in operator.op.stands_at().into_iter().chain(operator.op.target()).chain(among) {
            locations.get_mut(at.index()).into_iter().for_each(|used| *used = true);
        }
        operator.op.tick().and_then(|tick| ticks.get_mut(tick.index())).into_iter().for_each(|used| *used = true);
    }
    // A location is used by what helps it, and by the ticks that are used.
    for (location, ticked) in program.ticks.iter().zip(&ticks).map(|(tick, used)| (tick.at, *used)) {
        locations.get_mut(location.index()).into_iter().for_each(|used| *used |= ticked);
    }
    for location in &program.locations {
        if let LocationKind::Helper { of, .. } = location.kind {
            locations.get_mut(of.index()).into_iter().for_each(|used| *used = true);
        }
    }
    let named = program.locations.iter().map(|location| ("location", &location.name, location.span)).zip(locations);
    let ticks = program.ticks.iter().map(|tick| ("tick", &tick.name, tick.span)).zip(ticks);
    let idle = named.chain(ticks).filter(|((_, name, _), used)| !used && !name.starts_with('_'));
    idle.map(|((noun, name, span), _)| {
        Diagnostic::new(Code::UnusedPlace, span, format!("nothing is in {noun} `{name}`"))
            .label("never used")
            .help("use it, remove it, or begin its name with `_`")
    })
    .collect()
}

/// Warns of unused streams; a program without output is an error.
pub(super) fn check(graph: &Graph) -> Vec<Diagnostic> {
    let program = graph.program;
    let mut diagnostics = Vec::new();
    for id in program.operator_ids() {
        let operator = graph.op(id);
        let effect = matches!(operator.op.kind(), Kind::Sink | Kind::Effect);
        let meant = operator.name.as_ref().is_some_and(|name| name.starts_with('_'));
        if !effect && !meant && graph.consumers(id).is_empty() {
            diagnostics.push(
                Diagnostic::new(Code::Unused, operator.span, format!("nothing reads {}", graph.describe(id)))
                    .label("never used")
                    .help("use it, remove it, or begin its name with `_`"),
            );
        }
    }
    diagnostics.extend(unused_places(program));
    if !program.operators.iter().any(|operator| matches!(operator.op, Op::Output { .. })) {
        let span = program.operators.first().map_or(Span::NONE, |operator| operator.span);
        diagnostics.push(
            Diagnostic::new(Code::NoOutput, span, "a program without output: nobody can tell what it does").help(
                "add `clients.output(\"port\", stream);` of a stream of `(ClientId, T)`, with `external clients;`",
            ),
        );
    }
    diagnostics
}
