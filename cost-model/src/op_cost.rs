//! What an operator costs for each element that comes in.

use crate::Target;
use suki_ir::{Kind, Op};

/// CPU nanoseconds for each element that arrives at any of the operator's inputs.
///
/// Hops, moves, inputs and outputs cost only what [`edge`](crate::edge) says, and the hash of the key if they
/// have one.
pub fn op_ns(target: &Target, op: &Op) -> f64 {
    let operators = &target.operators;
    match op {
        Op::Exchange { .. }
        | Op::Send { key: Some(_), .. }
        | Op::Broadcast { key: Some(_), .. }
        | Op::Demux { key: Some(_), .. } => operators.stateless_ns,
        Op::PersistTo { .. } => operators.disk_ns,
        Op::Scan { .. } => operators.scan_ns,
        Op::ArrivalOrder => operators.stateless_ns,
        other => match other.kind() {
            Kind::Source | Kind::Sink | Kind::Hop | Kind::Move => 0.0,
            Kind::Stateless | Kind::Effect => operators.stateless_ns,
            Kind::Keyed | Kind::Ordered => operators.hash_ns,
            // In a tick, and a running value costs no more: one accumulator, which a key finds at most.
            Kind::Aggregate => operators.tick_ns,
            Kind::Boundary | Kind::InTick => operators.tick_ns,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use suki_ir::{Closure, LocationId, Span, TickId};

    #[test]
    fn families_of_operators() {
        let target = Target::shipped("emulated-cluster").unwrap();
        let closure = || Closure::from_canonical("| x | x", Span::NONE);
        let to = LocationId(0);
        let check = |op: Op, expect: f64| assert_eq!(op_ns(&target, &op), expect, "{}", op.name());
        check(Op::Map(closure()), 5.0);
        check(Op::Union, 5.0);
        check(Op::ArrivalOrder, 5.0);
        check(Op::Unique, 40.0);
        check(Op::Scan { init: closure(), step: closure() }, 40.0);
        check(Op::Batch(TickId(0)), 10.0);
        check(Op::Count, 10.0);
        check(Op::PersistTo { log: "log".to_string() }, 1000.0);
        check(Op::Send { to, key: None }, 0.0);
        check(Op::Send { to, key: Some(closure()) }, 5.0);
        check(Op::Exchange { to, key: closure() }, 5.0);
        check(Op::Replicate { to }, 0.0);
    }
}
