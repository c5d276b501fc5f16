//! Cycles: each must pass a hop or a `defer_tick`, else its operators wait for one another.

use super::graph::Graph;
use super::place::{Clock, Place};
use crate::{Code, Diagnostic, Kind, Op, OperatorId};
use std::collections::{HashMap, VecDeque};

/// Reports each knot of operators that feed one another without delay, once.
pub(super) fn check(graph: &Graph, places: &[Place]) -> Vec<Diagnostic> {
    let knots = knots(graph);
    let mut first_of: HashMap<u32, OperatorId> = HashMap::new();
    let mut diagnostics = Vec::new();
    for id in graph.program.operator_ids() {
        let Some(knot) = knots[id.index()] else { continue };
        if first_of.insert(knot, id).is_none() {
            diagnostics.push(report(graph, places, &shortest(graph, &knots, id)));
        }
    }
    diagnostics
}

/// Whether an operator's result is later than its arguments.
fn delays(graph: &Graph, id: OperatorId) -> bool {
    let op = &graph.op(id).op;
    op.kind() == Kind::Hop || matches!(op, Op::DeferTick { .. } | Op::Snapshot(_))
}

/// The arguments that an operator waits for.
fn awaited<'g>(graph: &'g Graph, id: OperatorId) -> impl Iterator<Item = OperatorId> + 'g {
    let waits = !delays(graph, id);
    graph.inputs(id).filter(move |input| waits && !delays(graph, *input))
}

/// The strongly connected component of each operator that lies on an undelayed cycle.
fn knots(graph: &Graph) -> Vec<Option<u32>> {
    let mut tarjan = Tarjan::new(graph);
    for id in graph.program.operator_ids() {
        tarjan.visit(id);
    }
    tarjan.knots
}

/// Tarjan's algorithm, without recursion: chains may be longer than the machine's stack is deep.
struct Tarjan<'a> {
    graph: &'a Graph<'a>,
    index: Vec<u32>,
    low: Vec<u32>,
    open: Vec<bool>,
    path: Vec<OperatorId>,
    next: u32,
    knots: Vec<Option<u32>>,
}

impl<'a> Tarjan<'a> {
    fn new(graph: &'a Graph<'a>) -> Self {
        let n = graph.program.operators.len();
        let (index, low, open) = (vec![0; n], vec![0; n], vec![false; n]);
        Self { graph, index, low, open, path: Vec::new(), next: 0, knots: vec![None; n] }
    }

    fn enter(&mut self, id: OperatorId) -> (OperatorId, Vec<OperatorId>) {
        self.next += 1;
        self.index[id.index()] = self.next;
        self.low[id.index()] = self.next;
        self.open[id.index()] = true;
        self.path.push(id);
        (id, awaited(self.graph, id).collect())
    }

    fn visit(&mut self, root: OperatorId) {
        if self.index[root.index()] != 0 {
            return;
        }
        let mut stack = vec![self.enter(root)];
        while let Some((id, rest)) = stack.last_mut() {
            let id = *id;
            match rest.pop() {
                Some(input) if self.index[input.index()] == 0 => stack.push(self.enter(input)),
                Some(input) if self.open[input.index()] => {
                    self.low[id.index()] = self.low[id.index()].min(self.index[input.index()]);
                }
                Some(_) => {}
                None => {
                    stack.pop();
                    if let Some((reader, _)) = stack.last() {
                        self.low[reader.index()] = self.low[reader.index()].min(self.low[id.index()]);
                    }
                    self.close(id);
                }
            }
        }
    }

    /// Closes the component whose first operator is `id`.
    fn close(&mut self, id: OperatorId) {
        if self.low[id.index()] != self.index[id.index()] {
            return;
        }
        let start = self.path.iter().rposition(|open| *open == id).unwrap_or(0);
        let members = self.path.split_off(start);
        let knotted = members.len() > 1 || awaited(self.graph, id).any(|input| input == id);
        for member in members {
            self.open[member.index()] = false;
            self.knots[member.index()] = knotted.then_some(self.index[id.index()]);
        }
    }
}

/// A shortest undelayed cycle through `start`, in the direction of the data.
fn shortest(graph: &Graph, knots: &[Option<u32>], start: OperatorId) -> Vec<OperatorId> {
    let mut reader_of: HashMap<OperatorId, OperatorId> = HashMap::new();
    let mut queue = VecDeque::from([start]);
    while let Some(id) = queue.pop_front() {
        for input in awaited(graph, id).filter(|input| knots[input.index()] == knots[start.index()]) {
            if input == start {
                let mut cycle = vec![start];
                let mut here = id;
                let mut forwards = Vec::new();
                while here != start {
                    forwards.push(here);
                    here = reader_of[&here];
                }
                cycle.extend(forwards);
                return cycle;
            }
            if let std::collections::hash_map::Entry::Vacant(entry) = reader_of.entry(input) {
                entry.insert(id);
                queue.push_back(input);
            }
        }
    }
    vec![start]
}

fn report(graph: &Graph, places: &[Place], cycle: &[OperatorId]) -> Diagnostic {
    const NAMES_MAX: usize = 12;
    let named: Vec<OperatorId> = cycle.iter().copied().filter(|id| graph.op(*id).name.is_some()).collect();
    let shown = if named.is_empty() { cycle } else { &named };
    let mut names: Vec<String> = shown.iter().take(NAMES_MAX).map(|id| graph.describe(*id)).collect();
    if shown.len() > NAMES_MAX {
        names.push(String::from(".."));
    }
    names.extend(names.first().cloned());
    let first = shown.first().copied().unwrap_or(cycle[0]);
    let in_tick = cycle.iter().all(|id| matches!(places[id.index()].clock, Clock::Inside(_)));
    let mend = match in_tick {
        true => "use last tick's value: `.defer_tick(..)`",
        false => "send it over the network: `.send(..)`, `.broadcast(..)` or `.demux(..)`",
    };
    let mut diagnostic =
        Diagnostic::new(Code::Cycle, graph.span(first), format!("a cycle without delay: {}", names.join(" -> ")))
            .label(if in_tick {
                "expected a `defer_tick` on the way back here"
            } else {
                "expected a hop on the way back here"
            })
            .help(mend);
    for id in shown.iter().skip(1).take(NAMES_MAX) {
        diagnostic = diagnostic.note(graph.span(*id), format!("through {}", graph.describe(*id)));
    }
    diagnostic
}
