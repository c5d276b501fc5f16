//! `suki-opt verify` of certificates that were kept, and what rules say of themselves.

use crate::support::suki_opt;

/// Plans an example into files of its own; their paths: certificate, plan.
fn planned(name: &str, example: &str) -> (String, String) {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("verify");
    std::fs::create_dir_all(&folder).expect("a folder for the products");
    let path = |kind: &str| folder.join(format!("{name}.{kind}")).display().to_string();
    let (certificate, plan) = (path("json"), path("ir"));
    let run = suki_opt(&[example, "--emit", &format!("certificate={certificate},ir={plan}")]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    (certificate, plan)
}

#[test]
fn certificates_hold_for_their_source_and_plan() {
    for example in ["voting", "paxos"] {
        let source = format!("examples/{example}.ir");
        let (certificate, plan) = planned(example, &source);
        let bytes = std::fs::metadata(&certificate).expect("it is written").len();
        assert!(bytes < 100_000, "{example}: {bytes} bytes");
        let run = suki_opt(&["verify", &certificate, "--source", &source, "--plan", &plan]);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run:?}");
        assert!(run.stdout.starts_with(&format!("{plan}: the certificate holds: ")), "{}", run.stdout);
        let arguments = ["verify", &certificate, "--source", &source, "--plan", &plan, "--message-format", "json"];
        let verdict: serde_json::Value = serde_json::from_str(&suki_opt(&arguments).stdout).expect("JSON");
        assert_eq!(verdict["reason"], "verdict");
        assert!(verdict["placements"].as_u64() > Some(5), "{verdict}");
    }
}

#[test]
fn other_sources_and_plans_are_refused() {
    let (certificate, plan) = planned("other", "examples/voting.ir");
    let run = suki_opt(&["verify", &certificate, "--source", "examples/kvs.ir", "--plan", &plan]);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""), "{run:?}");
    assert!(run.stderr.contains("proves nothing of this plan and this source"), "{}", run.stderr);
    let text = std::fs::read_to_string(&plan).expect("it is written");
    let changed =
        text.replace("|vote| vote.id, 3", "|vote| vote.id, 2").replace("|vote| vote.id, N", "|vote| vote.id, 2");
    assert_ne!(text, changed);
    let wrong = plan.replace("other.ir", "wrong.ir");
    std::fs::write(&wrong, changed).expect("a changed plan");
    let run = suki_opt(&["verify", &certificate, "--source", "examples/voting.ir", "--plan", &wrong]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stderr.contains("nothing proves it equal"), "{}", run.stderr);
    let run = suki_opt(&["verify", "examples/voting.ir", "--source", "examples/voting.ir", "--plan", &plan]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stderr.contains("examples/voting.ir is no certificate"), "{}", run.stderr);
    assert_eq!(suki_opt(&["verify", "nowhere.json", "--source", "a", "--plan", "b"]).code, 2);
}

#[test]
fn rules_are_explained() {
    let run = suki_opt(&["explain", "rule:partition"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    for words in
        ["partition: at(helpers of A, hash k, x)", "  because     ", "  otherwise   ", "  theorem     partition\n"]
    {
        assert!(run.stdout.contains(words), "{words:?} is missing in\n{}", run.stdout);
    }
    let run = suki_opt(&["explain", "rule:partitoin"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("did you mean `partition`?"), "{}", run.stderr);
}
