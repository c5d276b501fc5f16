//! Seeded bugs are found, each within so many seeds; the book says after how many.

use crate::support::scratch;
use crate::{built, root, shown};
use serde::Deserialize;
use std::fmt::Write;

/// Seeds that a bug may take until it is found.
const SEEDS_MAX: u64 = 4_000;
/// Bugs that there are at least.
const BUGS_MIN: usize = 30;
/// Where the table is.
const PAGE: &str = "book/src/simulation.md";
const HEAD: &str = "| program | bug | found by | at seed |\n| --- | --- | --- | --- |\n";

/// What asks whether a bug is switched on. Simulations have it answer; everywhere else no bug is.
const SWITCH: &str = "fn mutant(number: u64) -> bool {\n    number == 0\n}\n\n";

#[derive(Deserialize)]
struct Table {
    mutant: Vec<Mutant>,
}

/// One patch of one program.
#[derive(Deserialize)]
struct Mutant {
    program: String,
    bug: String,
    find: String,
    replace: String,
    /// It is known not to be found within [`SEEDS_MAX`]: its schedule is too rare.
    #[serde(default)]
    survives: bool,
}

/// The program with all of its bugs, switched off.
fn with_bugs(program: &str, mutants: &[&Mutant]) -> String {
    let mut text = std::fs::read_to_string(root().join(program)).expect("it is there");
    for (number, mutant) in mutants.iter().enumerate() {
        assert_eq!(text.matches(&mutant.find).count(), 1, "{program} does not have this once: {}", mutant.find);
        let number = number + 1;
        text = text.replace(&mutant.find, &mutant.replace.replace("mutant()", &format!("mutant({number})")));
    }
    let items = ["\nenum ", "\nstruct ", "\nprocess "].iter().filter_map(|word| text.find(word));
    text.insert_str(items.min().expect("it has items") + 1, SWITCH);
    text
}

#[test]
fn seeded_bugs_are_found() {
    let table = std::fs::read_to_string(root().join("tests/simulation/mutants.toml")).expect("it is there");
    let table: Table = toml::from_str(&table).expect("it is a table of mutants");
    let count = table.mutant.iter().filter(|mutant| !mutant.survives).count();
    assert!(count >= BUGS_MIN, "{count} bugs");
    let mut programs: Vec<&str> = table.mutant.iter().map(|mutant| mutant.program.as_str()).collect();
    programs.dedup();
    let (mut rows, mut missed) = (String::from(HEAD), Vec::new());
    for program in programs {
        let mutants: Vec<&Mutant> = table.mutant.iter().filter(|mutant| mutant.program == program).collect();
        let name = program.rsplit('/').next().unwrap_or(program);
        let file = scratch(&format!("bugs-{name}"), with_bugs(program, &mutants));
        let binary = built(&file, &format!("bugs-{name}"));
        let run = |number: usize, seeds: u64| {
            shown(&binary, program, &["--seeds", &seeds.to_string(), "--jobs", "2", "--mutant", &number.to_string()])
        };
        assert_eq!(run(0, 200)["violations"].as_array().map(Vec::len), Some(0), "{program} without bugs");
        for (number, mutant) in mutants.iter().enumerate() {
            let found = run(number + 1, SEEDS_MAX);
            let Some(first) = found["violations"].as_array().and_then(|all| all.first()) else {
                if !mutant.survives {
                    missed.push(format!("{program}: {}", mutant.bug));
                }
                let _ = writeln!(rows, "| `{}` | {} | not found | - |", name.trim_end_matches(".ir"), mutant.bug);
                continue;
            };
            assert!(!mutant.survives, "{program}: it is found now: {}", mutant.bug);
            let (oracle, seed) = (first["oracle"].as_str().unwrap_or("?"), &first["seed"]);
            let _ = writeln!(rows, "| `{}` | {} | {oracle} | {seed} |", name.trim_end_matches(".ir"), mutant.bug);
        }
    }
    assert!(missed.is_empty(), "not found in {SEEDS_MAX} seeds:\n{}", missed.join("\n"));
    check_page(&rows);
}

/// The table of the book is this one.
fn check_page(rows: &str) {
    let path = root().join(PAGE);
    let page = std::fs::read_to_string(&path).expect("the book has a page about simulation");
    let start = page.find(HEAD).expect("the page has the table");
    let end = page[start..].find("\n\n").map_or(page.len(), |end| start + end + 1);
    if std::env::var_os("SUKI_BLESS").is_some() {
        std::fs::write(&path, format!("{}{rows}{}", &page[..start], &page[end..])).expect("it can be written");
        return;
    }
    assert_eq!(&page[start..end], rows, "{PAGE} says otherwise: SUKI_BLESS=1 cargo test --test simulation");
}
