//! `suki-opt new`: the program that everybody begins with.

use crate::support::{command, run, suki_opt, with_stdin};
use std::path::Path;

#[test]
fn a_new_program_checks_plans_and_is_formatted() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("new");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("it can be made");
    let made = run(command(&["new", "my_protocol-2"]).current_dir(&folder));
    assert_eq!((made.code, made.stderr.as_str()), (0, ""));
    assert!(made.stdout.starts_with("my_protocol-2/my_protocol-2.ir\n"), "{}", made.stdout);
    let file = folder.join("my_protocol-2/my_protocol-2.ir");
    let path = file.to_str().expect("it is UTF-8");
    for args in [&["check", path][..], &["fmt", "--check", path], &["--emit", "ir", path]] {
        let used = suki_opt(args);
        assert_eq!((used.code, used.stderr.as_str()), (0, ""), "{args:?}");
    }
    std::fs::write(&file, "mine").expect("it can be written");
    let again = run(command(&["new", "my_protocol-2"]).current_dir(&folder));
    assert!(again.code == 2 && again.stderr.contains("nothing is written over"), "{again:?}");
    assert_eq!(std::fs::read_to_string(&file).expect("it is there"), "mine");
}

#[test]
fn names_are_names_of_files() {
    for name in ["../x", "", "a b", "7up", "a/b", "é"] {
        let run = suki_opt(&["new", name]);
        assert!(run.code == 2 && run.stderr.contains("a program cannot be called"), "{name}: {run:?}");
    }
    let run = with_stdin(&["new"], b"");
    assert_eq!(run.code, 2);
}
