//! The JSON form of a program, for tools: the graph that its text stands for.
//!
//! `schema/program-v1.json` describes it. **Promise**: what is valid in version 1 stays valid and keeps its meaning.
//! Later releases may add operators, facts, clauses and optional fields; whoever reads must not choke on an operator
//! that is new, and whoever writes need not know it. Anything else is version 2, and version 1 is read as long as
//! version 2 is written.
//!
//! Rust stays Rust: closures, types, items and counts are strings of source text. Locations and ticks are named,
//! operators are numbered by their place in the list. Reading checks all that reading a text checks.

mod document;
mod error;
mod operator;
mod read;
#[cfg(test)]
mod tests;
mod write;

pub use error::JsonError;
pub use read::read;
pub use write::write;

/// The version that is written, and read.
pub const FORMAT_VERSION: u32 = 1;
