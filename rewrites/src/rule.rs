//! The rule table: the only place where a rule can be registered.

use crate::condition::Condition;
use crate::encode::Encoded;
use crate::language::{LogicalId, Node};
use crate::logical::Sort;
use crate::place::Place;
use crate::{algebra, laws};
use egg::Id;
use serde::Serialize;
use suki_ir::OperatorId;

/// How a rule may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Strength {
    /// Both sides denote the same histories for every schedule: a union in the e-graph.
    Equal,
    /// Every schedule of the right side maps to one of the left with the same outputs: one way, never a union.
    /// No rule of the table is of this kind, and certificates have no form for it.
    Refines,
}

/// One rule.
#[derive(Clone, Copy, Serialize)]
pub struct Rule {
    /// The name, as users meet it in plans and certificates.
    pub name: &'static str,
    /// How it may be used.
    pub strength: Strength,
    /// What it says.
    pub statement: &'static str,
    /// When it holds, in words.
    pub condition: &'static str,
    /// Why it holds.
    pub reason: &'static str,
    /// What goes wrong without the condition.
    pub counter_example: &'static str,
    /// The name of its theorem in `verification/proofs/`.
    pub theorem: &'static str,
    /// The conditions that it needs, by name.
    pub conditions: &'static [Condition],
    /// The sorts of operators that the rule has anything to say of; none: whatever the stream is. The driver asks no
    /// other rules.
    #[serde(skip)]
    pub armed_by: &'static [Sort],
    /// How it is applied.
    #[serde(skip)]
    pub apply: Apply,
}

impl Rule {
    /// Whether the rule has anything to say of a stream that operators of these sorts yield.
    pub fn is_armed_by(&self, sorts: &[Sort]) -> bool {
        self.armed_by.is_empty() || self.armed_by.iter().any(|sort| sorts.contains(sort))
    }
}

/// How a rule is applied.
#[derive(Clone, Copy)]
pub enum Apply {
    /// To a D-node of a class: equal terms.
    Algebra(fn(&mut Encoded, &Node) -> Vec<Derived>),
    /// To a demand: ways to meet it.
    Placement(fn(&Encoded, &Demand) -> Vec<Offer>),
    /// To a whole plan, when places are assigned to processes.
    Process,
}

/// One equality that an algebraic rule derives. Each side is a node, outermost first, and the node that stands for
/// its first child where the rule looks two levels deep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Derived {
    /// The matched side.
    pub left: Side,
    /// The new side.
    pub right: Side,
}

/// One side of an equality.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Side {
    /// The outermost node.
    pub outer: Node,
    /// The node that its first child is, where the rule says so.
    pub inner: Option<Node>,
}

/// A stream wanted at a place.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Demand {
    /// Where.
    pub place: Place,
    /// The class of the stream, of sort D.
    pub stream: Id,
}

/// One way to meet a demand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// What is done.
    pub means: Means,
    /// What that needs in turn.
    pub needs: Vec<Demand>,
}

/// What is done to meet a demand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Means {
    /// Execute the operator at the demand's place.
    Execute(LogicalId),
    /// Receive the hop from the need's place.
    Enter(LogicalId),
    /// Move the stream from the need's place, within the family.
    Move,
    /// Use the stream as the need's place has it.
    Widen,
    /// Read the feedback variable; the need is its definition and may come later.
    Refer(OperatorId),
}

/// All rules, algebra first.
pub fn rules() -> &'static [Rule] {
    const RULES: &[Rule] = &[
        algebra::fuse_stateless::RULE,
        algebra::push_down::RULE,
        algebra::forget_early::RULE,
        laws::source::RULE,
        laws::stateless::RULE,
        laws::union::RULE,
        laws::join::RULE,
        laws::join_replicated::RULE,
        laws::quorum::RULE,
        laws::unique::RULE,
        laws::scan::RULE,
        laws::arrival_order::RULE,
        laws::whole::RULE,
        laws::cross_replicated::RULE,
        laws::persist::RULE,
        laws::inspect::RULE,
        laws::region::RULE,
        laws::sink::RULE,
        laws::variable::RULE,
        laws::enter::RULE,
        laws::decouple::RULE,
        laws::partition::RULE,
        laws::gather::RULE,
        laws::replicate::RULE,
        laws::widen::RULE,
        laws::fuse::RULE,
    ];
    RULES
}
