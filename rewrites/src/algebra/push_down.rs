//! Stateless operators cross a hop, so that less is sent.

use crate::condition::Condition;
use crate::encode::Encoded;
use crate::language::Node;
use crate::rule::{Apply, Derived, Rule, Side, Strength};
use crate::{HopKind, Logical, Sort, algebra};
use smallvec::smallvec;
use suki_ir::{LocationKind, Op};

pub(crate) const RULE: Rule = Rule {
    name: "push-down",
    strength: Strength::Equal,
    statement: "stateless(p, hop(x)) = hop(stateless(p, x))",
    condition: "the sender is a process, the hop is send or broadcast, every stage emits at most one element per \
                input, and no closure asks for its member's id",
    reason: "A process sends its elements unchanged, and entering a fault domain commutes with operators that emit \
             at most one element per input: what arrived before the crash is a prefix either way.",
    counter_example: "flat_map(x -> [x, x]) moved to the sender: the receiver crashes between the two copies and \
                      shows one, which the source never does.",
    theorem: "push_down",
    conditions: &[Condition::OneOutputPerInput, Condition::OwnIdStays],
    armed_by: &[Sort::Stateless],
    apply: Apply::Algebra(apply),
};

fn apply(encoded: &mut Encoded, node: &Node) -> Vec<Derived> {
    // A run crosses one by one, the first first.
    let Some([stage]) = algebra::stages(encoded, node) else { return Vec::new() };
    if !crosses(encoded, stage) {
        return Vec::new();
    }
    let mut derived = Vec::new();
    for (hop, head) in algebra::nodes(encoded, node.children[0]) {
        let Logical::Hop { kind: HopKind::Send | HopKind::Broadcast, from, .. } = head else { continue };
        if !matches!(encoded.program().location(from).kind, LocationKind::Process) {
            continue;
        }
        let inner = Node { head: node.head, children: hop.children.clone() };
        let sent = encoded.graph.add(inner.clone());
        let outer = Node { head: hop.head, children: smallvec![sent] };
        derived.push(Derived {
            left: Side { outer: node.clone(), inner: Some(hop) },
            right: Side { outer, inner: Some(inner) },
        });
    }
    derived
}

/// Whether a stage may be executed on either side of a hop.
fn crosses(encoded: &Encoded, stage: &Op) -> bool {
    let one_output = match stage {
        Op::Map(_) | Op::Filter(_) | Op::FilterMap(_) => true,
        Op::FlatMap(_) => !encoded.conditions.hold(Condition::OneOutputPerInput),
        _ => false,
    };
    let own_id = stage.closures().iter().any(|closure| closure.text().contains("self_id"));
    one_output && !(own_id && encoded.conditions.hold(Condition::OwnIdStays))
}
