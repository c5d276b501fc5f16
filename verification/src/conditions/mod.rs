//! Where an operator may live, one row of the table for each sort of operator.
//!
//! What is at a location with one part is at one instance, whatever a certificate calls it. Everything else here is
//! about helpers with several parts, and about edges into, out of and between them.

mod dependency;
mod edges;
mod keys;
mod rows;
mod timer;

use crate::encode::View;
use crate::items::Items;
use crate::refusal::{Refusal, Side, Site};
use dependency::Dependencies;
pub use dependency::{Votes, votes};
use keys::Keys;
use suki_ir::{Kind, LocationId, LocationKind, Op, OperatorId, Order, Program, Stream};
use suki_rewrites::{Certificate, Distribution, Key};
use timer::Timers;

/// A plan with its claims.
pub(crate) struct Placing<'a> {
    source: &'a Program,
    view: &'a View<'a>,
    keys: Keys<'a>,
    dependencies: Dependencies<'a>,
    timers: Timers,
    claims: Vec<&'a Distribution>,
}

/// Checks the claimed placement of every operator; returns how many hold.
pub fn check(
    (logic, view): (&View<'_>, &View<'_>),
    votes: Votes,
    certificate: &Certificate,
    refusals: &mut Vec<Refusal>,
) -> usize {
    let (source, plan) = (logic.program, view.program);
    if certificate.placements.len() != plan.operators.len() {
        let reason = format!("{} placements for {} operators", certificate.placements.len(), plan.operators.len());
        refusals.push(Refusal::Entry { list: "placements", index: certificate.placements.len(), reason });
        return 0;
    }
    let items = Items::of(source);
    let claims = certificate.placements.iter().map(|placement| &placement.distribution).collect();
    let (keys, dependencies) = (Keys::new(&items, source, plan), Dependencies::new(logic, votes));
    let placing = Placing { source, view, keys, dependencies, timers: Timers::of(plan), claims };
    let before = refusals.len();
    let refuse = |refusals: &mut Vec<Refusal>, id: OperatorId, reason: String| {
        let rule = certificate.placements[id.index()].rule.clone();
        refusals.push(Refusal::Placement { site: Site::of(Side::Plan, plan, id), rule, reason });
    };
    // No key is read before all are known to be harmless.
    for id in plan.operator_ids() {
        if let Err(reason) = placing.keys.is_admissible(placing.claims[id.index()]) {
            refuse(refusals, id, reason);
        }
    }
    if refusals.len() > before {
        return 0;
    }
    for id in plan.operator_ids() {
        if let Err(reason) = placing.operator(id, &certificate.placements[id.index()].rule) {
            refuse(refusals, id, reason);
        }
    }
    plan.operators.len().saturating_sub(refusals.len() - before)
}

/// The rules that an operator may be placed by.
fn rules(op: &Op, in_group: bool, to_helper: bool) -> &'static [&'static str] {
    match op {
        _ if in_group || op.kind() == Kind::Boundary => &["implement-region"],
        op if op.kind() == Kind::Source => &["implement-source"],
        Op::Send { .. } | Op::Broadcast { .. } | Op::Demux { .. } if !to_helper => &["enter"],
        Op::Send { .. } | Op::Broadcast { .. } | Op::Demux { .. } | Op::Exchange { .. } => &["decouple", "partition"],
        Op::Gather { .. } => &["gather", "decouple"],
        Op::Replicate { .. } => &["replicate", "decouple"],
        Op::Union => &["implement-union"],
        Op::Join { until: None } => &["implement-join", "implement-join-replicated"],
        Op::Join { until: Some(_) } => &["implement-join"],
        Op::CrossProduct => &["implement-whole", "implement-cross-replicated"],
        Op::Quorum { .. } => &["implement-quorum"],
        Op::Unique => &["implement-unique"],
        Op::ArrivalOrder => &["implement-arrival-order"],
        Op::Scan { .. } => &["implement-scan"],
        Op::PersistTo { .. } => &["implement-persist"],
        Op::Inspect(_) => &["implement-inspect"],
        op if is_whole(op) => &["implement-whole"],
        Op::Output { .. } => &["implement-sink"],
        _ => &["implement-stateless"],
    }
}

/// Whether an operator outside ticks is executed in one piece.
fn is_whole(op: &Op) -> bool {
    op.kind() == Kind::Aggregate || matches!(op, Op::Merge | Op::CrossProduct | Op::Deal { .. })
}

impl Placing<'_> {
    fn op(&self, id: OperatorId) -> &Op {
        &self.view.program.operator(id).op
    }

    fn inputs(&self, id: OperatorId) -> &[OperatorId] {
        &self.view.program.operator(id).inputs
    }

    fn stream(&self, id: OperatorId) -> &Stream {
        &self.view.streams[id.index()]
    }

    /// Where the operator runs; a sink runs where its input is.
    fn place(&self, id: OperatorId) -> LocationId {
        match (self.op(id), self.inputs(id).first()) {
            (Op::Output { .. }, Some(input)) => self.stream(*input).at,
            _ => self.stream(id).at,
        }
    }

    fn is_split(&self, at: LocationId) -> bool {
        self.view.program.parts(at) > 1
    }

    fn is_helper(&self, at: LocationId) -> bool {
        matches!(self.view.program.location(at).kind, LocationKind::Helper { .. })
    }

    /// How the result of an operator is spread.
    fn distribution(&self, id: OperatorId) -> &Distribution {
        if self.is_split(self.place(id)) { self.claims[id.index()] } else { &Distribution::One }
    }

    fn operator(&self, id: OperatorId, rule: &str) -> Result<(), String> {
        let (op, at) = (self.op(id), self.place(id));
        let in_group = self.stream(id).group().is_some();
        let known = rules(op, in_group, op.target().is_some_and(|to| self.is_helper(to)));
        if !known.contains(&rule) {
            return Err(format!("the rule must be {}", known.join(" or ")));
        }
        let claim = self.claims[id.index()];
        if !self.is_split(at) && *claim != Distribution::One {
            return Err("a location of one part has its streams at one instance".into());
        }
        if self.is_helper(at) && self.timers.carries(id) && op.kind() != Kind::Source {
            return Err("a timer stays at home with the state that hears it".into());
        }
        // A sink has no result; its row is about its input.
        if self.is_split(at) && op.kind() != Kind::Sink {
            if *claim == Distribution::One {
                return Err("a helper with several parts does not have it at one instance".into());
            }
            self.order_on_parts(id)?;
        }
        match op.kind() {
            _ if in_group || op.kind() == Kind::Boundary => self.region(id),
            Kind::Source if self.is_helper(at) => Err("sources stay at home".into()),
            Kind::Source => Ok(()),
            Kind::Hop | Kind::Move => self.edge(id),
            Kind::Sink => self.sink(id),
            _ if self.is_split(at) => self.row(id, rule),
            _ => Ok(()),
        }
    }

    /// A stream of several parts has no order, except per key when the key says to which part an element goes.
    fn order_on_parts(&self, id: OperatorId) -> Result<(), String> {
        match (self.stream(id).order, self.distribution(id)) {
            // Each part has the whole of it.
            (_, Distribution::Replicated) | (Order::None, _) => Ok(()),
            (Order::PerKey, Distribution::Hash(key)) => self.keys.determined_by_first(key),
            _ => Err("an ordered stream on several parts".into()),
        }
    }

    /// A tick group is whole, at its home or at a helper of one part.
    fn region(&self, id: OperatorId) -> Result<(), String> {
        if self.is_split(self.place(id)) {
            return Err("a tick group on several parts".into());
        }
        let tick = match self.op(id) {
            Op::AllTicks | Op::EndAtomic => self.stream(self.inputs(id)[0]).group(),
            _ => self.stream(id).group(),
        };
        match tick {
            Some(tick) if self.view.program.tick(tick).at == self.place(id) => Ok(()),
            _ => Err("a tick group in two places".into()),
        }
    }

    fn sink(&self, id: OperatorId) -> Result<(), String> {
        let input = self.inputs(id)[0];
        if *self.distribution(input) == Distribution::Replicated || *self.claims[id.index()] == Distribution::Replicated
        {
            return Err("every part would emit every element".into());
        }
        if self.is_split(self.place(id)) && self.stream(input).order != Order::None {
            return Err("an ordered output leaves from one instance".into());
        }
        if self.claims[id.index()] != self.distribution(input) {
            return Err("an output is spread as what it puts out".into());
        }
        Ok(())
    }

    /// The key that the result of an operator is distributed by.
    fn hash(&self, id: OperatorId) -> Result<&Key, String> {
        match self.distribution(id) {
            Distribution::Hash(key) => Ok(key),
            _ => Err(format!("{} is not distributed by a key", Site::of(Side::Plan, self.view.program, id))),
        }
    }
}
