//! Timers: their beats stay at home until a state or a tick group has heard them.

use suki_ir::{Kind, Op, OperatorId, Program};

/// Which operators yield beats of a timer that no state has absorbed yet.
pub(super) struct Timers(Vec<bool>);

impl Timers {
    pub(super) fn of(plan: &Program) -> Self {
        let mut timed = vec![false; plan.operators.len()];
        let consumers = plan.consumers();
        let sources = plan.operator_ids().filter(|id| beats(&plan.operator(*id).op));
        let mut reached: Vec<OperatorId> = sources.collect();
        while let Some(id) = reached.pop() {
            if !std::mem::replace(&mut timed[id.index()], true) {
                reached.extend(consumers[id.index()].iter().filter(|next| passes_on(&plan.operator(**next).op)));
            }
        }
        Self(timed)
    }

    /// Whether the operator yields beats.
    pub(super) fn carries(&self, id: OperatorId) -> bool {
        self.0[id.index()]
    }
}

fn beats(op: &Op) -> bool {
    matches!(op, Op::Interval { .. } | Op::Random { .. })
}

/// Whether what comes in as a beat leaves as a beat, or enters a tick group as one.
fn passes_on(op: &Op) -> bool {
    match op {
        Op::ArrivalOrder | Op::Deal { .. } | Op::Batch(_) => true,
        // A message of another location is no beat of one's own timer.
        _ => matches!(op.kind(), Kind::Stateless | Kind::Effect | Kind::Move),
    }
}
