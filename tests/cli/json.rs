//! The JSON form of programs and plans, wherever a text may stand.

use crate::support::{scratch, suki_opt, with_stdin};

#[test]
fn json_stands_for_its_text() {
    for name in ["voting", "two_pc", "kvs", "paxos"] {
        let file = format!("examples/{name}.ir");
        let json = suki_opt(&["fmt", "--as", "json", &file]);
        assert_eq!((json.code, json.stderr.as_str()), (0, ""), "{name}");
        let written = scratch(&format!("{name}.json"), &json.stdout);
        let written = written.to_str().expect("it is UTF-8");
        let text = suki_opt(&["fmt", "--as", "ir", written]);
        assert_eq!(text.stdout, suki_opt(&["fmt", "--as", "ir", &file]).stdout, "{name}");
        assert_eq!(suki_opt(&["check", written]).code, 0, "{name}");
    }
}

#[test]
fn plans_are_programs_in_json_too() {
    let json = suki_opt(&["examples/voting.ir", "--emit", "json"]).stdout;
    let plan = with_stdin(&["fmt", "--as", "ir", "-"], json.as_bytes());
    assert_eq!(plan.stdout, suki_opt(&["examples/voting.ir", "--emit", "ir"]).stdout);
    let planned =
        with_stdin(&["-", "--emit", "ir"], suki_opt(&["fmt", "--as", "json", "examples/voting.ir"]).stdout.as_bytes());
    assert_eq!(planned.stdout, plan.stdout);
}

#[test]
fn bad_json_has_a_place_or_a_path() {
    let check = |text: &str, expect: &[&str]| {
        let run = with_stdin(&["check", "-"], text.as_bytes());
        assert_eq!((run.code, run.stdout.as_str()), (1, ""), "{run:?}");
        assert!(expect.iter().all(|part| run.stderr.contains(part)), "{}", run.stderr);
    };
    check("{\n  \"format_version\": 1,\n  oops\n}", &["<stdin> is no program", "--> <stdin>:3", "oops"]);
    check("{\"format_version\": 7}", &["`format_version`: this is version 7", "ir/schema/program-v1.json"]);
    let operators = "{\"format_version\": 1, \"locations\": [], \"operators\": [{\"op\": \"mpa\"}]}";
    check(operators, &["`operators[0]`: no operator is called `mpa`"]);
    // What it means is said of the text that it stands for.
    check("{\"format_version\": 1, \"locations\": [], \"operators\": []}", &["error[S0021]", "<stdin> (as text)"]);
    // The layout of JSON is not ours.
    let run = with_stdin(&["fmt", "-"], b"{}");
    assert!(run.code == 1 && run.stderr.contains("error[S0066]"), "{run:?}");
}
