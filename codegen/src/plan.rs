//! What every file of generated code is made from: the program with all that is known of its streams.

use crate::names::Names;
use crate::source::Source;
use crate::types::Types;
use suki_ir::{Kind, LocationId, LocationKind, Op, Operator, OperatorId, Program, Shape, Stream, TickId};

/// One use of a stream: the operator that reads it, and as which of its arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Edge {
    pub reader: OperatorId,
    pub position: usize,
}

/// A checked program and what is derived from it once.
pub(crate) struct Plan<'a> {
    pub program: &'a Program,
    pub types: &'a Types,
    pub source: Source<'a>,
    pub names: Names,
    streams: Vec<Stream>,
    edges: Vec<Vec<Edge>>,
    order: Vec<OperatorId>,
    /// By operator: whether a join frees a pair when it matches.
    pub frees: Vec<bool>,
}

impl<'a> Plan<'a> {
    pub fn new(program: &'a Program, types: &'a Types, source: Source<'a>) -> Self {
        let streams = suki_ir::infer(program).0;
        let live = live(program);
        let mut edges = vec![Vec::new(); program.operators.len()];
        for reader in program.operator_ids().filter(|id| live[id.index()]) {
            for (position, input) in program.operator(reader).inputs.iter().enumerate() {
                edges[input.index()].push(Edge { reader, position });
            }
        }
        let mut order = inputs_first(program, |op| !is_later(op));
        order.retain(|id| live[id.index()]);
        let frees = suki_ir::check::joins_that_free(program);
        Self { program, types, source, names: Names::of(program), streams, edges, order, frees }
    }

    pub fn operator(&self, id: OperatorId) -> &'a Operator {
        self.program.operator(id)
    }

    pub fn op(&self, id: OperatorId) -> &'a Op {
        &self.operator(id).op
    }

    pub fn input(&self, id: OperatorId, position: usize) -> OperatorId {
        self.operator(id).inputs[position]
    }

    /// Where the operator's result is.
    pub fn at(&self, id: OperatorId) -> LocationId {
        self.streams[id.index()].at
    }

    /// Where its argument is: where a hop or a move sends from.
    pub fn from(&self, id: OperatorId) -> LocationId {
        self.at(self.input(id, 0))
    }

    pub fn clock(&self, id: OperatorId) -> Option<TickId> {
        self.streams[id.index()].clock
    }

    pub fn shape(&self, id: OperatorId) -> Shape {
        self.streams[id.index()].shape
    }

    /// Whether the elements are in the order in which they were made.
    pub fn is_ordered(&self, id: OperatorId) -> bool {
        self.streams[id.index()].order != suki_ir::Order::None
    }

    /// Singletons and optionals are variables; all else is pushed element by element.
    pub fn is_value(&self, id: OperatorId) -> bool {
        matches!(self.shape(id), Shape::Singleton | Shape::Optional)
    }

    /// Whether an operator works per key.
    pub fn is_keyed(&self, id: OperatorId) -> bool {
        matches!(self.shape(id), Shape::Keyed | Shape::RunningKeyed)
    }

    /// Live readers of a stream, in textual order.
    pub fn edges(&self, id: OperatorId) -> &[Edge] {
        &self.edges[id.index()]
    }

    /// All operators whose results reach an effect, arguments first where no cycle forbids it.
    pub fn order(&self) -> impl Iterator<Item = OperatorId> + '_ {
        self.order.iter().copied()
    }

    /// Whether the operator leaves its instance: a hop, a move.
    pub fn is_channel(&self, id: OperatorId) -> bool {
        matches!(self.op(id).kind(), Kind::Hop | Kind::Move)
    }

    pub fn is_external(&self, at: LocationId) -> bool {
        self.program.location(at).kind == LocationKind::External
    }

    pub fn is_cluster(&self, at: LocationId) -> bool {
        matches!(self.program.location(self.program.family(at)).kind, LocationKind::Cluster { .. })
    }

    /// The name of a location.
    pub fn location_name(&self, at: LocationId) -> &'a str {
        &self.program.location(at).name
    }
}

/// Operators whose results are seen by someone.
fn live(program: &Program) -> Vec<bool> {
    let mut live = vec![false; program.operators.len()];
    let effect = |op: &Op| matches!(op.kind(), Kind::Sink | Kind::Effect);
    let mut open: Vec<OperatorId> = program.operator_ids().filter(|id| effect(&program.operator(*id).op)).collect();
    while let Some(id) = open.pop() {
        if !std::mem::replace(&mut live[id.index()], true) {
            open.extend(&program.operator(id).inputs);
        }
    }
    live
}

/// Whether an operator's result comes later than its argument; every cycle passes one of these.
fn is_later(op: &Op) -> bool {
    matches!(op.kind(), Kind::Hop | Kind::Move) || matches!(op, Op::DeferTick { .. } | Op::Snapshot(_))
}

/// Operators in post-order: those that wait stand behind their arguments, unless they wait for one another.
pub(crate) fn inputs_first(program: &Program, waits: impl Fn(&Op) -> bool) -> Vec<OperatorId> {
    let mut order = Vec::with_capacity(program.operators.len());
    let mut seen = vec![false; program.operators.len()];
    for root in program.operator_ids() {
        let mut stack = vec![(root, 0)];
        while let Some((id, position)) = stack.pop() {
            if position == 0 && std::mem::replace(&mut seen[id.index()], true) {
                continue;
            }
            let operator = program.operator(id);
            match operator.inputs.get(position).filter(|_| waits(&operator.op)) {
                Some(input) => {
                    stack.push((id, position + 1));
                    stack.push((*input, 0));
                }
                None => order.push(id),
            }
        }
    }
    order
}
