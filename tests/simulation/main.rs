//! Every example, as written and as planned, under seeds and faults; and seeded bugs, which must be found.
//!
//! Simulations are built once, in a cache of their own. `SUKI_BLESS=1` writes the table of the book anew. A long campaign:
//! `SUKI_SEEDS=1000000 cargo test --release --test simulation -- --ignored`.

mod examples;
mod mutants;
#[path = "../cli/support.rs"]
#[allow(dead_code)]
mod support;
mod traces;

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use support::{command, root, run};

/// What builds write into is shared: one at a time.
static BUILDS: Mutex<()> = Mutex::new(());

fn cache() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("simulation-cache")
}

/// What `suki-opt simulate` takes for a program besides seeds: rare things happen soon, and who may crash.
fn options(program: &str) -> &'static [&'static str] {
    if program.contains("paxos") { &["--set", "CHECKPOINT_SLOTS=4"] } else { &[] }
}

/// The same for its simulation.
fn survives(program: &str) -> &'static [&'static str] {
    if program.contains("paxos") {
        &["--survives", "proposers=1", "--survives", "acceptors=1", "--survives", "replicas=1"]
    } else {
        &[]
    }
}

/// The command with this cache.
fn simulate(file: &Path, more: &[&str]) -> Command {
    let mut args = vec!["simulate", file.to_str().expect("it is UTF-8")];
    args.extend(more);
    args.extend(options(&file.display().to_string()));
    let mut command = command(&args);
    command.env("SUKI_CACHE", cache());
    command
}

/// Builds the simulation of a program; the binary, kept as `name`.
fn built(file: &Path, name: &str) -> PathBuf {
    let _turn = BUILDS.lock().unwrap_or_else(PoisonError::into_inner);
    let built = run(&mut simulate(file, &["--plan", "source", "--seeds", "1", "--faults", "none"]));
    assert_eq!(built.code, 0, "{}: {built:?}", file.display());
    let binary = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-simulation"));
    let _ = std::fs::remove_file(&binary);
    std::fs::copy(cache().join("target/release/simulation"), &binary).expect("it has been built");
    binary
}

/// What a simulation says.
fn shown(binary: &Path, program: &str, args: &[&str]) -> Value {
    let output = Command::new(binary).args(args).args(survives(program)).output().expect("it has been built");
    let text = String::from_utf8_lossy(&output.stdout);
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{program}: {error}: {text}"))
}

/// What was wrong first, in a line; none: nothing.
fn violation(shown: &Value) -> Option<String> {
    let first = shown["violations"].as_array()?.first()?;
    let trace: Vec<&str> = first["trace"].as_array()?.iter().filter_map(Value::as_str).collect();
    let last = trace[trace.len().saturating_sub(40)..].join("\n");
    Some(format!("seed {}: {}: {}\n{last}", first["seed"], first["oracle"], first["why"]))
}
