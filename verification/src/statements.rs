//! What a plan may say of its streams, and what it may not do twice although no oracle names it.

use crate::encode::{Encoding, View};
use crate::kernel::congruence::Congruence;
use crate::kernel::terms::{TermId, Terms};
use crate::refusal::{Refusal, Side, Site};
use std::collections::BTreeMap;
use suki_ir::{ElementType, Fact, Op, OperatorId};
use suki_rewrites::Logical;

/// Both programs under the equalities that the certificate proves.
pub struct Same<'a> {
    /// All terms.
    pub terms: &'a Terms,
    /// Which of them are equal.
    pub classes: Congruence<'a>,
    /// The source.
    pub source: &'a View<'a>,
    /// The plan.
    pub plan: &'a View<'a>,
    /// What the source means.
    pub logic: &'a Encoding,
    /// What the plan means.
    pub planned: &'a Encoding,
}

/// Refuses facts and types that the source does not state of the same stream, and copies of what depends on timing.
pub fn check(mut same: Same<'_>) -> Vec<Refusal> {
    let (source, plan) = (same.source.program, same.plan.program);
    let mut refusals = Vec::new();
    for id in plan.operator_ids() {
        for fact in plan.operator(id).facts.iter().filter(|fact| is_binding(fact)) {
            let stated = |of: &OperatorId| source.operator(*of).facts.contains(fact);
            let streams: Vec<TermId> =
                source.operator_ids().filter(stated).map(|of| same.logic.terms[of.index()]).collect();
            let own = same.bag(same.planned.terms[id.index()]);
            if !streams.into_iter().any(|stream| same.bag(stream) == own) {
                let site = Site::of(Side::Plan, plan, id);
                let reason = "states a fact that the source does not state of this stream".into();
                refusals.push(Refusal::Operator { site, reason });
            }
        }
    }
    refusals.extend(types(&mut same));
    refusals.extend(copies(&mut same));
    refusals
}

/// A stream whose type the source writes down has no other type in the plan.
fn types(same: &mut Same<'_>) -> Vec<Refusal> {
    let (source, plan) = (same.source.program, same.plan.program);
    let mut written: BTreeMap<TermId, Vec<&ElementType>> = BTreeMap::new();
    for id in source.operator_ids() {
        if let Some(annotation) = &source.operator(id).annotation {
            written.entry(same.bag(same.logic.terms[id.index()])).or_default().push(annotation);
        }
    }
    let mut refusals = Vec::new();
    for id in plan.operator_ids() {
        let Some(annotation) = &plan.operator(id).annotation else { continue };
        let stream = same.bag(same.planned.terms[id.index()]);
        if written.get(&stream).is_some_and(|types| !types.contains(&annotation)) {
            let reason = "has another type than the source gives this stream".into();
            refusals.push(Refusal::Operator { site: Site::of(Side::Plan, plan, id), reason });
        }
    }
    refusals
}

/// Whether generated code or placement relies on the fact; estimates are nobody's premise.
fn is_binding(fact: &Fact) -> bool {
    matches!(fact, Fact::Fd { .. } | Fact::Unique(_) | Fact::Routed)
}

/// What is above a watermark depends on when it comes: two copies might not agree.
fn copies(same: &mut Same<'_>) -> Vec<Refusal> {
    let mut left: BTreeMap<TermId, usize> = BTreeMap::new();
    let (source, plan) = (same.source.program, same.plan.program);
    for id in source.operator_ids().filter(|id| depends_on_timing(&source.operator(*id).op)) {
        *left.entry(same.classes.class(same.logic.terms[id.index()])).or_default() += 1;
    }
    let mut refusals = Vec::new();
    for id in plan.operator_ids().filter(|id| depends_on_timing(&plan.operator(*id).op)) {
        let class = same.classes.class(same.planned.terms[id.index()]);
        match left.get_mut(&class) {
            Some(copies) if *copies > 0 => *copies -= 1,
            _ => {
                let reason = "a watermark is read oftener than in the source".into();
                refusals.push(Refusal::Operator { site: Site::of(Side::Plan, plan, id), reason });
            }
        }
    }
    refusals
}

fn depends_on_timing(op: &Op) -> bool {
    matches!(op, Op::Join { until: Some(_) } | Op::Quorum { until: Some(_), .. })
}

impl Same<'_> {
    /// The class of a stream, whether or not its order is forgotten: facts speak of elements.
    fn bag(&mut self, term: TermId) -> TermId {
        match (self.terms.head(term), self.terms.children(term)) {
            (Logical::Forget, [ordered]) => self.classes.class(*ordered),
            _ => self.classes.class(term),
        }
    }
}
