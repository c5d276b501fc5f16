//! Programs as texts, and what their saturated spaces hold.
#![allow(dead_code, missing_docs)]

pub mod generate;
pub mod large;
pub mod plan;
pub mod random;
pub mod rename;
pub mod search;
pub mod world;

use suki_ir::{Code, Diagnostic, Program, Stream, infer, parse};

pub const EXAMPLES: [&str; 14] = [
    "voting",
    "two_pc",
    "kvs",
    "paxos",
    "echo",
    "reliable_broadcast",
    "primary_backup",
    "total_order",
    "word_count",
    "transitive_closure",
    "lock_service",
    "token_ring",
    "cart",
    "gossip_membership",
];

/// The text of a program of the folder of examples.
pub fn example(name: &str) -> String {
    let path = format!("{}/../examples/{name}.ir", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).expect("the examples are there")
}

/// The program of a text without errors, with its streams.
#[track_caller]
pub fn read(text: &str) -> (Program, Vec<Stream>) {
    let (program, diagnostics) = parse(text);
    no_errors(&diagnostics, text);
    let (streams, diagnostics) = infer(&program);
    no_errors(&diagnostics, text);
    (program, streams)
}

#[track_caller]
fn no_errors(diagnostics: &[Diagnostic], text: &str) {
    // The language refuses types that are no keys; the rules must not rest on that.
    let counts = |found: &&Diagnostic| found.is_error() && found.code != Code::NoKeyType;
    let errors: Vec<_> = diagnostics.iter().filter(counts).collect();
    assert!(errors.is_empty(), "{errors:#?}\n{text}");
}
