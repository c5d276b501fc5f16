//! What a placed program costs: rates, loads, throughput, latency, machines.
//!
//! **In this room**: [`Target`]s (what a message, an operator and a machine cost), [`Profile`]s (what was
//! measured), [`rates`] (how many elements each stream carries), and what follows from them: [`op_ns`] and
//! [`edge`], which extraction adds up, [`throughput`] of roles with given loads, [`estimate`] for a whole program or
//! plan, and [`shares`], what each operator adds to it.
//! **Not in this room**: e-graphs, search, files, terminals. Targets and profiles are TOML text that others read.
//!
//! Everything is per *unit of workload*: one element at each input that clients drive. All times are CPU
//! nanoseconds of one whole core unless a name says otherwise. The same arguments always give the same result.

mod assumption;
mod bytes;
mod charge;
mod edge;
mod estimate;
mod graph;
mod latency;
pub mod limits;
mod load;
mod op_cost;
mod profile;
mod rate;
mod role;
mod rule;
mod shares;
mod stated;
mod target;
mod toml_error;

#[cfg(test)]
mod testing;

pub use assumption::Assumption;
pub use edge::{Edge, Flush, UnknownFlush, edge, local_edge};
pub use estimate::{Estimate, RoleEstimate, estimate};
pub use load::{Bound, RoleLoad, Throughput, throughput};
pub use op_cost::op_ns;
pub use profile::{Measured, Profile, ProfileError};
pub use rate::{Rate, Rates, rates};
pub use shares::{Says, Share, says, shares};
pub use target::{Isolation, Link, Machine, Operators, Target, TargetError, Turn};
