//! What all verbs have in common, and `check`.

use crate::support::{Run, suki_opt, with_stdin};

#[track_caller]
fn check(run: &Run, code: i32, stdout: &str, in_stderr: &[&str]) {
    assert_eq!((run.code, run.stdout.as_str()), (code, stdout), "{run:?}");
    for expected in in_stderr {
        assert!(run.stderr.contains(expected), "{expected:?} is missing in\n{}", run.stderr);
    }
}

#[test]
fn flags_of_planning_are_not_flags_of_verbs() {
    let run = suki_opt(&["--max-machines", "3", "check", "examples/voting.ir"]);
    check(&run, 2, "", &["`check` takes nothing that stands before it but --message-format and --color"]);
    check(&suki_opt(&["examples/voting.ir", "check", "examples/voting.ir"]), 2, "", &["`check` takes nothing"]);
    check(&suki_opt(&["check", "examples/voting.ir", "--emit", "ir"]), 2, "", &["--emit"]);
    let run = suki_opt(&["--message-format", "short", "check", "tests/errors/cycle.ir"]);
    check(&run, 1, "", &["tests/errors/cycle.ir:7:20: error[S0011]"]);
    check(&suki_opt(&["chekc"]), 2, "", &["did you mean `suki-opt check`?"]);
}

#[test]
fn check_says_what_is_wrong_with_every_file() {
    let run = suki_opt(&["check", "examples/voting.ir", "examples/paxos.ir"]);
    assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (0, "", ""));
    let run = suki_opt(&["check", "tests/errors/cycle.ir", "examples/voting.ir", "tests/errors/several.ir"]);
    let expected =
        ["error[S0011]", "--> tests/errors/cycle.ir:7:20", "error[S0003]", "error: 4 errors in 2 of 3 files"];
    check(&run, 1, "", &expected);
    check(&suki_opt(&["check", "tests/errors/cycle.ir"]), 1, "", &["error: tests/errors/cycle.ir has 1 error\n"]);
    check(&suki_opt(&["check", "nowhere.ir", "tests/errors/cycle.ir"]), 2, "", &["could not read nowhere.ir"]);
    check(&with_stdin(&["check", "-"], b"process"), 1, "", &["--> <stdin>:1:"]);
    check(&suki_opt(&["check"]), 2, "", &["FILE"]);
}
