//! The client: drives a program's inputs and checks its outputs while it measures.
//!
//! **In this room**: what a workload is ([`workload`]) and what its program adds ([`program`]); what one client remembers
//! of its requests ([`requests`]); the checks of replies and histories ([`check`]); the load driver ([`drive`], [`load`] its
//! flags, [`report`] what it says).
//! **Not in this room**: what a program's workload says; the generated client crate brings it.

pub mod check;
mod checker;
pub mod drive;
mod driver;
pub mod figures;
pub mod json;
pub mod limits;
mod link;
pub mod load;
mod logs;
mod main;
pub mod program;
pub mod report;
pub mod requests;
pub mod rng;
mod script;
pub mod workload;

pub use main::main;
