//! How many elements an operator yields, given what comes in.

use crate::Rate;
use crate::stated::Stated;
use suki_ir::{Kind, LocationId, LocationKind, Op, OperatorId, Program, Shape, Stream, Ty};

/// What the rules look at.
pub(crate) struct Rules<'a> {
    pub program: &'a Program,
    pub streams: &'a [Stream],
    pub stated: &'a Stated,
}

impl Rules<'_> {
    /// What the rate of an operator depends on.
    pub fn dependencies(&self, id: OperatorId) -> Vec<OperatorId> {
        let mut dependencies = self.program.operator(id).inputs.clone();
        dependencies.extend(self.ticking_batches(id));
        dependencies
    }

    /// The rate of `id`'s result, given those of other operators.
    pub fn rate(&self, id: OperatorId, of: &dyn Fn(OperatorId) -> Rate) -> Rate {
        let derived = self.derived(id, of);
        match self.stated.rate[id.index()] {
            Some(total) => Rate { total, hottest: total * self.hot_share(id, derived, of) },
            None => derived,
        }
    }

    /// What a figure is assumed for when `id` yields more than nothing from inputs of these rates.
    pub fn assumed(&self, id: OperatorId, of: &dyn Fn(OperatorId) -> Rate) -> Option<&'static str> {
        let op = &self.program.operator(id).op;
        let stated = self.stated.covered[id.index()] || self.stated.selectivity[id.index()].is_some();
        let idle = || self.input(id, 0, of).total == 0.0;
        match op {
            _ if stated || self.is_value(id) => None,
            Op::FilterIfSome if !idle() => {
                Some("assumed to let all elements through in steady state; #[selectivity] says how many")
            }
            Op::FilterIfNone if !idle() => {
                Some("assumed to let no element through in steady state; #[selectivity] says how many")
            }
            op if crate::stated::selects(op) && !idle() => {
                Some("assumed to yield one element for each that comes in; #[selectivity] or #[rate] says how many")
            }
            Op::AllTicks if !self.ticking_batches(id).is_empty() && of(id).total > 0.0 => {
                Some("assumed to leave once for each element that enters its tick; #[rate] says how often")
            }
            Op::Quorum { .. } if self.sending_members(id).is_none() => Some(
                "assumed to count the votes of a single sender: no cluster sends to it; #[rate] says how many it yields",
            ),
            _ => None,
        }
    }

    fn derived(&self, id: OperatorId, of: &dyn Fn(OperatorId) -> Rate) -> Rate {
        if self.is_value(id) {
            return Rate::ZERO;
        }
        let first = self.input(id, 0, of);
        let members = |at: LocationId| f64::from(self.program.members(at).max(1));
        let rate = match &self.program.operator(id).op {
            Op::Input { .. } => Rate { total: 1.0, hottest: 1.0 },
            // Beats, and what is there once at start, cost nothing per unit of workload.
            op if op.kind() == Kind::Source => Rate::ZERO,
            Op::Send { .. } | Op::Demux { .. } => Rate { total: first.total, hottest: first.total },
            Op::Broadcast { to, .. } => Rate { total: first.total * members(*to), hottest: first.total },
            Op::Union => first.plus(self.input(id, 1, of)),
            Op::Join { .. } => {
                let right = self.input(id, 1, of);
                Rate { total: first.total.min(right.total), hottest: first.hottest.min(right.hottest) }
            }
            Op::Quorum { .. } => first.times(1.0 / f64::from(self.sending_members(id).unwrap_or(1).max(1))),
            Op::FilterIfNone if self.stated.selectivity[id.index()].is_none() => Rate::ZERO,
            Op::AllTicks => {
                let once_per_tick = self.ticking_batches(id).into_iter().map(of).fold(Rate::ZERO, Rate::plus);
                first.plus(once_per_tick)
            }
            _ => first,
        };
        let rate = rate.times(self.stated.selectivity[id.index()].unwrap_or(1.0));
        if self.stated.balanced[id.index()] {
            return Rate { total: rate.total, hottest: rate.total / members(self.streams[id.index()].at) };
        }
        rate
    }

    /// The part of the total that the hottest member has.
    fn hot_share(&self, id: OperatorId, derived: Rate, of: &dyn Fn(OperatorId) -> Rate) -> f64 {
        let members = f64::from(self.program.members(self.streams[id.index()].at).max(1));
        let op = &self.program.operator(id).op;
        let input = self.input(id, 0, of);
        if derived.total > 0.0 {
            derived.hottest / derived.total
        } else if self.stated.balanced[id.index()] {
            1.0 / members
        } else if matches!(op, Op::Input { .. } | Op::Send { .. } | Op::Demux { .. }) {
            1.0
        } else if op.kind() != Kind::Hop && input.total > 0.0 {
            input.hottest / input.total
        } else {
            1.0 / members
        }
    }

    fn input(&self, id: OperatorId, index: usize, of: &dyn Fn(OperatorId) -> Rate) -> Rate {
        self.program.operator(id).inputs.get(index).map_or(Rate::ZERO, |input| of(*input))
    }

    /// Whether the result is the value of a tick: it does not flow, so it has no rate.
    fn is_value(&self, id: OperatorId) -> bool {
        let shape = self.streams[id.index()].shape;
        matches!(shape, Shape::Singleton | Shape::Optional) || shape.is_running()
    }

    /// The batches of the tick that `id` takes a value out of, once per tick.
    fn ticking_batches(&self, id: OperatorId) -> Vec<OperatorId> {
        let operator = self.program.operator(id);
        let (Op::AllTicks, Some(input)) = (&operator.op, operator.inputs.first()) else { return Vec::new() };
        let Some(tick) = self.streams[input.index()].clock.filter(|_| self.is_value(*input)) else { return Vec::new() };
        self.program.operator_ids().filter(|id| self.program.operator(*id).op == Op::Batch(tick)).collect()
    }

    /// Members of the cluster whose votes a quorum counts: as its element type says, else by the nearest hop upstream.
    fn sending_members(&self, quorum: OperatorId) -> Option<u32> {
        let mut at = *self.program.operator(quorum).inputs.first()?;
        if let Some(cluster) = sender(&self.streams[at.index()].element) {
            return self.program.location_named(cluster).map(|id| self.program.members(id));
        }
        for _ in 0..self.program.operators.len() {
            let operator = self.program.operator(at);
            let input = *operator.inputs.first()?;
            if operator.op.kind() == Kind::Hop {
                let from = self.program.family(self.streams[input.index()].at);
                let cluster = matches!(self.program.location(from).kind, LocationKind::Cluster { .. });
                return cluster.then(|| self.program.members(from));
            }
            at = input;
        }
        None
    }
}

/// The cluster in `(MemberId<cluster>, T)`.
fn sender(element: &Ty) -> Option<&str> {
    let Ty::Tuple(items) = element.peeled() else { return None };
    match items.first()? {
        Ty::Path(name, arguments) if name == "MemberId" => match arguments.first()? {
            Ty::Path(cluster, _) => Some(cluster),
            _ => None,
        },
        _ => None,
    }
}
