//! `suki-opt verify`: what it says of a plan that is right, and of one that is wrong.

use crate::run::cache;
use crate::support::{Run, command, root, run, scratch};
use serde_json::Value;

fn verify(args: &[&str]) -> Run {
    let mut all = vec!["verify", "--seeds", "0"];
    all.extend(args);
    run(command(&all).env("SUKI_CACHE", cache()))
}

#[test]
fn a_plan_that_is_found_is_proven_within_bounds() {
    let run = verify(&["--message-format", "json", "examples/voting.ir"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let report: Value = serde_json::from_str(&run.stdout).expect("one object");
    assert_eq!(report["certificate"]["verdict"], "accepted");
    assert_eq!(report["refinement"]["verdict"], "proven");
    assert!(report["refinement"]["states"].as_u64().is_some_and(|states| states > 1), "{report}");
    assert_eq!(report["simulation"], Value::Null);
}

/// Two votes of three are taken for all.
#[test]
fn a_wrong_plan_is_found_out() {
    let source = std::fs::read_to_string(root().join("examples/voting.ir")).expect("it is there");
    let wrong = source.replace("votes.quorum(|vote| vote.id, N)", "votes.quorum(|vote| vote.id, 2)");
    assert_ne!(wrong, source);
    let (wrong, diagram) = (scratch("verify.wrong.ir", wrong), scratch("verify.svg", ""));
    let (wrong, diagram) = (wrong.display().to_string(), diagram.display().to_string());
    let run = verify(&[
        "--crash",
        "participants[2]",
        "--requests",
        "1",
        "--plan",
        &wrong,
        "--diagram",
        &diagram,
        "examples/voting.ir",
    ]);
    assert_eq!(run.code, 1, "{}", run.stdout);
    assert!(run.stdout.contains("crash participants[2]") && run.stdout.contains("≠ c0 < replies: 0"), "{}", run.stdout);
    let drawn = std::fs::read_to_string(&diagram).expect("it is written");
    assert!(drawn.starts_with("<svg") && drawn.contains("participants[2]"), "{drawn}");
}

#[test]
fn who_may_crash_is_a_member() {
    for who in ["participants[3]", "participants[x]", "clients", "nobody"] {
        let run = verify(&["--crash", who, "examples/voting.ir"]);
        assert_eq!((run.code, run.stderr.contains(&format!("`{who}` is no process"))), (2, true), "{}", run.stderr);
    }
}
