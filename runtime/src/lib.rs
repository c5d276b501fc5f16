//! What generated binaries link: one process of a program, on one thread.
//!
//! **In this room**: `serve` the loop of a process (a [`Node`] takes what has arrived, steps, and hands what it has to
//! say to [`Net`]); `session` exactly once across reconnects; `wire` frames, codecs, the hello; `transport` TCP and Unix
//! sockets; `membership` who is where; `client` who asks; `journal` elements on disk; `op`, `lattice` the
//! state of operators; `value` values without types; `counters`, `metrics`, `log` what happens; `limits`.
//! **Not in this room**: programs, plans, rules. This crate depends on none of ours: generated code is the only bridge.
//!
//! A process never waits for another one. What it sends is kept until the peer has it, up to a limit; a peer beyond the
//! limit is declared crashed. Only the inputs of clients wait.

pub mod client;
pub mod counters;
mod ended;
mod flags;
pub mod host;
mod ids;
mod journal;
pub mod lattice;
pub mod limits;
mod log;
mod membership;
mod metrics;
mod net;
mod node;
pub mod op;
mod options;
mod plan;
pub mod profile;
pub mod route;
mod scratch;
mod serve;
mod session;
mod slow_cpu;
mod transport;
pub mod value;
pub mod wire;

pub use ended::{Ended, ServeError};
pub use ids::{ClientId, Instance, MemberId, Sender};
pub use journal::{JournalError, Recovered};
pub use membership::{Membership, MembershipError};
pub use net::Net;
pub use node::Node;
pub use options::{Flush, Options, Stop};
pub use plan::{Channel, Log, Place, Plan, Process, Reach, Role, Timer};
pub use serve::{run, serve};
pub use transport::{Address, AddressError, Reading, Writing, connect};
