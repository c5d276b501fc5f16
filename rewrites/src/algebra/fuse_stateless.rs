//! Runs of stateless operators are lists.

use crate::encode::Encoded;
use crate::language::Node;
use crate::limits::FUSED_STAGES_MAX;
use crate::rule::{Apply, Derived, Rule, Side, Strength};
use crate::{Logical, algebra};

pub(crate) const RULE: Rule = Rule {
    name: "fuse-stateless",
    strength: Strength::Equal,
    statement: "stateless(b, stateless(a, x)) = stateless(a ++ b, x)",
    condition: "none",
    reason: "Looking at one element after another and keeping nothing is composition of functions on elements.",
    counter_example: "None: without the rule, association of compositions would be searched instead, which is Catalan.",
    theorem: "fuse_stateless",
    conditions: &[],
    apply: Apply::Algebra(apply),
};

fn apply(encoded: &mut Encoded, node: &Node) -> Vec<Derived> {
    let Some(outer) = algebra::stages(encoded, node).map(<[_]>::to_vec) else { return Vec::new() };
    let mut inner: Vec<(Node, Vec<_>)> = Vec::new();
    for (candidate, head) in algebra::nodes(encoded, node.children[0]) {
        if let Logical::Stateless(stages) = head
            && stages.len() + outer.len() <= FUSED_STAGES_MAX
        {
            inner.push((candidate, stages));
        }
    }
    // Only the longest run goes on: its prefixes are in the classes below it.
    let Some((child, stages)) = inner.into_iter().max_by_key(|(_, stages)| stages.len()) else { return Vec::new() };
    let head = encoded.intern(Logical::Stateless([stages, outer].concat()));
    let right = Side { outer: Node { head, children: child.children.clone() }, inner: None };
    vec![Derived { left: Side { outer: node.clone(), inner: Some(child) }, right }]
}
