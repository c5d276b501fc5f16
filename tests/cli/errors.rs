//! Every wrong program in `tests/errors` gets the text in the `.stderr` beside it, nothing on standard output, exit 1.

use crate::support::{check_golden, root, suki_opt, with_stdin};
use serde_json::Value;
use suki_ir::{Code, explain};

fn programs() -> Vec<String> {
    let folder = root().join("tests/errors");
    let entries = std::fs::read_dir(folder).expect("the folder is there").flatten();
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut programs: Vec<String> = names.filter_map(|name| name.strip_suffix(".ir").map(str::to_string)).collect();
    programs.sort();
    programs
}

#[test]
fn wrong_programs_are_explained() {
    assert!(programs().len() >= 10);
    for program in programs() {
        let run = suki_opt(&["check", &format!("tests/errors/{program}.ir")]);
        assert_eq!(run.stdout, "", "{program}");
        assert_eq!(run.code, i32::from(run.stderr.contains("error[")), "{program}: {}", run.stderr);
        check_golden(&format!("tests/errors/{program}.stderr"), &run.stderr);
    }
}

/// The least number of codes that the language has; each has a page and a failing example.
const CODES_MIN: usize = 80;

#[test]
fn every_code_has_an_example_that_yields_it() {
    assert!(Code::ALL.len() >= CODES_MIN, "{} codes", Code::ALL.len());
    for code in Code::ALL {
        let page = explain(*code).unwrap_or_else(|| panic!("{} has no page", code.as_str()));
        let file = format!("tests/errors/{}.ir", page.name);
        let run = suki_opt(&["check", &file, "--message-format", "short"]);
        assert!(run.stderr.contains(&format!("[{}]", code.as_str())), "{file} does not yield it:\n{}", run.stderr);
    }
}

#[test]
fn explain_prints_the_page() {
    let run = suki_opt(&["explain", "s0010"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    check_golden("tests/golden/S0010.explained", &run.stdout);
    let run = suki_opt(&["explain", "S0010", "--message-format", "short"]);
    assert_eq!(run.stdout, "error[S0010]: An operator that depends on order, on a stream without one\n");
    let run = suki_opt(&["explain", "S0019", "--message-format", "json"]);
    let page: Value = serde_json::from_str(&run.stdout).expect("it is JSON");
    assert_eq!((page["reason"].as_str(), page["level"].as_str()), (Some("explanation"), Some("warning")));
    assert!(["title", "cause", "example", "mend"].iter().all(|field| page[*field].is_string()), "{page}");
}

#[test]
fn unknown_codes_get_the_nearest() {
    let run = suki_opt(&["explain", "S010"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("no error code is called `S010`") && run.stderr.contains("did you mean `S0010`?"));
    let run = suki_opt(&["explain", "borrow"]);
    assert!(run.stderr.contains("the codes are: S0001, S0002"), "{}", run.stderr);
}

#[test]
fn every_golden_has_its_program() {
    for entry in std::fs::read_dir(root().join("tests/errors")).expect("the folder is there").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if let Some(program) = name.strip_suffix(".stderr") {
            assert!(programs().iter().any(|known| known == program), "{name} belongs to no program");
        }
    }
}

#[test]
fn short_is_one_line_each() {
    let run = suki_opt(&["tests/errors/several_meanings.ir", "--message-format", "short"]);
    check_golden("tests/golden/several_meanings.short", &run.stderr);
}

#[test]
fn json_is_one_object_each() {
    let run = suki_opt(&["tests/errors/several_meanings.ir", "--message-format", "json"]);
    let objects: Vec<Value> =
        run.stderr.lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect();
    let reasons: Vec<&str> = objects.iter().filter_map(|object| object["reason"].as_str()).collect();
    assert_eq!(reasons, ["diagnostic", "diagnostic", "diagnostic", "problem"]);
    let levels: Vec<&str> = objects.iter().filter_map(|object| object["level"].as_str()).collect();
    assert_eq!(levels, ["error", "warning", "error", "error"]);
    for object in &objects[..3] {
        assert!(object["code"].as_str().is_some_and(|code| code.starts_with('S')), "{object}");
        assert!(object["span"]["line"].as_u64().is_some_and(|line| line > 8), "{object}");
        assert!(object["span"]["column"].is_u64() && object["notes"].is_array(), "{object}");
    }
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
}

#[test]
fn warnings_do_not_stop() {
    let text = std::fs::read_to_string(root().join("examples/voting.ir")).expect("it is there");
    let text = text.replace("let ready =", "let idle = votes.map(|(_, vote)| vote.id);\nlet ready =");
    let run = with_stdin(&["-", "--emit", "ir"], text.as_bytes());
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stderr.starts_with("warning[S0019]: nothing reads `idle`\n  --> <stdin>:"), "{}", run.stderr);
    assert!(run.stdout.contains("process leader;"));
}

#[test]
fn the_number_of_diagnostics_is_limited() {
    let wrong: String = (0..300).map(|i| format!("let a{i} = nowhere{i};\n")).collect();
    let run = with_stdin(&["-", "--message-format", "short"], wrong.as_bytes());
    assert_eq!(run.code, 1);
    assert!(run.stderr.lines().count() <= 103, "{} lines", run.stderr.lines().count());
}

#[test]
fn strange_texts_are_no_defects() {
    let nested = format!("let x = {};", "(".repeat(100_000));
    let long_line = format!("let x = nowhere; // {}", "x".repeat(300_000));
    let texts: [&[u8]; 8] = [
        b"\xef\xbb\xbf",
        b"\r\n\r\n",
        b"\0",
        "let \u{202e}é = ü;".as_bytes(),
        b"\tlet\tx\t=\ty;",
        b"\"",
        nested.as_bytes(),
        long_line.as_bytes(),
    ];
    for text in texts {
        for format in ["human", "short", "json"] {
            let run = with_stdin(&["-", "--message-format", format], text);
            assert_eq!(run.code, 1, "{run:?}");
            assert!(!run.stderr.is_empty() && run.stderr.len() < 20_000, "{} bytes", run.stderr.len());
        }
    }
}
