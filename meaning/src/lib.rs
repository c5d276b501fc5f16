//! What a program means: a reference interpreter with every choice explicit, and refinement between two programs.
//!
//! **In this room**: values without types ([`Value`]), closures as functions of them ([`Closures`]), one file for each
//! operator (`op`), a program or plan as a machine whose every step is somebody's choice ([`Machine`]).
//! **Not in this room**: rules, plans and why they are right, generated code. It depends on `suki-ir` alone, so that no
//! mistake of the optimizer is repeated here. Nothing here does I/O.

mod bounds;
mod choices;
mod closures;
mod explore;
mod layout;
pub mod limits;
mod machine;
mod op;
mod reach;
pub mod refine;
mod registry;
mod run;
mod store;
mod trace;
mod trouble;
mod value;

pub use bounds::Bounds;
pub use choices::{Choices, Recorded, Seeded};
pub use closures::{Called, Closures, FunctionId, World};
pub use explore::{Explored, explore};
pub use machine::{Machine, Outputs, State, Step};
pub use refine::{Budget, Verdict, refines};
pub use registry::{Cast, Native, Registry};
pub use run::{Run, run};
pub use store::{Store, ValueId};
pub use trace::{Event, written};
pub use trouble::Trouble;
pub use value::Value;
