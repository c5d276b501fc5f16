//! Plans of the examples: what they gain, what they look like, and what no plan may do.
#![allow(missing_docs)]

#[path = "../support/mod.rs"]
mod support;

mod definitions;
mod fusing;
mod gains;
mod large;
mod oracles;
mod paxos;
mod renaming;
mod sequences;
mod twice;
