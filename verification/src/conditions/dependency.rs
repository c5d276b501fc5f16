//! Functional dependencies that the author states, and what follows from them for the votes of a quorum.
//!
//! The votes of a plan's quorum are those of a quorum of the source, so everything is asked of the source: the facts,
//! the fields that they name, the operators below. The question is carried up the stream, from an operator's result to
//! its input; at each one, what is stated of it may add to what is known.

use super::Placing;
use super::keys::Keys;
use crate::encode::View;
use crate::limits;
use crate::lineage::Value;
use crate::statements::Same;
use std::collections::BTreeMap;
use suki_ir::check::Vocabulary;
use suki_ir::{Fact, LocationKind, Op, OperatorId};
use suki_rewrites::Key;

/// By quorum of the plan: streams of the source that are its votes, apart from their order.
pub type Votes = BTreeMap<OperatorId, Vec<OperatorId>>;

/// What the source states of its streams.
pub struct Dependencies<'a> {
    source: &'a View<'a>,
    vocabulary: Vocabulary,
    votes: Votes,
}

/// Elements that agree on all of the first agree on the second.
type Dependency = (Vec<Value>, Value);

/// Finds the votes of every quorum. The first child of its term is what it reads, whatever order that had.
pub fn votes(same: &mut Same<'_>) -> Votes {
    let (source, plan) = (same.source.program, same.plan.program);
    let mut found = Votes::new();
    for id in plan.operator_ids().filter(|id| matches!(plan.operator(*id).op, Op::Quorum { .. })) {
        let Some(read) = same.terms.children(same.planned.terms[id.index()]).first() else { continue };
        for of in source.operator_ids().filter(|of| matches!(source.operator(*of).op, Op::Quorum { .. })) {
            let Some(original) = same.terms.children(same.logic.terms[of.index()]).first() else { continue };
            if same.classes.equal(*read, *original) {
                found.entry(id).or_default().push(source.operator(of).inputs[0]);
            }
        }
    }
    found
}

impl<'a> Dependencies<'a> {
    /// What `source` states, and the votes of the plan's quorums.
    pub fn new(source: &'a View<'a>, votes: Votes) -> Self {
        Self { source, vocabulary: Vocabulary::of(source.program), votes }
    }

    /// Whether elements of stream `at` that agree on `group` agree on `goal`.
    fn determines(&self, keys: &Keys<'_>, mut at: OperatorId, group: &Value, mut goal: Value) -> bool {
        let mut known = Known::default();
        known.learn(group.clone());
        for _ in &self.source.program.operators {
            known.close(self.stated(keys, at));
            if known.determines(&goal) {
                return true;
            }
            let Some((input, element)) = self.before(keys, at) else { return false };
            (known, goal, at) = (known.over(&element), over(&goal, &element), input);
        }
        false
    }

    /// The input of an operator whose elements are each made of one of it, and what is made. Streams of several
    /// members never agree as one stream does, and of a feedback variable nothing is known but what is stated of it.
    fn before(&self, keys: &Keys<'_>, id: OperatorId) -> Option<(OperatorId, Value)> {
        let operator = self.source.program.operator(id);
        let input = *operator.inputs.first().filter(|_| self.source.variable(id).is_none())?;
        let from = self.source.program.location(self.source.streams[input.index()].at);
        let from_process = from.kind == LocationKind::Process;
        let made = match &operator.op {
            Op::Filter(_) | Op::Inspect(_) | Op::PersistTo { .. } => Value::Element,
            Op::Entries | Op::Unordered | Op::ArrivalOrder => Value::Element,
            Op::Map(f) => keys.result(f.text(), &Value::Element),
            Op::FilterMap(f) => {
                let payloads = keys.payloads(f.text());
                let (first, rest) = payloads.split_first()?;
                rest.iter().all(|other| other == first).then(|| first.clone())?
            }
            Op::KeyBy(f) => Value::Tuple(vec![keys.result(f.text(), &Value::Element), Value::Element]),
            Op::Values => Value::Element.field("1"),
            Op::Send { .. } | Op::Broadcast { .. } if from_process => Value::Element,
            // The member that it names does not arrive.
            Op::Demux { .. } if from_process => Value::Element.field("1"),
            _ => return None,
        };
        Some((input, made))
    }

    /// What the author states of a stream, as far as agreement means one encoding.
    fn stated(&self, keys: &Keys<'_>, id: OperatorId) -> Vec<Dependency> {
        let element = &self.source.streams[id.index()].element;
        let field = |name: &String| {
            let key = Key::Path(self.vocabulary.field_path(element, name)?);
            keys.canonical(&key, element).ok()?;
            keys.of(&key, &Value::Element).ok()
        };
        let mut found = Vec::new();
        for fact in &self.source.program.operator(id).facts {
            let (determinant, dependent) = match fact {
                Fact::Fd { determinant, dependent } => (determinant, dependent.iter().filter_map(field).collect()),
                Fact::Unique(fields) => (fields, vec![Value::Element]),
                _ => continue,
            };
            if let Some(determinant) = determinant.iter().map(field).collect::<Option<Vec<_>>>() {
                found.extend(dependent.into_iter().map(|dependent| (determinant.clone(), dependent)));
            }
        }
        found
    }
}

/// What two elements agree on.
#[derive(Default)]
struct Known(Vec<Value>);

impl Known {
    fn learn(&mut self, value: Value) {
        match value {
            Value::Tuple(parts) => parts.into_iter().for_each(|part| self.learn(part)),
            Value::Made { fields, .. } => fields.into_iter().for_each(|(_, part)| self.learn(part)),
            value if value.is_known() && value.size() <= limits::DEPENDENCY_VALUE_MAX => self.0.push(value),
            _ => {}
        }
    }

    /// Adds what follows.
    fn close(&mut self, mut dependencies: Vec<Dependency>) {
        let applies = |known: &Known, (determinant, _): &Dependency| determinant.iter().all(|v| known.determines(v));
        while let Some(next) = dependencies.iter().position(|dependency| applies(self, dependency)) {
            self.learn(dependencies.swap_remove(next).1);
        }
    }

    fn determines(&self, value: &Value) -> bool {
        let parts = |value: &Value| value.parts().iter().all(|part| self.determines(part));
        self.0.contains(value) || !matches!(value, Value::Element | Value::Unknown) && parts(value)
    }

    /// The same of what the elements are made of.
    fn over(&self, element: &Value) -> Known {
        let mut known = Known::default();
        self.0.iter().for_each(|value| known.learn(over(value, element)));
        known
    }
}

/// `value` of what `element` is; unknown when that grows too large.
fn over(value: &Value, element: &Value) -> Value {
    match value.size().saturating_mul(element.size()) <= limits::DEPENDENCY_VALUE_MAX {
        true => value.over(element),
        false => Value::Unknown,
    }
}

impl Placing<'_> {
    /// Whether votes that agree on the quorum's key agree on the key that they are distributed by.
    pub(super) fn determined_by_quorum(&self, id: OperatorId, key: &Key, closure: &str) -> Result<(), String> {
        let group = self.keys.result(closure, &Value::Element.field("1"));
        let goal = self.keys.of(key, &Value::Element)?;
        let mut votes = self.dependencies.votes.get(&id).into_iter().flatten();
        if votes.any(|votes| self.dependencies.determines(&self.keys, *votes, &group, goal.clone())) {
            return Ok(());
        }
        Err(format!("nothing in the source says that the quorum's key determines `{key}`"))
    }
}
