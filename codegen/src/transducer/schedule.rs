//! When in a tick what is done: strata, fixed at compile time.
//!
//! A singleton is ready one stratum after all that it is made from; an operator that reads it runs in that stratum or
//! later, as late as its readers allow. Where a stream is needed in a later stratum than it is made in, it waits in a
//! buffer.

use super::pipeline::leaves_tick;
use crate::plan::{Edge, Plan};
use std::collections::{BTreeMap, BTreeSet};
use suki_ir::{Kind, LocationId, Op, OperatorId, TickId};

/// What is known of one tick before its code is made.
pub(super) struct Schedule {
    /// The tick's operators here, arguments first.
    pub order: Vec<OperatorId>,
    /// The stratum in which a stream is made.
    stratum: BTreeMap<OperatorId, usize>,
    /// The stratum from which a singleton or optional can be read.
    ready: BTreeMap<OperatorId, usize>,
    /// Streams that wait in a buffer for every reader.
    buffered: BTreeSet<OperatorId>,
}

impl Schedule {
    pub fn of(plan: &Plan, at: LocationId, tick: TickId) -> Self {
        let order = plan.order().filter(|id| plan.at(*id) == at && plan.clock(*id) == Some(tick)).collect();
        let mut schedule =
            Schedule { order, stratum: BTreeMap::new(), ready: BTreeMap::new(), buffered: BTreeSet::new() };
        for id in schedule.order.clone() {
            schedule.early(plan, id);
        }
        for id in schedule.order.clone().into_iter().rev() {
            schedule.late(plan, id);
        }
        schedule
    }

    /// The first stratum that is possible.
    fn early(&mut self, plan: &Plan, id: OperatorId) {
        let op = plan.op(id);
        let waits = !matches!(op, Op::Batch(_) | Op::DeferTick { .. } | Op::Snapshot(_));
        let inputs = plan.operator(id).inputs.iter().enumerate().filter(|_| waits);
        let earliest = inputs.map(|(position, input)| {
            let made = self.ready.get(input).or_else(|| self.stratum.get(input)).copied().unwrap_or(0);
            made + usize::from(is_complete(plan, Edge { reader: id, position }))
        });
        let earliest = earliest.max().unwrap_or(0);
        if plan.is_value(id) {
            self.ready.insert(id, earliest);
        } else {
            self.stratum.insert(id, earliest);
            if !waits || is_group(plan, id) || matches!(op, Op::Sort) {
                self.buffered.insert(id);
            }
        }
    }

    /// The last stratum that its readers allow; no later than needed.
    fn late(&mut self, plan: &Plan, id: OperatorId) {
        let Some(early) = self.stratum.get(&id).copied() else { return };
        if self.buffered.contains(&id) {
            return;
        }
        let wanted = plan.edges(id).iter().filter_map(|edge| self.deadline(plan, *edge)).min();
        self.stratum.insert(id, wanted.unwrap_or(early).max(early));
        let several = matches!(plan.op(id), Op::Union);
        if several && !self.is_short(plan, id) {
            self.buffered.insert(id);
        }
    }

    /// The stratum in which a reader wants its elements; none if it does not matter.
    fn deadline(&self, plan: &Plan, edge: Edge) -> Option<usize> {
        let reader = edge.reader;
        if leaves_tick(plan.op(reader)) || matches!(plan.op(reader), Op::DeferTick { .. }) {
            return None;
        }
        let own = self.ready.get(&reader).or_else(|| self.stratum.get(&reader)).copied();
        own.map(|own| own.saturating_sub(usize::from(is_complete(plan, edge))))
    }

    /// Whether what follows is so little that every argument of a union may have its own copy of the code.
    fn is_short(&self, plan: &Plan, id: OperatorId) -> bool {
        plan.edges(id).iter().all(|edge| match plan.op(edge.reader) {
            Op::Persist => plan.edges(edge.reader).iter().all(|next| is_accumulator(plan, next.reader)),
            Op::AllTicks | Op::AllTicksAtomic | Op::DeferTick { .. } => true,
            Op::Union => !self.buffered.contains(&edge.reader) && plan.edges(id).len() == 1,
            _ => is_accumulator(plan, edge.reader) || self.stratum.get(&edge.reader) > self.stratum.get(&id),
        })
    }

    /// Whether a reader gets the elements of a stream later than they are made.
    pub fn is_cut(&self, plan: &Plan, id: OperatorId, edge: Edge) -> bool {
        if self.buffered.contains(&id) {
            return true;
        }
        if matches!(plan.op(id), Op::Persist) {
            return !is_accumulator(plan, edge.reader);
        }
        self.deadline(plan, edge) > self.stratum.get(&id).copied() && !is_complete(plan, edge)
    }

    /// When a buffered stream is given to a reader.
    pub fn due(&self, plan: &Plan, id: OperatorId, edge: Edge) -> usize {
        let own = self.stratum.get(&id).copied().unwrap_or(0);
        self.deadline(plan, edge).unwrap_or(own).max(own)
    }

    /// Whether the stream is one that elements are pushed through in this tick.
    pub fn has(&self, id: OperatorId) -> bool {
        self.stratum.contains_key(&id)
    }

    /// The stratum from which a singleton or optional can be read.
    pub fn ready_at(&self, id: OperatorId) -> Option<usize> {
        self.ready.get(&id).copied()
    }

    /// The last stratum in which anything is done.
    pub fn last(&self) -> usize {
        self.stratum.values().chain(self.ready.values()).copied().max().unwrap_or(0)
    }
}

/// Whether an operator makes one value from all elements.
pub(super) fn is_accumulator(plan: &Plan, id: OperatorId) -> bool {
    let op = plan.op(id);
    plan.is_value(id) && (op.kind() == Kind::Aggregate || matches!(op, Op::First | Op::Last))
}

/// Whether an operator makes one value from all elements of each key.
pub(super) fn is_group(plan: &Plan, id: OperatorId) -> bool {
    plan.op(id).kind() == Kind::Aggregate && plan.is_keyed(id)
}

/// Whether a reader needs all elements of an argument before it yields the first one.
pub(super) fn is_complete(plan: &Plan, edge: Edge) -> bool {
    let op = plan.op(edge.reader);
    let side = matches!(op, Op::CrossProduct | Op::AntiJoin | Op::Join { .. }) && edge.position == 1;
    side || matches!(op, Op::Sort) || is_accumulator(plan, edge.reader) || is_group(plan, edge.reader)
}

/// Whether an operator that also exists outside ticks does something else inside one.
pub(super) fn is_special(op: &Op) -> bool {
    op.kind() == Kind::Aggregate || matches!(op, Op::CrossProduct | Op::Join { .. } | Op::Unique)
}
