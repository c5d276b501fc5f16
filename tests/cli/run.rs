//! `suki-opt run`: how it starts, checks, and ends. Programs are built once for all tests, in a cache of their own;
//! `examples.rs` runs all of them.

use crate::support::{Run, command, root, run, scratch, suki_opt};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Nothing here takes so long unless it is broken; the first build takes most of it.
const PATIENCE: Duration = Duration::from_secs(600);

/// Where generated code is kept for all tests.
pub fn cache() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("run-cache")
}

/// The command with a cache and a folder for runs that are this test's own.
pub fn runner(args: &[&str], runs: &Path) -> Command {
    std::fs::create_dir_all(runs).expect("the folder can be written");
    let mut all = vec!["run", "--build", "dev", "--seed", "1"];
    all.extend(args);
    let mut command = command(&all);
    command.env("SUKI_CACHE", cache()).env("TMPDIR", runs);
    command
}

/// A short folder for runs: paths of sockets are short.
pub fn runs(name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("suki-{name}-{}", std::process::id()))
}

/// What is left in the folder for runs, which is then removed.
pub fn left(runs: &Path) -> Vec<PathBuf> {
    let left = std::fs::read_dir(runs).expect("it is there").flatten().map(|entry| entry.path()).collect();
    std::fs::remove_dir_all(runs).expect("it is ours");
    left
}

/// Processes whose command line mentions `runs`.
pub fn processes(runs: &Path) -> Vec<String> {
    let mark = runs.display().to_string();
    let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let lines = entries.filter_map(|entry| std::fs::read(entry.path().join("cmdline")).ok());
    lines.map(|line| String::from_utf8_lossy(&line).replace('\0', " ")).filter(|line| line.contains(&mark)).collect()
}

#[track_caller]
pub fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < deadline, "{what}: it takes too long");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Runs a program; nothing is left behind, however it ends.
#[track_caller]
pub fn tried(name: &str, args: &[&str]) -> Run {
    let runs = runs(name);
    let run = run(&mut runner(&[args, &["--message-format", "json"]].concat(), &runs));
    assert_eq!((left(&runs), processes(&runs)), (Vec::new(), Vec::new()), "something is left behind");
    run
}

/// Runs a program, which must end well; the report.
#[track_caller]
pub fn ran(name: &str, args: &[&str]) -> Value {
    let run = tried(name, args);
    assert_eq!(run.code, 0, "{run:?}");
    serde_json::from_str(&run.stdout).expect("it is JSON")
}

/// Runs a program for 2,000 requests; the report, once everything in it is right.
#[track_caller]
pub fn check(name: &str, args: &[&str]) -> Value {
    let report = ran(name, &[&["--requests", "2000"], args].concat());
    let count = |field: &str| report[field].as_u64();
    assert_eq!(
        [count("replies"), count("lost"), count("duplicated"), count("wrong")],
        [Some(2_000), Some(0), Some(0), Some(0)]
    );
    assert!(report["throughput_per_s"].as_f64() > Some(0.0), "{report}");
    assert!(report["latency_ns"]["p50"].as_u64() > Some(0), "{report}");
    assert!(report["latency_ns"]["p99"].as_u64() >= report["latency_ns"]["p50"].as_u64(), "{report}");
    for role in report["roles"].as_array().expect("it has roles") {
        assert!(role["name"].is_string() && role["instances"].as_u64() > Some(0), "{role}");
        for field in ["cpu_ns_per_command", "syscalls_per_command", "bytes_per_command"] {
            // What a plan has emptied only waits.
            assert!(role[field].as_f64() >= Some(0.0), "{role}");
        }
    }
    let busiest =
        report["roles"].as_array().into_iter().flatten().filter_map(|role| role["syscalls_per_command"].as_f64());
    assert!(busiest.fold(0.0, f64::max) > 0.0, "{report}");
    report
}

pub fn instances(report: &Value) -> Vec<(String, u64)> {
    let roles = report["roles"].as_array().expect("it has roles");
    let one =
        |role: &Value| (role["name"].as_str().unwrap_or("?").to_string(), role["instances"].as_u64().unwrap_or(0));
    roles.iter().map(one).collect()
}

#[test]
fn a_program_that_loses_replies_fails() {
    let text = std::fs::read_to_string(root().join("examples/voting.ir")).expect("it is there");
    let lossy = text.replace(
        "clients.output(\"replies\", replies);",
        "clients.output(\"replies\", replies.filter(|(_, id)| *id % 100 != 7));",
    );
    assert_ne!(lossy, text);
    let file = scratch("lossy.ir", lossy);
    let runs = runs("lossy");
    let mut command = runner(
        &[
            file.to_str().expect("it is UTF-8"),
            "--plan",
            "source",
            "--requests",
            "200",
            "--connections",
            "1",
            "--settle",
            "1",
        ],
        &runs,
    );
    let run = run(&mut command);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stderr.contains("lossy was not right: 2 lost"), "{}", run.stderr);
    assert!(run.stdout.contains("2 lost, 0 duplicated, 0 wrong"), "{}", run.stdout);
    assert_eq!((left(&runs), processes(&runs)), (Vec::new(), Vec::new()));
}

#[test]
fn a_script_is_played() {
    let lines = [
        r#"{"port":"requests","value":{"seq":0,"key":7,"op":{"Put":5}}}"#,
        r#"{"port":"requests","value":{"seq":1,"key":7,"op":"Get"}}"#,
    ];
    let script = scratch("script.jsonl", lines.join("\n"));
    let runs = runs("script");
    let script = script.to_str().expect("it is UTF-8");
    let run = run(&mut runner(&["examples/kvs.ir", "--plan", "source", "--script", script], &runs));
    let expected = "{\"port\":\"replies\",\"client\":0,\"value\":{\"seq\":0,\"value\":null}}\n{\"port\":\"replies\",\"client\":0,\"value\":{\"seq\":1,\"value\":5}}\n";
    assert_eq!((run.code, run.stdout.as_str()), (0, expected), "{run:?}");
    assert_eq!(left(&runs), Vec::<PathBuf>::new());
}

#[test]
fn wrong_arguments_are_said() {
    let said = |run: &Run, code: i32, words: &str| assert!(run.code == code && run.stderr.contains(words), "{run:?}");
    said(&suki_opt(&["run", "examples/nothing.ir"]), 2, "could not read examples/nothing.ir");
    said(&suki_opt(&["run", "tests/errors/cycle.ir"]), 1, "error[S0011]");
    said(&suki_opt(&["run", "examples/kvs.ir", "--plan", "best"]), 2, "optimised");
}

/// A run that goes on until it is ended, once all its processes are there.
fn endless(name: &str) -> (Child, PathBuf) {
    let runs = runs(name);
    let mut command = runner(&["examples/voting.ir", "--plan", "source", "--seconds", "500"], &runs);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary is built");
    // The leader, three participants, the client.
    wait_until("start", || processes(&runs).len() == 5);
    (child, runs)
}

fn signal(pid: &str, signal: &str) {
    let status = Command::new("kill").args([signal, pid]).status().expect("there is a kill");
    assert!(status.success());
}

#[test]
fn ends_cleanly_when_it_is_interrupted() {
    let (child, runs) = endless("interrupt");
    signal(&child.id().to_string(), "-INT");
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("interrupted"));
    assert_eq!((left(&runs), processes(&runs)), (Vec::new(), Vec::new()));
}

#[test]
fn leaves_nothing_when_it_is_killed() {
    let (mut child, runs) = endless("kill");
    child.kill().expect("it runs");
    child.wait().expect("it ends");
    wait_until("the processes end", || processes(&runs).is_empty());
    assert_eq!(left(&runs), Vec::<PathBuf>::new());
}

#[test]
fn says_which_process_has_ended() {
    let (child, runs) = endless("crash");
    let victim = std::fs::read_dir("/proc").expect("it is there").flatten().find_map(|entry| {
        let line = std::fs::read(entry.path().join("cmdline")).ok()?;
        let line = String::from_utf8_lossy(&line).into_owned();
        (line.contains(&runs.display().to_string()) && line.contains("bin/participants"))
            .then(|| entry.file_name().to_string_lossy().into_owned())
    });
    signal(&victim.expect("a participant runs"), "-KILL");
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(2));
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(stderr.contains("participants/") && stderr.contains("was ended by signal 9"), "{stderr}");
    assert!(stderr.contains("listening"), "the end of its log is shown: {stderr}");
    assert_eq!((left(&runs), processes(&runs)), (Vec::new(), Vec::new()));
}
