//! Hops and moves: what changes places.

use super::Placing;
use suki_ir::{Closure, Fact, Kind, LocationKind, Op, OperatorId, Order};
use suki_rewrites::Distribution;

impl Placing<'_> {
    /// The row of a hop or move.
    pub(super) fn edge(&self, id: OperatorId) -> Result<(), String> {
        let input = self.inputs(id)[0];
        if *self.distribution(input) == Distribution::Replicated {
            return Err("every part would send every element".into());
        }
        if self.op(id).kind() == Kind::Move {
            self.within_family(id, input)?;
        }
        self.order_across(id, input)?;
        match self.op(id) {
            Op::Send { key: Some(key), .. }
            | Op::Broadcast { key: Some(key), .. }
            | Op::Demux { key: Some(key), .. } => {
                self.clients_do_not_change(id, input)?;
                self.spread_by(id, key)
            }
            Op::Exchange { key, .. } => self.spread_by(id, key),
            Op::Replicate { .. } => match self.distribution(id) {
                Distribution::Replicated | Distribution::One => Ok(()),
                _ => Err("the result is at every part".into()),
            },
            _ => match self.distribution(id) {
                Distribution::One => Ok(()),
                _ => Err("the target has more than one part".into()),
            },
        }
    }

    fn within_family(&self, id: OperatorId, input: OperatorId) -> Result<(), String> {
        let family = |id: OperatorId| self.view.program.family(self.stream(id).at);
        if family(id) == family(input) { Ok(()) } else { Err("a move stays in its family".into()) }
    }

    /// What several parts send has no order, except per key when each key is sent by one part.
    fn order_across(&self, id: OperatorId, input: OperatorId) -> Result<(), String> {
        if !self.is_split(self.stream(input).at) {
            return Ok(());
        }
        match (self.stream(id).order, self.distribution(input)) {
            (Order::None, _) => Ok(()),
            (Order::PerKey, Distribution::Hash(key)) => self.keys.determined_by_first(key),
            _ => Err("several parts send what would have to arrive in order".into()),
        }
    }

    /// The parts of a helper get the elements whose key names them.
    fn spread_by(&self, id: OperatorId, closure: &Closure) -> Result<(), String> {
        let key = match self.distribution(id) {
            Distribution::One => return Ok(()),
            Distribution::Hash(key) => key,
            _ => return Err("elements go to the part that their key names".into()),
        };
        self.keys.computed_by(key, closure.text())?;
        self.keys.canonical(key, &self.stream(id).element)
    }

    /// Clients know the source's locations; they route by a key only where the author says so.
    fn clients_do_not_change(&self, id: OperatorId, input: OperatorId) -> Result<(), String> {
        let plan = self.view.program;
        if plan.location(self.stream(input).at).kind != LocationKind::External {
            return Ok(());
        }
        let routed = |id: OperatorId| self.source.operator(id).facts.contains(&Fact::Routed);
        let target = self.op(id).target().map(|to| self.view.families[to.index()]);
        let origin = self.view.origins[input.index()];
        let reads = |hop: &OperatorId| {
            let operator = self.source.operator(*hop);
            operator.op.target() == target && operator.inputs.first().copied() == origin
        };
        let mut hops = self.source.operator_ids().filter(reads).peekable();
        if hops.peek().is_some() && hops.all(routed) {
            return Ok(());
        }
        Err("clients do not change: the source's hop is not #[routed]".into())
    }
}
