//! Flags, files, exit codes.

use crate::support::{Run, command, root, run, scratch, suki_opt, with_stdin};

const VOTING: &str = "examples/voting.ir";

#[track_caller]
fn check(run: &Run, code: i32, in_stderr: &[&str]) {
    assert_eq!(run.code, code, "{run:?}");
    assert_eq!(run.stdout, "", "{run:?}");
    for expected in in_stderr {
        assert!(run.stderr.contains(expected), "{expected:?} is missing in\n{}", run.stderr);
    }
}

#[test]
fn files_that_cannot_be_read() {
    check(
        &suki_opt(&["examples/votin.ir"]),
        2,
        &["could not read examples/votin.ir", "did you mean examples/voting.ir?"],
    );
    check(&suki_opt(&["nowhere/voting.ir"]), 2, &["there is no folder nowhere"]);
    check(&suki_opt(&["examples"]), 2, &["could not read examples: is a directory"]);
    let latin = scratch("latin.ir", b"//! ok\n//! caf\xe9\n");
    check(&suki_opt(&[latin.to_str().expect("it is UTF-8")]), 2, &["it is not UTF-8, from line 2 on"]);
    check(&suki_opt(&[]), 2, &["FILE"]);
}

#[test]
fn unknown_words_get_the_closest() {
    check(&suki_opt(&[VOTING, "--emit", "plna"]), 2, &["nothing is called `plna`: did you mean `plan`?"]);
    check(
        &suki_opt(&[VOTING, "--target", "loopbak"]),
        2,
        &["did you mean `loopback`?", "aws-three-regions, emulated-cluster, gcp-n2-standard-4, loopback"],
    );
    check(&suki_opt(&[VOTING, "--target", "mars.toml"]), 2, &["could not read mars.toml"]);
    check(&suki_opt(&[VOTING, "--colocate", "leader,participant"]), 2, &["did you mean `participants`?"]);
    check(&suki_opt(&[VOTING, "--flush", "never"]), 2, &["each", "turn"]);
    check(&suki_opt(&[VOTING, "--max-machines", "0"]), 2, &["0"]);
}

#[test]
fn a_target_can_be_a_file() {
    let text = std::fs::read_to_string(root().join("cost-model/targets/emulated-cluster.toml")).expect("it is there");
    let good = scratch("good.toml", &text);
    let with_file = suki_opt(&[VOTING, "--emit", "ir", "--target", good.to_str().expect("it is UTF-8")]);
    assert_eq!(with_file.stdout, suki_opt(&[VOTING, "--emit", "ir"]).stdout);
    let line = 1 + text.lines().position(|line| line.starts_with("read_ns")).expect("it is there");
    let bad = scratch("bad.toml", text.replace("read_ns = 750", "reads_ns = 750"));
    let run = suki_opt(&[VOTING, "--target", bad.to_str().expect("it is UTF-8")]);
    check(&run, 2, &["unknown field `reads_ns`", &format!("bad.toml:{line}:"), "reads_ns = 750", "TARGETS.md"]);
}

#[test]
fn a_profile_goes_before_what_the_program_says() {
    let profile =
        scratch("profile.toml", "[streams]\nrequests = { rate = 1.0, bytes = 100_000 }\nvote = { rate = 3.0 }\n");
    let run = suki_opt(&[VOTING, "--message-format", "short", "--profile", profile.to_str().expect("it is UTF-8")]);
    assert_eq!(run.code, 0);
    assert_ne!(run.stdout, suki_opt(&[VOTING, "--message-format", "short"]).stdout);
    assert_eq!(run.stderr, "warning: the profile measures `vote`, which the program does not have\n");
    let bad = scratch("bad-profile.toml", "[streams]\nrequests = { speed = 1.0 }\n");
    check(&suki_opt(&[VOTING, "--profile", bad.to_str().expect("it is UTF-8")]), 2, &["bad-profile.toml:2:", "speed"]);
}

#[test]
fn a_budget_below_the_program_says_what_is_needed() {
    let run = suki_opt(&["examples/paxos.ir", "--max-machines", "5"]);
    check(&run, 1, &["5 machines do not suffice", "needs 8", "--max-machines 8"]);
}

#[test]
fn products_go_where_they_are_sent() {
    let path = scratch("voting.plan.ir", "");
    let emit = format!("plan,ir={}", path.display());
    let run = suki_opt(&[VOTING, "--emit", &emit]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert_eq!(run.stdout, suki_opt(&[VOTING]).stdout);
    let written = std::fs::read_to_string(&path).expect("it is written");
    assert_eq!(written, suki_opt(&[VOTING, "--emit", "ir"]).stdout);
    check(&suki_opt(&[VOTING, "--emit", "plan,ir"]), 2, &["only one product can go to standard output", "ir=PATH"]);
    check(&suki_opt(&[VOTING, "--emit", "ir=examples/../examples/voting.ir"]), 2, &["overwrite the program itself"]);
    check(&suki_opt(&[VOTING, "--emit", "ir=nowhere/x.ir"]), 2, &["could not write ir to nowhere/x.ir"]);
}

#[test]
fn standard_input_is_a_file() {
    let text = std::fs::read(root().join(VOTING)).expect("it is there");
    let run = with_stdin(&["-", "--emit", "ir"], &text);
    assert_eq!((run.code, run.stdout), (0, suki_opt(&[VOTING, "--emit", "ir"]).stdout));
}

#[test]
fn colours_are_asked_for() {
    let colored = |args: &[&str], no_color: &str| {
        let run = run(command(args).env("NO_COLOR", no_color));
        (run.stdout.contains('\u{1b}'), run.stderr.contains('\u{1b}'))
    };
    assert_eq!(colored(&[VOTING], ""), (false, false));
    assert_eq!(colored(&[VOTING, "--color", "always"], ""), (true, false));
    assert_eq!(colored(&[VOTING, "--color", "always"], "1"), (true, false));
    assert_eq!(colored(&["tests/errors/cycle.ir", "--color", "always"], ""), (false, true));
    assert_eq!(colored(&["tests/errors/cycle.ir", "--color", "never"], ""), (false, false));
    assert_eq!(colored(&["--color=always", "--emit", "x"], ""), (false, true));
    assert_eq!(colored(&["--color=never", "--emit", "x"], ""), (false, false));
}

#[test]
fn locations_may_be_merged_when_the_user_says_so() {
    let run = suki_opt(&["examples/paxos.ir", "--colocate", "acceptors,replicas", "--emit", "ir"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    let together = "proposers,acceptors,replicas";
    let run = suki_opt(&["examples/paxos.ir", "--target", "loopback", "--colocate", together, "--emit", "ir"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert!(run.stdout.contains("fuse(proposers, acceptors, replicas);"), "{}", run.stdout);
    let separate = std::fs::read_to_string(root().join("examples/paxos.ir")).expect("it is there")
        + "\nseparate(acceptors, replicas);\n";
    let run = with_stdin(&["-", "--colocate", "acceptors,replicas"], separate.as_bytes());
    check(&run, 2, &["keeps `acceptors` and `replicas` apart"]);
}

#[test]
fn turns_share_writes() {
    let throughput = |flush: &str| {
        let run = suki_opt(&[VOTING, "--message-format", "json", "--flush", flush]);
        let report: serde_json::Value = serde_json::from_str(&run.stdout).expect("it is JSON");
        report["before"]["throughput_per_s"].as_f64().expect("it is finite")
    };
    assert!(throughput("turn") > 5.0 * throughput("each"));
}
