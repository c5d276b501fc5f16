//! A program under the ids of the source.

use crate::refusal::{Refusal, Side, Site};
use suki_ir::{Kind, LocationId, Op, OperatorId, Program, Stream, TickId};

/// A program, read with the ids of the source.
pub struct View<'a> {
    /// Which program it is.
    pub side: Side,
    /// The program.
    pub program: &'a Program,
    /// Its streams.
    pub streams: &'a [Stream],
    /// The source's id of each location's family.
    pub families: &'a [LocationId],
    /// The source's id of each tick.
    pub ticks: &'a [TickId],
    /// The source's id of each choice, effect, boundary and feedback hop.
    pub origins: &'a [Option<OperatorId>],
    /// Whether each operator of the source is a feedback variable.
    pub variables: &'a [bool],
    /// Operators at which the plan loses an order that its logic keeps.
    pub loses_order: Vec<bool>,
}

impl View<'_> {
    /// The origin of an operator that must have one.
    pub fn origin(&self, id: OperatorId) -> Result<OperatorId, Refusal> {
        self.origins[id.index()].ok_or_else(|| {
            let site = Site::of(self.side, self.program, id);
            Refusal::Operator { site, reason: "a choice or effect without origin".into() }
        })
    }

    /// Whether it is a snapshot of a value of its own tick's atomic region: it reads what earlier ticks made.
    pub fn is_own_snapshot(&self, id: OperatorId) -> bool {
        let operator = self.program.operator(id);
        match (&operator.op, operator.inputs.first()) {
            (Op::Snapshot(tick), Some(value)) => self.streams[value.index()].atomic == Some(*tick),
            _ => false,
        }
    }

    /// The feedback variable that a hop is.
    pub fn variable(&self, id: OperatorId) -> Option<OperatorId> {
        let origin = self.origins[id.index()]?;
        let hop = self.program.operator(id).op.kind() == Kind::Hop;
        (hop && self.variables.get(origin.index()) == Some(&true)).then_some(origin)
    }
}

/// The boundary operators of one tick as pairs of the source's id and the own, ascending.
#[derive(Clone, Default)]
pub struct Boundary {
    pub batches: Vec<(OperatorId, OperatorId)>,
    pub outputs: Vec<(OperatorId, OperatorId)>,
    pub deferred: Vec<(OperatorId, OperatorId)>,
}

impl Boundary {
    /// Whose inputs the region is made of.
    pub fn parts(&self) -> impl Iterator<Item = OperatorId> + '_ {
        self.batches.iter().chain(&self.outputs).chain(&self.deferred).map(|(_, own)| *own)
    }
}

/// The boundary operators of every tick.
pub fn boundaries(view: &View<'_>) -> Result<Vec<Boundary>, Refusal> {
    let mut boundaries = vec![Boundary::default(); view.program.ticks.len()];
    for id in view.program.operator_ids() {
        let operator = view.program.operator(id);
        let stream = match operator.op {
            Op::AllTicks | Op::EndAtomic => &view.streams[operator.inputs[0].index()],
            _ => &view.streams[id.index()],
        };
        let Some(boundary) = stream.group().and_then(|tick| boundaries.get_mut(tick.index())) else { continue };
        let list = match operator.op {
            Op::Snapshot(_) if view.is_own_snapshot(id) => &mut boundary.deferred,
            Op::Batch(_) | Op::Snapshot(_) => &mut boundary.batches,
            Op::AllTicks | Op::EndAtomic => &mut boundary.outputs,
            Op::DeferTick { .. } => &mut boundary.deferred,
            _ => continue,
        };
        list.push((view.origin(id)?, id));
    }
    for boundary in &mut boundaries {
        boundary.batches.sort();
        boundary.outputs.sort();
        boundary.deferred.sort();
    }
    Ok(boundaries)
}
