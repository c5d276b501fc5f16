//! `suki-opt diff`, `completions` and `man`.

use crate::support::{scratch, suki_opt};
use serde_json::Value;

const VOTING: &str = "examples/voting.ir";

#[test]
fn a_program_differs_from_its_plan_by_what_moved() {
    let plan = scratch("voting.diff.ir", suki_opt(&[VOTING, "--emit", "ir"]).stdout);
    let plan = plan.display().to_string();
    let run = suki_opt(&["diff", VOTING, &plan]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    for line in [
        "+ location `leader_helper`: 5 helping `leader`",
        "> operator `quorum(N, |vote| vote.id)` in `ready`: at `leader` -> at `leader_helper`",
    ] {
        assert!(run.stdout.lines().any(|found| found == line), "{line:?} is missing in\n{}", run.stdout);
    }
    let json = suki_opt(&["diff", VOTING, &plan, "--message-format", "json"]).stdout;
    let objects: Vec<Value> = json.lines().map(|line| serde_json::from_str(line).expect("it is JSON")).collect();
    assert!(objects.iter().all(|it| it["reason"] == "difference" && it["subject"].is_string()), "{json}");
    assert_eq!(objects.len(), run.stdout.lines().count() - 2, "the human form has a heading and a sum");
    let short = suki_opt(&["diff", VOTING, &plan, "--message-format", "short"]).stdout;
    assert_eq!(short.lines().count(), objects.len());
}

#[test]
fn exit_codes_say_whether_anything_differs() {
    assert_eq!(suki_opt(&["diff", VOTING, VOTING, "--exit-code"]).code, 0);
    let run = suki_opt(&["diff", VOTING, "examples/echo.ir", "--exit-code"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("differ in"), "{}", run.stderr);
    assert_eq!(suki_opt(&["diff", VOTING, "examples/echo.ir"]).code, 0);
    assert_eq!(suki_opt(&["diff", VOTING, "tests/errors/cycle.ir"]).code, 1, "no program to compare with");
    assert_eq!(suki_opt(&["diff", VOTING, "nowhere.ir"]).code, 2);
    assert_eq!(suki_opt(&["diff", VOTING]).code, 2);
}

#[test]
fn shells_know_every_verb() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let run = suki_opt(&["completions", shell]);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{shell}");
        for word in ["check", "explain", "diff", "--emit", "max-machines"] {
            let word = if shell == "fish" { word.trim_start_matches("--") } else { word };
            assert!(run.stdout.contains(word), "{shell} does not know {word}");
        }
    }
    assert_eq!(suki_opt(&["completions", "csh"]).code, 2);
}

#[test]
fn the_manual_is_the_help() {
    let page = suki_opt(&["man"]);
    assert_eq!((page.code, page.stderr.as_str()), (0, ""));
    assert!(page.stdout.contains(".TH suki-opt") && page.stdout.contains("max\\-machines"), "{}", page.stdout);
    let dir = scratch("man-is-here", "").with_file_name("man");
    std::fs::create_dir_all(&dir).expect("it can be made");
    assert_eq!(suki_opt(&["man", "--dir", &dir.display().to_string()]).code, 0);
    for name in ["suki-opt.1", "suki-opt-check.1", "suki-opt-diff.1"] {
        assert!(dir.join(name).is_file(), "{name}");
    }
    assert_eq!(suki_opt(&["man", "--dir", "/nowhere/at/all"]).code, 2);
}
