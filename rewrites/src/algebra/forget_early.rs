//! Order is forgotten as early as it can be.

use crate::encode::Encoded;
use crate::language::Node;
use crate::rule::{Apply, Derived, Rule, Side, Strength};
use crate::{Logical, Sort, algebra};
use smallvec::smallvec;

pub(crate) const RULE: Rule = Rule {
    name: "forget-early",
    strength: Strength::Equal,
    statement: "forget(stateless(p, x)) = stateless(p, forget(x))",
    condition: "none",
    reason: "A stateless operator maps each element by itself, so it maps the bag as it maps the sequence.",
    counter_example: "None for stateless operators; for a scan the outputs depend on the order that was forgotten.",
    theorem: "forget_early",
    conditions: &[],
    armed_by: &[Sort::Forget],
    apply: Apply::Algebra(apply),
};

fn apply(encoded: &mut Encoded, node: &Node) -> Vec<Derived> {
    if encoded.logical(node) != Some(&Logical::Forget) {
        return Vec::new();
    }
    let mut derived = Vec::new();
    for (child, head) in algebra::nodes(encoded, node.children[0]) {
        // A pair of stages is passed one after the other.
        if !matches!(head, Logical::Stateless(stages) if stages.len() == 1) {
            continue;
        }
        let inner = Node { head: node.head, children: child.children.clone() };
        let forgotten = encoded.graph.add(inner.clone());
        let outer = Node { head: child.head, children: smallvec![forgotten] };
        derived.push(Derived {
            left: Side { outer: node.clone(), inner: Some(child) },
            right: Side { outer, inner: Some(inner) },
        });
    }
    derived
}
