//! The certificate checker: whether a plan may replace its source.
//!
//! **In this room**: [`check`] with its own encoder (`encode`), its own kernel (`kernel`: correspondence, instances,
//! congruence closure), its own conditions of placement (`conditions`) and its own closure reader (`lineage`).
//! **Not in this room**: rules that search, e-graphs, costs. From `suki-rewrites` come data types alone: a mistake
//! there must not be repeated here. Nothing here does I/O, and no certificate makes it panic or hang.
//!
//! How a verdict comes about: both programs are read and inferred; the certificate's `origins` say which choice and
//! effect of the plan is which of the source; both programs become D-terms over the ids of the source; each instance
//! is matched against its rule; under the congruence of all instances every output, log and definition of a feedback
//! variable must be equal on both sides; last, each operator of the plan must be allowed to be where it is.

mod check;
mod conditions;
mod encode;
mod items;
mod kernel;
pub mod limits;
mod lineage;
mod refusal;
mod slice;
mod statements;
mod well_formed;

pub use check::{Checked, Permissions, check, check_with};
pub use refusal::{Refusal, Side, Site};
pub use slice::slice;
