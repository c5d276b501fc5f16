//! Names and facts of the source, for the streams of a plan that are the same.

use crate::encode::Encoded;
use egg::Id;
use rustc_hash::{FxHashMap, FxHashSet};
use suki_ir::{Fact, Operator, OperatorId};

/// Which source operators yield each class, and which of their names are taken.
pub(super) struct Names {
    by_class: FxHashMap<Id, Vec<OperatorId>>,
    taken: FxHashSet<String>,
}

impl Names {
    pub fn of(encoded: &Encoded) -> Self {
        let mut by_class: FxHashMap<Id, Vec<OperatorId>> = FxHashMap::default();
        for (operator, class) in encoded.program().operator_ids().zip(&encoded.classes) {
            if let Some(class) = class {
                by_class.entry(encoded.graph.find(*class)).or_default().push(operator);
            }
        }
        for (variable, definition) in &encoded.definitions {
            by_class.entry(encoded.graph.find(*definition)).or_default().push(*variable);
        }
        Self { by_class, taken: FxHashSet::default() }
    }

    /// Gives `operator`, which yields the stream of class `stream`, the name and the facts of the source's operator.
    /// A stream that only moves keeps the facts that are true of it wherever it is. Yields the source's name where
    /// another operator has it already.
    pub fn christen(&mut self, encoded: &Encoded, operator: &mut Operator, stream: Id, moved: bool) -> Option<String> {
        let sources = self.by_class.get(&stream).map_or(&[][..], Vec::as_slice);
        let same_op = |id: &&OperatorId| encoded.program().operator(**id).op.name() == operator.op.name();
        let source = sources.iter().find(same_op).or(sources.first())?;
        let source = encoded.program().operator(*source);
        let kept = |fact: &&Fact| match fact {
            Fact::Routed | Fact::Balanced | Fact::Selectivity(_) | Fact::AtLeastOnce | Fact::Lossy => {
                !moved && source.op.name() == operator.op.name()
            }
            Fact::Rate(_) | Fact::Bytes(_) | Fact::Fd { .. } | Fact::Unique(_) => true,
        };
        operator.facts = source.facts.iter().filter(kept).cloned().collect();
        if !moved {
            operator.annotation = source.annotation.clone();
        }
        let name = source.name.clone()?;
        if moved || !self.taken.insert(name.clone()) {
            return Some(name);
        }
        operator.name = Some(name);
        None
    }

    /// Gives a stateless operator the selectivity that the source states of the same operator.
    pub fn stage_facts(&self, encoded: &Encoded, operator: &mut Operator) {
        let same =
            encoded.program().operators.iter().find(|source| source.op == operator.op && !source.facts.is_empty());
        if let Some(source) = same {
            let kept = source.facts.iter().filter(|fact| matches!(fact, Fact::Selectivity(_)));
            operator.facts = kept.cloned().collect();
        }
    }
}
