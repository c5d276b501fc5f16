//! Every limit of the search, with its name.

/// Machines that a plan may use when neither the goal nor the target says.
pub const MACHINES_DEFAULT: u32 = 20;
/// Rounds of multiplicative weights for the lower bound.
pub const BOUND_ROUNDS: usize = 200;
/// Rounds for each single resource, after those.
pub const TIGHTENING_ROUNDS: usize = 40;
/// Rounds for each resource in each case of a case distinction.
pub const BRANCH_ROUNDS: usize = 15;
/// Choices that the search for one plan looks at, over and over, before it settles for what it has.
pub const WORK_MAX: u64 = 60_000_000;
/// Choices that bounding looks at before it settles for the bound that it has.
pub const BOUND_WORK_MAX: u64 = 30_000_000;
/// Families whose split or unsplit starts are all tried: two to this power.
pub const START_FAMILIES_MAX: usize = 4;
/// Sets of fused groups that are tried.
pub const FUSIONS_MAX: usize = 16;
/// Parts of one helper.
pub const PARTS_MAX: u32 = 4_096;
/// Starts from which the local search climbs.
pub const CLIMBS_MAX: usize = 6;
/// A plan with helpers must promise this much more than one without: the model is not exact enough to move things for
/// less.
pub const GAIN_MIN: f64 = 1.05;
