//! What a plan carries to prove that it means the same: ground instances of rules over a term table.
//!
//! Only data lives here. The checker is in `suki-verification` and shares no code with the rules.

use crate::{Distribution, Logical};
use serde::{Deserialize, Serialize};
use suki_ir::OperatorId;

/// The version of the format.
pub const FORMAT_VERSION: u32 = 1;

/// A certificate for one source program and one plan.
///
/// How a checker reads it:
/// 1. It encodes the source into D-terms: the hops in `variables` become feedback variables.
/// 2. It encodes the plan into D-terms as well: moves (`exchange`, `gather`, `replicate`) disappear, helpers stand
///    for their family, runs of stateless operators become one [`Logical::Stateless`], and `origins` says which
///    operator of the source a choice, effect, hop on a cycle or tick boundary of the plan is.
/// 3. It checks each of `instances` against its rule, closes the equalities under congruence, and demands that
///    every sink and every definition of a variable is equal in both programs.
/// 4. It checks each of `placements` against the conditions of placement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// [`FORMAT_VERSION`].
    pub version: u32,
    /// Terms, hash-consed; children come before parents.
    pub terms: Vec<Term>,
    /// Ground instances of algebraic rules.
    pub instances: Vec<Instance>,
    /// The hops of the source that are feedback variables, ascending.
    pub variables: Vec<OperatorId>,
    /// Which operator of the source an operator of the plan is, ascending by the plan's. Listed: sources, sinks,
    /// `arrival_order`, `persist_to`, `batch`, `all_ticks`, `defer_tick`, and hops on cycles.
    pub origins: Vec<Origin>,
    /// One for each operator of the plan, in its order.
    pub placements: Vec<Placement>,
}

/// One term: a head and the indices of its children.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Term {
    /// The head.
    pub head: Logical,
    /// Indices into the term table, all below this term's.
    pub children: Vec<u32>,
}

/// A ground instance `left = right` of an algebraic rule.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Instance {
    /// The rule's name in the rule table.
    pub rule: String,
    /// Index of the left side.
    pub left: u32,
    /// Index of the right side.
    pub right: u32,
}

/// Which operator of the source an operator of the plan is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Origin {
    /// The operator of the plan.
    pub plan: OperatorId,
    /// The operator of the source.
    pub source: OperatorId,
}

/// Why an operator of the plan may be where it is. Its role is the location in the plan's text.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Placement {
    /// The rule of placement that allows it.
    pub rule: String,
    /// How the operator's result is spread over the parts of its location.
    pub distribution: Distribution,
}
