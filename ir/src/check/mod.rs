//! Checks and inference: what is known of a program's streams, and what is wrong with it.
//!
//! **In this room**: one pass for each property of a stream, each with the diagnostics that it can give:
//! `place` (location, clock, shape), `order`, `element` (types, by way of `closure`); then the
//! checks that read them. `infer` runs all of them. A pass never stops at an error: what an error leaves
//! open is unknown, and the unknown is in conflict with nothing, so that no error follows from another.
//! **Not in this room**: the text, and facts about keys that only the optimizer needs.
mod affinity;
mod bound;
mod closure;
mod constant;
mod cycle;
mod element;
mod expect;
mod fact;
mod field;
mod graph;
mod infer;
mod key;
mod log;
mod memo;
mod order;
mod place;
mod purity;
mod retries;
mod shape;
mod signature;
mod transfer;
mod type_error;
mod unused;
pub mod vocabulary;
mod workload;

use crate::{Diagnostic, Program};
pub use bound::joins_that_free;
pub use infer::infer;
pub use vocabulary::Vocabulary;

/// Everything that is wrong or doubtful about `program`, in textual order.
pub fn check(program: &Program) -> Vec<Diagnostic> {
    infer(program).1
}

#[cfg(test)]
mod tests;
