//! The state of operators, keyed by hash tables that are as fast as tables of small keys can be.
//!
//! **In this room**: one file for each operator that keeps more than a plain Rust value. All of it is a pure function of
//! the calls made: no clock, no randomness, and no order of iteration that reaches an output.
//! **Not in this room**: what elements are and where they go; generated code pushes them.

mod join;
mod keyed;
mod quorum;
mod unique;
mod unique_join;
mod until;

pub use join::Join;
pub use keyed::Keyed;
pub use quorum::{Many, Quorum, Voters};
pub use unique::Unique;
pub use unique_join::UniqueJoin;
pub use until::{Forget, Until};
