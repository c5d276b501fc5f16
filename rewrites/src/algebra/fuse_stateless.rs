//! Runs of stateless operators are lists.

use crate::encode::Encoded;
use crate::language::Node;
use crate::rule::{Apply, Derived, Rule, Side, Strength};
use crate::{Logical, Sort, algebra};

pub(crate) const RULE: Rule = Rule {
    name: "fuse-stateless",
    strength: Strength::Equal,
    statement: "stateless(b, stateless(a, x)) = stateless(a ++ b, x)",
    condition: "none",
    reason: "Looking at one element after another and keeping nothing is composition of functions on elements.",
    counter_example: "None: without the rule, association of compositions would be searched instead, which is Catalan.",
    theorem: "fuse_stateless",
    conditions: &[],
    armed_by: &[Sort::Stateless],
    apply: Apply::Algebra(apply),
};

/// Two at a time: what runs of three are equal to follows, and each pair is one node however long the run is.
fn apply(encoded: &mut Encoded, node: &Node) -> Vec<Derived> {
    let Some([outer]) = algebra::stages(encoded, node) else { return Vec::new() };
    let outer = outer.clone();
    let mut derived = Vec::new();
    for (child, head) in algebra::nodes(encoded, node.children[0]) {
        let Logical::Stateless(mut stages) = head else { continue };
        if stages.len() > 1 {
            continue;
        }
        stages.push(outer.clone());
        let head = encoded.intern(Logical::Stateless(stages));
        let right = Side { outer: Node { head, children: child.children.clone() }, inner: None };
        derived.push(Derived { left: Side { outer: node.clone(), inner: Some(child) }, right });
    }
    derived
}
