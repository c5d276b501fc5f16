//! The part that has to be right: correspondence of the programs, terms, instances, closure.
//!
//! No file here knows a closure, a distribution or a location of a plan.

pub mod affinity;
pub mod congruence;
pub mod matching;
pub mod structure;
pub mod terms;
