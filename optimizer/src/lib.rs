//! The choice of a plan: saturation, extraction, and what a plan is and why.
//!
//! **In this room**: the driver that applies the rules ([`saturate`]), what choices cost ([`charge`], [`volume`],
//! [`parts`]), the lower bound ([`bound`]) and the search ([`extract`]), the whole way ([`optimize()`]), and what would allow
//! more ([`alternatives`]).
//! **Not in this room**: rules and their conditions (`suki-rewrites`), constants and estimates (`suki-cost-model`),
//! whether a certificate is right (`suki-verification`), printing.

pub mod alternatives;
pub mod bound;
pub mod charge;
pub mod extract;
mod goal;
pub mod limits;
mod optimize;
mod outcome;
pub mod parts;
pub mod saturate;
pub mod sharing;
mod stop;
pub mod table;
pub mod volume;

pub use goal::{Goal, Objective};
pub use optimize::{Failure, fusions, optimize};
pub use outcome::{EGraphReport, ExtractionReport, Outcome, RuleUse};
pub use stop::Stop;
