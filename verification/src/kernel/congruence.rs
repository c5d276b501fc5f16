//! The least congruence that contains given equalities.

use super::terms::{TermId, Terms};
use crate::limits;
use crate::refusal::Refusal;
use rustc_hash::FxHashMap;
use suki_rewrites::Logical;

/// Classes of equal terms.
pub struct Congruence<'a> {
    terms: &'a Terms,
    parents: Vec<TermId>,
}

impl<'a> Congruence<'a> {
    /// Closes `equalities` under congruence.
    ///
    /// Plain passes over all terms until nothing changes: children come before parents, so one pass carries an
    /// equality all the way up, and further ones are needed only where instances meet above one another.
    pub fn close(terms: &'a Terms, equalities: &[(TermId, TermId)]) -> Result<Self, Refusal> {
        let mut classes = Self { terms, parents: terms.ids().collect() };
        for (left, right) in equalities {
            classes.unite(*left, *right);
        }
        let mut work = 0;
        loop {
            let mut signatures: FxHashMap<(u32, Vec<TermId>), TermId> = FxHashMap::default();
            let mut changed = false;
            for term in terms.ids() {
                work += 1 + terms.children(term).len();
                if work > limits::WORK_MAX {
                    return Err(Refusal::Limit { limit: "WORK_MAX" });
                }
                let signature = classes.signature(term);
                let twin = *signatures.entry(signature).or_insert(term);
                changed |= classes.unite(term, twin);
            }
            if !changed {
                return Ok(classes);
            }
        }
    }

    /// Whether both are in one class.
    pub fn equal(&mut self, left: TermId, right: TermId) -> bool {
        self.find(left) == self.find(right)
    }

    /// The term that stands for the class of `term`.
    pub fn class(&mut self, term: TermId) -> TermId {
        self.find(term)
    }

    fn signature(&mut self, term: TermId) -> (u32, Vec<TermId>) {
        let terms = self.terms;
        let mut children: Vec<TermId> = terms.children(term).iter().map(|child| self.find(*child)).collect();
        // The children of a union are in no order.
        if *terms.head(term) == Logical::Union {
            children.sort();
        }
        (self.terms.head_id(term), children)
    }

    /// The term that stands for the class. Paths are halved on the way, so that no chain of equalities is slow.
    fn find(&mut self, mut term: TermId) -> TermId {
        while self.parents[term.index()] != term {
            let above = self.parents[self.parents[term.index()].index()];
            self.parents[term.index()] = above;
            term = above;
        }
        term
    }

    /// Makes one class of two; says whether they were two.
    fn unite(&mut self, left: TermId, right: TermId) -> bool {
        let (a, b) = (self.find(left), self.find(right));
        self.parents[a.max(b).index()] = a.min(b);
        a != b
    }
}
