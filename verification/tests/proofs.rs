//! The rule table is what is proved: statements, conditions and theorem names, byte for byte.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use suki_rewrites::condition::Condition;
use suki_rewrites::rule::rules;

type Row = [String; 4];

/// The table as the proofs have it. A rule without condition says so.
fn table() -> Vec<Row> {
    let row = |texts: [&str; 4]| texts.map(String::from);
    rules().iter().map(|rule| row([rule.name, rule.statement, rule.condition, rule.theorem])).collect()
}

fn conditions() -> Vec<String> {
    let name = |condition: &Condition| {
        let mut name = String::new();
        for letter in format!("{condition:?}").chars() {
            if letter.is_uppercase() && !name.is_empty() {
                name.push('-');
            }
            name.extend(letter.to_lowercase());
        }
        name
    };
    Condition::ALL.iter().map(name).collect()
}

fn lines(items: impl Iterator<Item = String>) -> String {
    items.map(|item| item + "\n").collect()
}

/// Builds the proofs against a table, in a directory that keeps what is built.
fn build(name: &str, table: &[Row], conditions: &[String]) -> Output {
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("proofs");
    std::fs::create_dir_all(&out).expect("create the output directory");
    let write = |kind: &str, text: String| -> PathBuf {
        let path = out.join(format!("{name}.{kind}"));
        std::fs::write(&path, text).expect("write the table");
        path
    };
    let rows = write("rules", lines(table.iter().map(|row| row.join("\t"))));
    let named = write("conditions", lines(conditions.iter().cloned()));
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("proofs/build.sh");
    Command::new("bash").arg(script).arg(out).args([rows, named]).output().expect("run build.sh")
}

fn installed() -> bool {
    let found = Command::new("coqc").arg("--version").output().is_ok_and(|output| output.status.success());
    if !found {
        eprintln!("skipped: the proofs need `coqc`; on Debian: apt-get install coq");
    }
    found
}

/// A way to break the rule table.
type Breakage = fn(&mut Vec<Row>);

/// One test, because all share one directory of built proofs.
#[test]
fn rules_are_proved_as_stated() {
    if !installed() {
        return;
    }
    let output = build("table", &table(), &conditions());
    let told = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");

    let broken: [(&str, Breakage); 5] = [
        ("a weaker condition", |rows| rows[1][2] = rows[1][2].replace("at most one element", "any elements")),
        ("another statement", |rows| rows[0][1].push(' ')),
        ("another name", |rows| rows[3][0].push('s')),
        ("a rule without theorem", |rows| rows.push(["new", "x = y", "none", "new"].map(String::from))),
        ("a theorem without rule", |rows| drop(rows.pop())),
    ];
    for (change, apply) in broken {
        let mut rows = table();
        apply(&mut rows);
        assert_ne!(rows, table(), "{change} changes nothing");
        assert!(!build("broken", &rows, &conditions()).status.success(), "{change} goes through");
    }
    let unfounded = [conditions(), vec![String::from("no-such-condition")]].concat();
    assert!(!build("broken", &table(), &unfounded).status.success(), "a condition needs its counter-example");
}
