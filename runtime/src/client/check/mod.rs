//! What a run must satisfy. All of it is pure: histories in, verdicts out, no clock and no network.

mod agree;
mod linearizable;
mod observe;
mod spec;
#[cfg(test)]
mod tests;
mod verdict;
mod ways;

pub use agree::{Disagreement, agree};
pub use linearizable::{Linearizability, Operation, Tally};
pub use observe::{View, same};
pub use spec::{NoSpec, Sequential, Spec};
pub use verdict::Verdict;
