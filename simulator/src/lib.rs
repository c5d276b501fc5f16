//! All processes of a generated program in one, under virtual time: whatever the network, the clocks and the machines may
//! do to them is a choice, and all choices come from a seed.
//!
//! **In this room**: `choices` the stream of choices, drawn or replayed; `weather` what a seed draws before it begins;
//! `world` processes, letters and clients, one event after the other; `faults` what may go wrong; `oracle` what must not;
//! `shrink` fewer choices that fail alike; `campaign` many seeds; `limits`.
//! **Not in this room**: sockets, threads of processes, clocks, files; programs and plans (generated code brings a
//! [`Subject`], which is made of the very nodes that run elsewhere); what a reply must be (`suki-runtime`'s client).
//!
//! Time is in microseconds since the start. The same seed gives the same trace, byte by byte.

mod agenda;
mod campaign;
mod choices;
mod clients;
mod faults;
mod flags;
mod limits;
mod mail;
mod map;
mod oracle;
mod random;
mod report;
mod shrink;
mod subject;
#[cfg(test)]
mod tests;
mod trace;
mod weather;
mod world;

pub use campaign::main;
pub use random::random;
pub use report::{Report, Violated};
pub use subject::{Subject, hexadecimal, text};
