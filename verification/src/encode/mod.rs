//! From a program to D-terms: this checker's own encoder, the same for both sides.
//!
//! Helpers stand for their family and moves disappear. Where a plan spreads an ordered stream over parts, its order
//! is gone: there the term says [`Logical::Forget`].

mod order;
mod view;

use crate::kernel::structure::translated;
use crate::kernel::terms::{TermId, Terms};
use crate::refusal::{Refusal, Side, Site};
use order::children_first;
use suki_ir::{Kind, LocationId, Op, OperatorId, Order, Shape, TickId};
use suki_rewrites::{HopKind, Logical};
pub use view::View;
use view::{Boundary, boundaries};

/// What a program means.
pub struct Encoding {
    /// The term of each operator's stream.
    pub terms: Vec<TermId>,
    /// For each hop that is a feedback variable: its definition.
    pub definitions: Vec<(OperatorId, TermId)>,
}

/// Encodes every operator of `view`, reached by a root or not.
pub fn encode(view: &View<'_>, terms: &mut Terms) -> Result<Encoding, Refusal> {
    let encoder = Encoder { view, boundaries: boundaries(view)? };
    let operators = view.program.operators.len();
    // Nodes of the order: operators, then regions.
    let order = children_first(operators + view.program.ticks.len(), |node| encoder.needs(node)).map_err(|node| {
        let site = Site::of(view.side, view.program, encoder.representative(node));
        Refusal::Operator { site, reason: "lies on a cycle without hop and without defer_tick".into() }
    })?;
    let mut done: Vec<Option<TermId>> = vec![None; operators + view.program.ticks.len()];
    for node in order {
        done[node] = Some(encoder.term(node, &done, terms)?);
    }
    let mut definitions = Vec::new();
    for id in view.program.operator_ids().filter(|id| view.variable(*id).is_some()) {
        definitions.push((id, encoder.hop(id, &done, terms)?));
    }
    let terms = done.into_iter().take(operators).flatten().collect();
    Ok(Encoding { terms, definitions })
}

struct Encoder<'a> {
    view: &'a View<'a>,
    boundaries: Vec<Boundary>,
}

impl Encoder<'_> {
    fn inputs(&self, id: OperatorId) -> &[OperatorId] {
        &self.view.program.operator(id).inputs
    }

    fn region_node(&self, tick: usize) -> usize {
        self.view.program.operators.len() + tick
    }

    /// The tick that an `all_ticks` or `end_atomic` leaves.
    fn left_tick(&self, id: OperatorId) -> Option<usize> {
        self.view.streams[self.inputs(id)[0].index()].group().map(TickId::index)
    }

    fn needs(&self, node: usize) -> Vec<usize> {
        if let Some(tick) = node.checked_sub(self.view.program.operators.len()) {
            return self.boundaries[tick].parts().map(|id| self.inputs(id)[0].index()).collect();
        }
        let id = OperatorId::new(node);
        match self.view.program.operator(id).op {
            Op::Batch(_) | Op::Snapshot(_) | Op::DeferTick { .. } => Vec::new(),
            Op::AllTicks | Op::EndAtomic => self.left_tick(id).map(|tick| self.region_node(tick)).into_iter().collect(),
            _ if self.view.variable(id).is_some() => Vec::new(),
            _ => self.inputs(id).iter().map(|input| input.index()).collect(),
        }
    }

    /// An operator that stands for a node in a message.
    fn representative(&self, node: usize) -> OperatorId {
        match node.checked_sub(self.view.program.operators.len()) {
            Some(tick) => self.boundaries[tick].parts().next().unwrap_or(OperatorId(0)),
            None => OperatorId::new(node),
        }
    }

    fn term(&self, node: usize, done: &[Option<TermId>], terms: &mut Terms) -> Result<TermId, Refusal> {
        if let Some(tick) = node.checked_sub(self.view.program.operators.len()) {
            return self.region(tick, done, terms);
        }
        let id = OperatorId::new(node);
        let operator = self.view.program.operator(id);
        let op = translated(&operator.op, self.view.families, self.view.ticks);
        if let Some(origin) = self.view.variable(id) {
            let variable = terms.add(Logical::Variable { origin }, Vec::new())?;
            return self.without_lost_order(id, variable, terms);
        }
        let keyed = self.view.streams[node].shape == Shape::Keyed;
        let children = || operator.inputs.iter().map(|input| taken(done, input.index())).collect::<Result<Vec<_>, _>>();
        match op {
            Op::Snapshot(_) if self.view.is_own_snapshot(id) => {
                terms.add(Logical::Deferred { defer: self.view.origin(id)? }, Vec::new())
            }
            Op::Batch(_) | Op::Snapshot(_) => terms.add(Logical::Argument { batch: self.view.origin(id)? }, Vec::new()),
            Op::DeferTick { .. } => terms.add(Logical::Deferred { defer: self.view.origin(id)? }, Vec::new()),
            Op::AllTicks | Op::EndAtomic => {
                let region = taken(done, self.left_tick(id).map_or(usize::MAX, |tick| self.region_node(tick)))?;
                terms.add(Logical::Project { output: self.view.origin(id)? }, vec![region])
            }
            Op::Send { .. } | Op::Broadcast { .. } | Op::Demux { .. } => {
                let hop = self.hop(id, done, terms)?;
                self.without_lost_order(id, hop, terms)
            }
            Op::Exchange { .. } | Op::Gather { .. } | Op::Replicate { .. } => {
                self.without_lost_order(id, children()?[0], terms)
            }
            op if op.kind() == Kind::Source => {
                terms.add(Logical::Source { origin: self.view.origin(id)?, op }, Vec::new())
            }
            Op::Output { .. } => terms.add(Logical::Sink { origin: self.view.origin(id)?, op }, children()?),
            op if op.kind() == Kind::Effect => {
                terms.add(Logical::Effect { origin: self.view.origin(id)?, op }, children()?)
            }
            Op::Deal { .. } => terms.add(Logical::Deal { origin: self.view.origin(id)?, op }, children()?),
            Op::ArrivalOrder => terms.add(Logical::ArrivalOrder { origin: self.view.origin(id)?, keyed }, children()?),
            _ if self.view.streams[node].group().is_some() => terms.add(Logical::InTick(op), children()?),
            Op::Scan { .. } => terms.add(Logical::Scan { op, keyed }, children()?),
            Op::Union => {
                let children = self.forgotten(id, children()?, terms)?;
                terms.add(Logical::Union, children)
            }
            Op::Join { .. } | Op::Quorum { .. } | Op::Unique => {
                let children = self.forgotten(id, children()?, terms)?;
                terms.add(Logical::Keyed(op), children)
            }
            Op::Merge | Op::CrossProduct => {
                let children = self.forgotten(id, children()?, terms)?;
                terms.add(Logical::Whole(op), children)
            }
            op if op.kind() == Kind::Aggregate => terms.add(Logical::Whole(op), children()?),
            _ => terms.add(Logical::Stateless(vec![op]), children()?),
        }
    }

    /// The inputs of an operator that does not see their order.
    fn forgotten(&self, id: OperatorId, children: Vec<TermId>, terms: &mut Terms) -> Result<Vec<TermId>, Refusal> {
        let forget = |(input, child): (&OperatorId, TermId)| match self.view.streams[input.index()].order {
            Order::None => Ok(child),
            Order::PerKey | Order::Total => terms.add(Logical::Forget, vec![child]),
        };
        self.inputs(id).iter().zip(children).map(forget).collect()
    }

    fn without_lost_order(&self, id: OperatorId, term: TermId, terms: &mut Terms) -> Result<TermId, Refusal> {
        if self.view.loses_order[id.index()] { terms.add(Logical::Forget, vec![term]) } else { Ok(term) }
    }

    fn hop(&self, id: OperatorId, done: &[Option<TermId>], terms: &mut Terms) -> Result<TermId, Refusal> {
        let operator = self.view.program.operator(id);
        let (kind, to) = match &operator.op {
            Op::Broadcast { to, .. } => (HopKind::Broadcast, *to),
            Op::Demux { to, .. } => (HopKind::Demux, *to),
            other => (HopKind::Send, other.target().unwrap_or(LocationId(0))),
        };
        let input = operator.inputs[0].index();
        let from = self.view.families[self.view.streams[input].at.index()];
        let to = self.view.families[to.index()];
        let child = taken(done, input)?;
        terms.add(Logical::Hop { kind, from, to }, vec![child])
    }

    fn region(&self, tick: usize, done: &[Option<TermId>], terms: &mut Terms) -> Result<TermId, Refusal> {
        let boundary = &self.boundaries[tick];
        let mut children = Vec::new();
        for (_, own) in boundary.batches.iter().chain(&boundary.outputs) {
            children.push(taken(done, self.inputs(*own)[0].index())?);
        }
        for (_, own) in &boundary.deferred {
            let body = taken(done, self.inputs(*own)[0].index())?;
            let op = translated(&self.view.program.operator(*own).op, self.view.families, self.view.ticks);
            children.push(terms.add(Logical::InTick(op), vec![body])?);
        }
        let ids = |list: &[(OperatorId, OperatorId)]| list.iter().map(|(origin, _)| *origin).collect();
        let head = Logical::Region {
            tick: self.view.ticks[tick],
            batches: ids(&boundary.batches),
            outputs: ids(&boundary.outputs),
            deferred: ids(&boundary.deferred),
        };
        terms.add(head, children)
    }
}

/// The term of a node that the order has put earlier.
fn taken(done: &[Option<TermId>], node: usize) -> Result<TermId, Refusal> {
    let missing = Refusal::Malformed { side: Side::Plan, reason: "a stream leaves a tick that it is not in".into() };
    done.get(node).copied().flatten().ok_or(missing)
}
