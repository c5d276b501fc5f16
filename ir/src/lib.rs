//! The program: locations, operators, closures, properties, text and checks.
//!
//! **In this room**: the [`Program`] and what is known of it without optimizing anything: its text
//! ([`parse`], `Display`), its checks ([`check()`]), its streams ([`infer`]), pictures of it ([`view`]), what differs
//! from another ([`mod@compare`]).
//! **Not in this room**: files, terminals, costs, rewrites. Nothing here does I/O.

pub mod check;
mod closure;
pub mod compare;
mod diagnostic;
mod explain;
mod fact;
mod id;
pub mod json;
pub mod limits;
mod location;
mod op;
mod placed;
mod program;
mod source;
mod span;
mod stream;
mod suggest;
pub mod text;
pub mod view;
mod workload;

pub use check::{check, infer};
pub use closure::{Closure, Constant, ElementType, Quoted};
pub use diagnostic::{Code, Diagnostic, Severity};
pub use explain::{Page, explain};
pub use fact::Fact;
pub use id::{LocationId, OperatorId, TickId};
pub use location::{Affinity, AffinityKind, Location, LocationKind, Wishes};
pub use op::{Kind, Op};
pub use program::{Item, Operator, Program, Tick};
pub use source::{SourceFile, Sources};
pub use span::Span;
pub use stream::{Order, Retries, Shape, Stream, Ty};
pub use suggest::closest;
pub use text::{canonicalize, parse};
pub use workload::{Clause, View, Workload};
