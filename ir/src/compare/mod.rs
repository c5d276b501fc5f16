//! Two programs side by side: which operator of one is which of the other, and what differs.
//!
//! **In this room**: [`twins`] (the correspondence), [`compare`] (the differences, in the order of the programs).
//! **Not in this room**: whether both mean the same; that is for `suki-verification`.

mod difference;
mod twins;

pub use difference::{Change, Difference, compare};
pub use twins::{Twins, twins};

#[cfg(test)]
mod tests;
