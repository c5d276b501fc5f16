//! Which operators a statement consists of: operators without a name stand inside their only consumer.

use crate::{Op, OperatorId, Program};

/// For each operator whether it is printed inside its consumer.
pub(super) struct Trees {
    inlined: Vec<bool>,
}

impl Trees {
    /// Inlines whatever may be: no name, one consumer, nothing stated of its result, no way back to itself.
    pub(super) fn new(program: &Program) -> Self {
        let consumers = program.consumers();
        let inlined = program.operator_ids().map(|id| {
            let operator = program.operator(id);
            operator.name.is_none()
                && operator.facts.is_empty()
                && operator.annotation.is_none()
                && consumers[id.index()].len() == 1
                && !is_output(&operator.op)
        });
        let mut trees = Trees { inlined: inlined.collect() };
        trees.break_cycles(&consumers);
        trees
    }

    /// Takes one operator out of each cycle that consists of inlined operators only.
    fn break_cycles(&mut self, consumers: &[Vec<OperatorId>]) {
        const UNSEEN: usize = usize::MAX;
        let mut seen_from = vec![UNSEEN; self.inlined.len()];
        for start in 0..self.inlined.len() {
            let mut at = start;
            while self.inlined[at] && seen_from[at] == UNSEEN {
                seen_from[at] = start;
                at = consumers[at][0].index();
            }
            if self.inlined[at] && seen_from[at] == start {
                self.inlined[at] = false;
            }
        }
    }

    pub(super) fn is_inlined(&self, id: OperatorId) -> bool {
        self.inlined[id.index()]
    }

    pub(super) fn take_out(&mut self, id: OperatorId) {
        self.inlined[id.index()] = false;
    }

    /// Operators that are statements, in order.
    pub(super) fn roots(&self) -> Vec<OperatorId> {
        (0..self.inlined.len()).filter(|at| !self.inlined[*at]).map(OperatorId::new).collect()
    }

    /// The operators of the statement of `root` in the order in which its text gives them ids, `root` last.
    pub(super) fn operators(&self, program: &Program, root: OperatorId) -> Vec<OperatorId> {
        let mut order = Vec::new();
        let mut stack = vec![(root, 0)];
        while let Some((id, next)) = stack.pop() {
            let Some(input) = program.operator(id).inputs.get(next) else {
                order.push(id);
                continue;
            };
            stack.push((id, next + 1));
            if self.is_inlined(*input) {
                stack.push((*input, 0));
            }
        }
        order
    }
}

/// Whether an operator is a statement without a name.
pub(super) fn is_output(op: &Op) -> bool {
    matches!(op, Op::Output { .. })
}
