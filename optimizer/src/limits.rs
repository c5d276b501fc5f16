//! Every limit of the search, with its name.

/// Machines that a plan may use when neither the goal nor the target says.
pub const MACHINES_DEFAULT: u32 = 20;
/// Rounds of multiplicative weights for the lower bound.
pub const BOUND_ROUNDS: usize = 200;
/// Rounds for each resource when the bound is tightened around a plan.
pub const TIGHTENING_ROUNDS: usize = 20;
/// Plans that one extraction evaluates at most.
pub const EVALUATIONS_MAX: usize = 20_000;
/// Families whose split or unsplit starts are all tried: two to this power.
pub const START_FAMILIES_MAX: usize = 4;
/// Sets of fused groups that are tried.
pub const FUSIONS_MAX: usize = 16;
/// Parts of one helper.
pub const PARTS_MAX: u32 = 4_096;
