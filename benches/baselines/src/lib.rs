//! Protocols written by hand on tokio: what generated programs are measured against.
//!
//! **In this room**: MultiPaxos in steady state ([`paxos`]: one process for each role, compartmentalized, or fused into
//! three), OmniPaxos as a library ([`omni`]), two-phase commit ([`two_pc`]), a client that loads them and checks every reply ([`client`]), the little
//! networking that they share ([`net`]), lists of the processes of a deployment ([`deployment`]), and what can be
//! compared ([`side`]), which `suki-cluster` does over the harness of `suki-benches`; what is measured for `benches/REPORT.md` ([`report`]).
//! **Not in this room**: elections, reconnects, truncated logs. These programs show how fast the normal case can be;
//! a process that loses a peer is of no further use.

pub mod cli;
pub mod client;
pub mod deployment;
pub mod net;
pub mod omni;
pub mod paxos;
pub mod report;
pub mod side;
pub mod slow_cpu;
pub mod two_pc;
