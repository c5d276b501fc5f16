//! From a plan to Rust: a Cargo workspace with one transducer for each location.
//!
//! **In this room**: a checked `suki_ir::Program`, with or without helpers, becomes the text of files: [`rust`]. What
//! its elements are is said by [`Types`], from the checks of `suki-ir` or from rustc by way of a [`Mirror`]. All processes in
//! one, for `suki-simulator`: [`simulation`].
//! **Not in this room**: whether a plan is right or fast (other crates decide that before), what generated code links
//! (`suki-runtime` and `suki-simulator`, which know no programs), files and processes (`src/cmd`).

mod client;
mod closures;
mod dynamic;
mod glue;
mod laws;
pub mod limits;
mod manifest;
mod messages;
mod mirror;
mod names;
mod network;
mod plan;
mod print;
mod readme;
mod runtime;
mod simulation;
mod source;
mod transducer;
mod types;
mod vocabulary;
mod workspace;

pub use laws::{Laws, laws};
pub use manifest::{ChannelEntry, ChannelKind, LogEntry, Manifest, PortEntry, ProcessEntry, RoleEntry, TimerEntry};
pub use mirror::{Mirror, mirror};
pub use source::Source;
use suki_ir::Program;
pub use types::Types;
pub use workspace::Files;
use workspace::Form;

/// What is to be generated.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    /// The text that the program was parsed from.
    pub source: Source<'a>,
    /// Transducers alone, for users who own the loop: no processes, no client.
    pub library: bool,
}

/// The workspace of a checked program: path and text of every file, the same for the same program.
pub fn rust(program: &Program, types: &Types, options: &Options) -> Files {
    let form = if options.library { Form::Library } else { Form::Processes };
    workspace::files(&plan::Plan::new(program, types, options.source), form)
}

/// The workspace of a simulation: all processes of a checked program in one, under `suki-simulator`. None where nobody is
/// outside: there is nobody to ask and to observe.
pub fn simulation(program: &Program, types: &Types, source: Source<'_>) -> Option<Files> {
    let plan = plan::Plan::new(program, types, source);
    client::exists(&plan).then(|| workspace::files(&plan, Form::Simulation))
}

/// What a generated workspace says of itself in `manifest.json`.
pub fn manifest(program: &Program, types: &Types, options: &Options) -> Manifest {
    Manifest::of(&plan::Plan::new(program, types, options.source))
}
