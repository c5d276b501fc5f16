//! The commands: what is done in which order, and what ends a run.

mod cache;
mod check;
mod completions;
mod deliver;
mod diff;
pub mod explain;
mod fmt;
mod generate;
mod laws;
mod lsp;
mod man;
mod new;
pub mod plan;
pub mod read;
pub mod report;
mod rules;
pub mod run;
pub mod side;
pub mod simulate;
pub mod suggest;
mod watch;
mod workspace;

use crate::ui::Ui;

/// The verbs: each is a file here with `Args`, whose docs are its help, and `run`. Without a verb it is `plan`.
macro_rules! verbs {
    ($($module:ident: $Verb:ident,)*) => {
        /// What else to do than to plan.
        #[derive(Debug, clap::Subcommand)]
        #[allow(clippy::large_enum_variant, reason = "there is one for each process")]
        pub enum Verb { $(#[allow(missing_docs)] $Verb($module::Args),)* }

        impl Verb {
            /// What they are called.
            pub const NAMES: &'static [&'static str] = &[$(stringify!($module)),*];

            /// Does it.
            pub fn run(&self, ui: &Ui) -> Result<(), Problem> {
                match self { $(Verb::$Verb(args) => $module::run(args, ui),)* }
            }
        }
    };
}

verbs! {
    check: Check,
    completions: Completions,
    diff: Diff,
    explain: Explain,
    fmt: Fmt,
    lsp: Lsp,
    man: Man,
    new: New,
    rules: Rules,
    run: Run,
    simulate: Simulate,
}

/// How a run ends, as the process says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// What was asked for is there.
    Done = 0,
    /// The program has errors, there is no plan for it, or a check failed.
    Failed = 1,
    /// The command could not run: arguments, files.
    CouldNotRun = 2,
}

/// What ends a run early.
#[derive(Debug)]
pub struct Problem {
    /// How the run ends.
    pub exit: Exit,
    /// What is wrong.
    pub message: String,
    /// The line it concerns, in a file that is no program.
    pub line: Option<Box<Line>>,
    /// More of it, one line each.
    pub notes: Vec<String>,
    /// How to mend it.
    pub help: Option<String>,
}

/// A line of a file that is no program.
#[derive(Debug)]
pub struct Line {
    /// The file.
    pub path: String,
    /// All of it.
    pub text: String,
    /// The line, from 1.
    pub number: usize,
}

impl Problem {
    /// A problem of the program, or of what was found for it.
    pub fn failed(message: impl Into<String>) -> Self {
        Self { exit: Exit::Failed, message: message.into(), line: None, notes: Vec::new(), help: None }
    }

    /// A problem of the command itself.
    pub fn could_not_run(message: impl Into<String>) -> Self {
        Self { exit: Exit::CouldNotRun, ..Self::failed(message) }
    }

    /// Points at a line.
    pub fn at(mut self, line: Line) -> Self {
        self.line = Some(Box::new(line));
        self
    }

    /// Says more.
    pub fn notes(mut self, notes: Vec<String>) -> Self {
        self.notes = notes;
        self
    }

    /// Says how to mend it.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
