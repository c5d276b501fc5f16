//! What generated binaries link. Nothing is here yet.
//!
//! **In this room**, when it is filled: channels, the wire format, the state of operators, membership, shutdown,
//! metrics.
//! **Not in this room**: programs, plans, rules. This crate depends on none of ours: generated code is the only bridge.
pub mod client;
