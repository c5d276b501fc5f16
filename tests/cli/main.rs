//! The command line from outside: the built binary, its output, its exit codes.
//!
//! Goldens are in `tests/golden` (plans) and `tests/errors` (diagnostics). `SUKI_BLESS=1 cargo test --test cli` writes
//! them; whoever does that means it, and reads the difference before it is committed.

mod arguments;
mod bench;
mod book;
mod browser;
mod calibrate;
mod certificate;
mod diff;
mod emit;
mod errors;
mod examples;
mod faults;
mod fmt;
mod json;
mod laws;
mod lsp;
mod new;
mod pareto;
mod pictures;
mod plans;
mod profile;
mod run;
mod support;
mod verbs;
mod verify;
mod watch;
mod why;
