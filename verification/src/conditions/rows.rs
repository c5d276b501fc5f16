//! Operators at a helper of several parts: what their inputs must be for the result to be as claimed.

use super::{Placing, is_whole};
use crate::lineage::Value;
use suki_ir::{Kind, Op, OperatorId, Shape};
use suki_rewrites::Distribution;

impl Placing<'_> {
    /// The row of an operator that is no source, sink, edge or part of a tick.
    pub(super) fn row(&self, id: OperatorId) -> Result<(), String> {
        match self.op(id) {
            Op::Union => self.union(id),
            Op::Join { until } => {
                self.watermark(id, until.is_some())?;
                self.join(id)
            }
            Op::Quorum { key, until, .. } => {
                self.watermark(id, until.is_some())?;
                self.quorum(id, key.text())
            }
            Op::Unique => {
                self.keys.canonical_type(&self.stream(id).element)?;
                self.same_key(id)
            }
            Op::Scan { .. } | Op::ArrivalOrder => self.ordered(id),
            op if is_whole(op) => Err("it is one piece, and each part would have some of it".into()),
            op if op.kind() == Kind::Effect => match self.distribution(id) {
                Distribution::Any => self.scattered(self.inputs(id)[0]),
                _ => self.same_key(id),
            },
            _ => self.stateless(id),
        }
    }

    /// The result and the only input are distributed by one key.
    fn same_key(&self, id: OperatorId) -> Result<(), String> {
        self.keys.same(self.hash(self.inputs(id)[0])?, self.hash(id)?)
    }

    /// Each element is at one part, whichever.
    fn scattered(&self, input: OperatorId) -> Result<(), String> {
        match self.distribution(input) {
            Distribution::Replicated => Err("a replicated stream counts once for each part".into()),
            _ => Ok(()),
        }
    }

    fn replicated(&self, input: OperatorId) -> Result<(), String> {
        match self.distribution(input) {
            Distribution::Replicated | Distribution::One => Ok(()),
            _ => Err("an input is not at every part".into()),
        }
    }

    fn stateless(&self, id: OperatorId) -> Result<(), String> {
        let input = self.inputs(id)[0];
        let key = match self.distribution(id) {
            Distribution::Hash(key) => key,
            Distribution::Replicated => return self.replicated(input),
            Distribution::Any | Distribution::One => return self.scattered(input),
        };
        let before = self.keys.of(self.hash(input)?, &Value::Element)?;
        let results = match self.op(id) {
            Op::Filter(_) | Op::Entries | Op::Unordered => vec![Value::Element],
            Op::Map(f) => self.keys.results(f.text(), &Value::Element),
            Op::FilterMap(f) => self.keys.payloads(f.text()),
            Op::KeyBy(f) => vec![Value::Tuple(vec![self.keys.result(f.text(), &Value::Element), Value::Element])],
            Op::Keys => vec![Value::Element.field("0")],
            Op::Values => vec![Value::Element.field("1")],
            _ => return Err("nothing is known of the keys of what it yields".into()),
        };
        self.keys.pulled_back(key, &results, &before)
    }

    fn union(&self, id: OperatorId) -> Result<(), String> {
        for input in self.inputs(id) {
            match self.distribution(id) {
                Distribution::Hash(key) => self.keys.same(self.hash(*input)?, key)?,
                Distribution::Replicated => self.replicated(*input)?,
                Distribution::Any | Distribution::One => self.scattered(*input)?,
            }
        }
        Ok(())
    }

    /// Both sides are distributed by the same part of the join key, and so is the result.
    fn join(&self, id: OperatorId) -> Result<(), String> {
        let key = self.hash(id)?;
        self.keys.determined_by_first(key)?;
        for side in &self.inputs(id)[..2] {
            self.keys.same(self.hash(*side)?, key)?;
            self.keys.canonical_type(&self.keys.first(&self.stream(*side).element))?;
        }
        Ok(())
    }

    /// All votes for a key, each `(member, vote)`, are where the key goes.
    fn quorum(&self, id: OperatorId, closure: &str) -> Result<(), String> {
        self.keys.canonical_type(&self.stream(id).element)?;
        let votes = self.hash(self.inputs(id)[0])?;
        let key = match self.distribution(id) {
            // Each key is complete at one part, which the key itself need not tell.
            Distribution::Any => return self.determined_by_quorum(id, votes, closure),
            _ => self.hash(id)?,
        };
        let before = self.keys.of(votes, &Value::Element)?;
        let results = self.keys.results(closure, &Value::Element.field("1"));
        self.keys.pulled_back(key, &results, &before)
    }

    /// A watermark reaches every part.
    fn watermark(&self, id: OperatorId, given: bool) -> Result<(), String> {
        match self.inputs(id).last() {
            Some(watermark) if given => self.replicated(*watermark),
            _ => Ok(()),
        }
    }

    /// State or choice per key: the key says where.
    fn ordered(&self, id: OperatorId) -> Result<(), String> {
        let input = self.inputs(id)[0];
        if self.stream(id).shape != Shape::Keyed || self.stream(input).shape != Shape::Keyed {
            return Err("state or choice for the whole stream on several parts".into());
        }
        self.same_key(id)?;
        self.keys.canonical_type(&self.keys.first(&self.stream(input).element))?;
        self.keys.determined_by_first(self.hash(id)?)
    }
}
