//! `suki-opt fmt` from outside.

use crate::support::{check_golden, root, scratch, suki_opt, with_stdin};

const ROUGH: &str = "process leader;external clients;\nlet requests=clients.input::<u64>(\"requests\") // all\n  .send(leader);\nclients.output(\"replies\",requests);\n";
const SMOOTH: &str = "process leader;\nexternal clients;\nlet requests = clients.input::<u64>(\"requests\") // all\n    .send(leader);\nclients.output(\"replies\", requests);\n";

#[test]
fn files_are_formatted_in_place() {
    let (rough, smooth) = (scratch("rough.ir", ROUGH), scratch("smooth.ir", SMOOTH));
    let paths = [rough.to_str().expect("it is UTF-8"), smooth.to_str().expect("it is UTF-8")];
    let before = std::fs::metadata(&smooth).and_then(|data| data.modified()).expect("it is there");
    let run = suki_opt(&["fmt", paths[0], paths[1]]);
    assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (0, "", ""));
    assert_eq!(std::fs::read_to_string(&rough).expect("it is there"), SMOOTH);
    assert_eq!(std::fs::metadata(&smooth).and_then(|data| data.modified()).expect("it is there"), before);
}

#[test]
fn check_prints_the_difference_and_writes_nothing() {
    let run = with_stdin(&["fmt", "-", "--check"], ROUGH.as_bytes());
    assert_eq!((run.code, run.stderr.as_str()), (1, "error: <stdin> would be formatted\n"));
    check_golden("tests/golden/fmt.difference", &run.stdout);
    let rough = scratch("unformatted.ir", ROUGH);
    let path = rough.to_str().expect("it is UTF-8");
    assert_eq!(suki_opt(&["fmt", path, "examples/voting.ir", "--check"]).code, 1);
    assert_eq!(std::fs::read_to_string(&rough).expect("it is there"), ROUGH);
    let run = suki_opt(&["fmt", path, "examples/voting.ir", "--check", "--message-format", "short"]);
    assert_eq!((run.stdout.trim_end(), run.stderr.as_str()), (path, "error: 1 of 2 files would be formatted\n"));
    let run = with_stdin(&["fmt", "-", "--check", "--message-format", "json"], ROUGH.as_bytes());
    let object: serde_json::Value = serde_json::from_str(&run.stdout).expect("it is JSON");
    assert_eq!((object["reason"].as_str(), object["formatted"].as_str()), (Some("unformatted"), Some(SMOOTH)));
}

#[test]
fn the_examples_are_formatted() {
    let entries = std::fs::read_dir(root().join("examples")).expect("the folder is there").flatten();
    let names = entries.map(|entry| format!("examples/{}", entry.file_name().to_string_lossy()));
    let programs: Vec<String> = names.filter(|name| name.ends_with(".ir")).collect();
    let args: Vec<&str> = ["fmt", "--check"].into_iter().chain(programs.iter().map(String::as_str)).collect();
    let run = suki_opt(&args);
    assert!(programs.len() >= 4 && run.code == 0, "{}", run.stdout);
}

#[test]
fn standard_input_goes_to_standard_output() {
    let run = with_stdin(&["fmt", "-"], ROUGH.as_bytes());
    assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (0, SMOOTH, ""));
    // What a name means does not matter for its place.
    assert_eq!(with_stdin(&["fmt", "-"], b"let a=b.unique();").stdout, "let a = b.unique();\n");
}

#[test]
fn broken_files_are_left_alone() {
    let text = "process leader\nlet = 1;\n";
    let broken = scratch("broken.ir", text);
    let run = suki_opt(&["fmt", broken.to_str().expect("it is UTF-8"), "examples/voting.ir"]);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
    assert!(run.stderr.contains("error[S0001]") && run.stderr.contains("1 of 2 files could not be formatted"));
    assert_eq!(std::fs::read_to_string(&broken).expect("it is there"), text);
    assert_eq!(suki_opt(&["fmt", "nowhere.ir"]).code, 2);
}
