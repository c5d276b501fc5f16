//! The rules: D-terms and located streams in one e-graph, the rule table, certificates.
//!
//! **In this room**: the two sorts of the e-graph ([`language`], [`facts`]), programs to D-terms ([`encode()`]), what
//! closures do to keys ([`lineage`]), every rule ([`rules`]), what a plan proves
//! itself with ([`Certificate`]).
//! **Not in this room**: which demands are worked on when, what a plan costs and which one is chosen (`suki-optimizer`);
//! whether a certificate is right (`suki-verification`, which shares no code with the rules).

mod algebra;
mod certificate;
pub mod certify;
pub mod condition;
pub mod decode;
pub mod dependency;
pub mod encode;
pub mod facts;
mod key;
pub mod language;
mod laws;
pub mod limits;
pub mod lineage;
mod logical;
mod place;
mod planned;
pub mod rule;
pub mod space;
pub mod spread;

pub use certificate::{Certificate, FORMAT_VERSION, Instance, Origin, Placement, Term};
pub use encode::{Encoded, encode};
pub use key::Key;
pub use laws::admissible;
pub use logical::{HopKind, Logical, Sort};
pub use place::{Distribution, Place, Role};
pub use planned::unplanned;
pub use rule::{Rule, rules};
