//! The client: drives a program's inputs and checks its outputs while it measures.
//!
//! **In this room**: what a workload is ([`workload`]), what one client remembers of its requests ([`requests`]), the
//! checks of replies and histories ([`check`]), numbers drawn for workloads ([`rng`]).
//! **Not in this room**: what a program's workload says; the generated client crate brings it.

pub mod check;
pub mod limits;
pub mod requests;
pub mod rng;
pub mod workload;
