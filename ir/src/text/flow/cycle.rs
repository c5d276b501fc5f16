//! Flows that use themselves have no end: they are refused before anything is expanded.

use super::{Definition, Given, Part};
use crate::text::chain::{Chain, Value};
use crate::text::reader::Reader;
use crate::{Code, Diagnostic, Span};

/// Names that the message about a cycle shows.
const SHOWN_MAX: usize = 12;

/// Reports each cycle of flows, and takes the flows of it away.
pub(in crate::text) fn refuse_cycles(reader: &mut Reader, definitions: &mut [Option<Definition>]) {
    let uses: Vec<Vec<(usize, Span)>> =
        definitions.iter().map(|one| one.as_ref().map_or(Vec::new(), uses_of)).collect();
    let mut state = vec![State::New; uses.len()];
    let mut cyclic = vec![false; uses.len()];
    for root in 0..uses.len() {
        if state[root] != State::New {
            continue;
        }
        // The path from the root, each flow with the next of its uses to follow.
        let mut path: Vec<(usize, usize)> = vec![(root, 0)];
        state[root] = State::Open;
        while let Some((flow, next)) = path.last_mut() {
            let Some((used, span)) = uses[*flow].get(*next).copied() else {
                state[*flow] = State::Done;
                path.pop();
                continue;
            };
            *next += 1;
            match state[used] {
                State::New => {
                    state[used] = State::Open;
                    path.push((used, 0));
                }
                State::Open => {
                    let from = path.iter().position(|(flow, _)| *flow == used).unwrap_or(0);
                    let cycle: Vec<usize> = path[from..].iter().map(|(flow, _)| *flow).collect();
                    reader.report(report(reader, &cycle, span));
                    cycle.into_iter().for_each(|flow| cyclic[flow] = true);
                }
                State::Done => {}
            }
        }
    }
    for (definition, cyclic) in definitions.iter_mut().zip(cyclic) {
        definition.take_if(|_| cyclic);
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Open,
    Done,
}

fn report(reader: &Reader, cycle: &[usize], span: Span) -> Diagnostic {
    let name = |flow: usize| reader.flows[flow].name.text.as_str();
    let mut names: Vec<&str> = cycle.iter().take(SHOWN_MAX).map(|flow| name(*flow)).collect();
    names.extend((cycle.len() > SHOWN_MAX).then_some(".."));
    names.push(name(cycle[0]));
    let message = format!("`{}` uses itself: {}", name(cycle[0]), names.join(" -> "));
    Diagnostic::new(Code::FlowRecursion, span, message)
        .label("expected a flow that does not lead back here")
        .note(reader.flows[cycle[0]].name.span, "declared here")
        .help("a flow is copied to each of its uses: write a loop of streams with a name that is used before its `let`")
}

/// The flows that a flow uses, with where.
fn uses_of(definition: &Definition) -> Vec<(usize, Span)> {
    let mut found = Vec::new();
    for part in &definition.body {
        match part {
            Part::Let { binding, .. } => collect(&binding.chain, &mut found),
            Part::Tick { .. } => {}
        }
    }
    definition.results.iter().for_each(|chain| collect(chain, &mut found));
    found
}

/// Recursion is bounded by the nesting of arguments.
fn collect(chain: &Chain, found: &mut Vec<(usize, Span)>) {
    for value in chain.steps.iter().flat_map(|step| &step.values) {
        if let Value::Chain(inner) = value {
            collect(inner, found);
        }
    }
    for call in &chain.calls {
        found.push((call.flow, call.span));
        for given in &call.arguments {
            if let Given::Chain(inner) = given {
                collect(inner, found);
            }
        }
    }
}
