//! What a seed prints: the same every time, and small where it fails.

use crate::support::{run, scratch, suki_opt};
use crate::{root, simulate};
use serde_json::Value;

#[test]
fn a_seed_has_one_trace() {
    let _turn = crate::BUILDS.lock();
    let voting = root().join("examples/voting.ir");
    let trace = || {
        let run = run(&mut simulate(&voting, &["--plan", "source", "--seed", "7", "--trace"]));
        assert_eq!(run.code, 0, "{run:?}");
        run.stdout
    };
    let first = trace();
    assert_eq!(first, trace());
    for words in
        ["client 0             asks       requests", "leader/0/0           receives", "Vote { id: ", "nothing is wrong"]
    {
        assert!(first.contains(words), "{words}:\n{first}");
    }
}

#[test]
fn what_fails_is_shrunk_and_said() {
    let _turn = crate::BUILDS.lock();
    let text = std::fs::read_to_string(root().join("examples/voting.ir")).expect("it is there");
    let lossy = text.replace(
        "clients.output(\"replies\", replies);",
        "clients.output(\"replies\", replies.filter(|(_, id)| *id % 8 != 7));",
    );
    assert_ne!(lossy, text);
    let file = scratch("forgetful.ir", lossy);
    let mut command =
        simulate(&file, &["--plan", "source", "--seeds", "200", "--jobs", "2", "--message-format", "json"]);
    let run = run(&mut command);
    assert_eq!(run.code, 1, "{run:?}");
    let report: Value = serde_json::from_str(&run.stdout).expect("it is JSON");
    assert_eq!((&report["program"], &report["plan"]), (&"forgetful".into(), &"source".into()));
    assert!(report["seeds"].as_u64() > Some(0) && report["steps"].as_u64() > Some(0), "{report}");
    assert!(report["faults"]["pause"].is_u64(), "{report}");
    let violated = &report["violations"][0];
    assert_eq!(violated["oracle"], "lost", "{violated}");
    assert!(violated["seed"].is_u64(), "{violated}");
    let steps = |at: usize| violated["steps"][at].as_u64().expect("it is a count");
    // Eight requests, each to three participants and back.
    assert!(steps(1) <= steps(0) && steps(1) < 150, "{:?}", violated["steps"]);
    let trace = violated["trace"].as_array().expect("it is there");
    assert!(trace.iter().any(|line| line.as_str().is_some_and(|line| line.contains("asks"))), "{trace:?}");
}

#[test]
fn wrong_flags_are_named() {
    let check = |args: &[&str], expect: &str| {
        let mut all = vec!["simulate", "examples/echo.ir"];
        all.extend(args);
        let run = suki_opt(&all);
        assert!(run.code == 2 && run.stderr.contains(expect), "{args:?}: {run:?}");
    };
    check(&["--set", "N=3"], "has no constant `N`");
    check(&["--seed", "1", "--seeds", "2"], "cannot be used with");
    check(&["--plan", "both", "--jobs", "0"], "0 is not in 1..");
}
