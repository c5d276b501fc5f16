//! The rule table is what is proved: statements, conditions and theorems.
//!
//! The comments above theorems are compared with the table without Coq; where it is installed, everything is built, and
//! the theorems are asked for the conditions that they have.

mod link;
mod source;

use link::Row;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use suki_rewrites::condition::Condition;
use suki_rewrites::rule::rules;

/// The table, as it is exported.
fn table() -> Vec<Row> {
    let json = serde_json::to_string(rules()).expect("export the rule table");
    serde_json::from_str(&json).expect("read the rule table")
}

fn conditions() -> Vec<String> {
    let json = serde_json::to_string(&Condition::ALL).expect("export the conditions");
    serde_json::from_str(&json).expect("read the conditions")
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("proofs")
}

fn installed() -> bool {
    let found = Command::new("coqc").arg("--version").output().is_ok_and(|output| output.status.success());
    if !found {
        eprintln!("skipped: the proofs need `coqc`; on Debian: apt-get install coq z3");
    }
    found
}

/// Builds the proofs in `folder` with some goals, in a directory that keeps what is built.
fn build(folder: &Path, goals: &str) -> Output {
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("proofs");
    std::fs::create_dir_all(&out).expect("create the output directory");
    let link = out.join("goals.v");
    std::fs::write(&link, goals).expect("write the goals");
    Command::new("bash").arg(folder.join("build.sh")).args([out, link]).output().expect("run build.sh")
}

/// A way to break the rule table.
type Breakage = fn(&mut Vec<Row>);

#[test]
fn rules_are_proved_as_stated() {
    let sources = source::read(&folder());
    link::goals(&table(), &conditions(), &sources).unwrap_or_else(|differences| panic!("{}", differences.join("\n")));
    let check = |change: &str, apply: Breakage, expect: &str| {
        let mut rows = table();
        apply(&mut rows);
        assert_ne!(rows, table(), "{change} changes nothing");
        let told = link::goals(&rows, &conditions(), &sources).expect_err(change).join("\n");
        assert!(told.contains(expect), "{change}: {told}");
    };
    let weaker: Breakage = |rows| rows[1].condition = rows[1].condition.replace("at most one element", "any elements");
    check("a weaker condition", weaker, "push-down: condition: the table has");
    check("a condition dropped", |rows| drop(rows[1].conditions.pop()), "push-down: needs: the table has");
    check("another statement", |rows| rows[0].statement.push(' '), "fuse-stateless: statement: the table has");
    check("another kind", |rows| rows[0].strength = "refines".into(), "fuse-stateless: kind: the table has");
    check("another name", |rows| rows[3].name.push('s'), "implement-sources: no theorem");
    check("another theorem", |rows| rows[3].theorem.push('s'), "implement-source: theorem: the table has");
    check("a theorem without rule", |rows| drop(rows.pop()), "fuse: the table has no rule fuse");
    let unfounded = [conditions(), vec![String::from("no-such-condition")]].concat();
    let told = link::goals(&table(), &unfounded, &sources).expect_err("a condition needs its counter-example");
    let missing = ["without", "excluded"].map(|what| format!("no_such_condition: no theorem {what}_no_such_condition"));
    assert_eq!(told, missing);
}

/// One test, because all share one directory of built proofs.
#[test]
fn proofs_build() {
    if !installed() {
        return;
    }
    let sources = source::read(&folder());
    let goals = link::goals(&table(), &conditions(), &sources).expect("the proofs are linked");
    let succeeds = |output: &Output| {
        let told = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{told}");
    };
    let fails = |output: &Output, expect: &str| {
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && told.contains(expect), "{told}");
    };
    succeeds(&build(&folder(), &goals));

    // Comments can be changed along with the table; theorems cannot.
    let mut rows = table();
    assert_eq!(rows[1].conditions.remove(0), "one-output-per-input");
    let mut silenced = sources.clone();
    let stated = silenced.iter_mut().flat_map(|source| &mut source.stated);
    stated.filter(|stated| stated.rule == "push-down").for_each(|stated| stated.needs = "own-id-stays".into());
    let weaker = link::goals(&rows, &conditions(), &silenced).expect("the comments agree");
    fails(&build(&folder(), &weaker), "@Algebra.push_down has @one_output_per_input");

    // Nor can a condition be taken from a theorem: its proof fails.
    let copy = Path::new(env!("CARGO_TARGET_TMPDIR")).join("weakened");
    copy_folder(&folder(), &copy);
    let algebra = copy.join("rules/Algebra.v");
    let text = std::fs::read_to_string(&algebra).expect("read the theorem");
    let weakened = text.replace("one_output_per_input p -> own_id_stays p ->", "own_id_stays p ->");
    assert_ne!(weakened, text);
    std::fs::write(&algebra, weakened).expect("write the theorem");
    fails(&build(&copy, &goals), "Algebra.v");
    succeeds(&build(&folder(), &goals));
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("create a folder");
    for entry in std::fs::read_dir(from).expect("list a folder") {
        let path = entry.expect("list a folder").path();
        let copy = to.join(path.file_name().expect("an entry has a name"));
        if path.is_dir() {
            copy_folder(&path, &copy);
        } else {
            std::fs::copy(&path, &copy).expect("copy a file");
        }
    }
}

/// What the book names is there: `File.theorem` in words of code.
#[test]
fn the_book_names_theorems() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../book/src/proofs.md");
    let page = std::fs::read_to_string(page).expect("read the page");
    let sources = source::read(&folder());
    let file_of = |source: &source::Source| source.module.rsplit('.').next().unwrap_or_default().to_string();
    let mut named = 0;
    for word in page.split('`').skip(1).step_by(2) {
        let Some((file, name)) = word.split_once('.').filter(|(file, _)| file.starts_with(char::is_uppercase)) else {
            continue;
        };
        let source = sources.iter().find(|source| file_of(source) == file);
        let source = source.unwrap_or_else(|| panic!("the page names {word}, and there is no {file}.v"));
        let is_file = name == "v";
        assert!(is_file || source.theorems.iter().any(|theorem| theorem == name), "no theorem is called {word}");
        named += usize::from(!is_file);
    }
    assert!(named > 50, "the page names {named} theorems");
}
