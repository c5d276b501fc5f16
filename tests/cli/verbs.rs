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

#[test]
fn rules_are_shown_with_their_theorems() {
    let people = suki_opt(&["rules"]);
    let expected = [
        "push-down: stateless(p, hop(x)) = hop(stateless(p, x))\n",
        "  kind        equal\n",
        "  if          the sender is a process",
        "  otherwise   flat_map(x -> [x, x]) moved to the sender",
        "  conditions  one-output-per-input, own-id-stays\n",
        "  theorem     push_down\n",
    ];
    assert_eq!((people.code, people.stderr.as_str()), (0, ""));
    for words in expected {
        assert!(people.stdout.contains(words), "{words:?} is missing in\n{}", people.stdout);
    }
    let short = suki_opt(&["rules", "--message-format", "short"]).stdout;
    assert!(
        short.contains("gather: equal: at(home, one, x) = the channels from at(helper, d, x) [gather]\n"),
        "{short}"
    );
    let json = suki_opt(&["rules", "--message-format", "json"]).stdout;
    let rules: Vec<serde_json::Value> = json.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(rules.len(), short.lines().count());
    for rule in &rules {
        let words = ["name", "strength", "statement", "condition", "reason", "counter_example", "theorem"];
        assert!(words.iter().all(|field| rule[field].is_string()) && rule["conditions"].is_array(), "{rule}");
    }
    let names: Vec<&str> = rules.iter().filter_map(|rule| rule["name"].as_str()).collect();
    assert!(names.contains(&"implement-quorum") && names.contains(&"fuse"), "{names:?}");
}
