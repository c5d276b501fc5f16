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
mod interpreter;
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
    workspace::files(&plan::Plan::new(program, types, options.source), form(options))
}

/// The workspace of a simulation: all processes of a checked program in one, under `suki-simulator`. None where nobody is
/// outside: there is nobody to ask and to observe.
pub fn simulation(program: &Program, types: &Types, source: Source<'_>) -> Option<Files> {
    let plan = plan::Plan::new(program, types, source);
    client::exists(&plan).then(|| workspace::files(&plan, Form::Simulation))
}

/// The program that [`closures`] makes.
pub use interpreter::NAME as CLOSURES_ON_REQUEST;

/// The workspace of a program that calls the closures of a checked program on request, and draws elements of its
/// workload where it drives something.
pub fn closures(program: &Program, types: &Types, source: Source<'_>) -> Files {
    let plan = plan::Plan::new(program, types, source);
    let clauses = program.workload.iter().flat_map(|workload| &workload.clauses);
    let drives = clauses.into_iter().any(|clause| matches!(clause, suki_ir::Clause::Drive { .. }));
    workspace::files(&plan, workspace::Form::Closures { workload: drives && client::exists(&plan) })
}

/// The names of the closures of each operator in the generated code, in the order of `Op::closures`.
pub fn closure_names(program: &Program, types: &Types, source: Source<'_>) -> Vec<(suki_ir::OperatorId, Vec<String>)> {
    interpreter::names(&plan::Plan::new(program, types, source))
}

/// The workspace of a checked program whose processes count the elements of each stream that has a name;
/// `streams` of their counters has the sums, by the number of the operator that makes the stream.
pub fn counting(program: &Program, types: &Types, options: &Options) -> Files {
    workspace::files(&plan::Plan::new(program, types, options.source).counting(), form(options))
}

fn form(options: &Options) -> Form {
    if options.library { Form::Library } else { Form::Processes }
}

/// What a generated workspace says of itself in `manifest.json`.
pub fn manifest(program: &Program, types: &Types, options: &Options) -> Manifest {
    Manifest::of(&plan::Plan::new(program, types, options.source))
}
