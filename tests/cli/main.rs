//! The command line from outside: the built binary, its output, its exit codes.
//!
//! Goldens are in `tests/golden` (plans) and `tests/errors` (diagnostics). `SUKI_BLESS=1 cargo test --test cli` writes
//! them; whoever does that means it, and reads the difference before it is committed.

mod arguments;
mod book;
mod emit;
mod errors;
mod examples;
mod faults;
mod fmt;
mod json;
mod new;
mod plans;
mod run;
mod support;
mod verbs;
mod verify;
