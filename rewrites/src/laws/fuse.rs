//! Fusion: two locations in one process.

use crate::condition::Condition;
use crate::rule::{Apply, Rule, Strength};

pub(crate) const RULE: Rule = Rule {
    name: "fuse",
    strength: Strength::Equal,
    statement: "hop from A to B = a queue, when A and B share a process",
    condition: "the author allows it with `colocate` or `--colocate`, and no `separate` forbids it; they crash \
                together; the queue stays a buffer",
    reason: "The author accepts that both fail together; a send is the identity on histories, near or far.",
    counter_example: "Merged without the author's word, one crash takes two of the f + 1 members that must not fail together.",
    theorem: "fuse",
    conditions: &[Condition::AuthorAllowsFusion],
    armed_by: &[],
    apply: Apply::Process,
};
