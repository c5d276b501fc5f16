//! The invariants of ARCHITECTURE.md, as far as the text of the sources shows them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Lines of one source file.
const LINES_MAX: usize = 500;

/// Every crate, and which of ours it may depend on.
const ARROWS: [(&str, &[&str]); 11] = [
    ("ir", &[]),
    ("rewrites", &["suki-ir"]),
    ("cost-model", &["suki-ir"]),
    ("optimizer", &["suki-ir", "suki-rewrites", "suki-cost-model"]),
    ("verification", &["suki-ir", "suki-rewrites"]),
    ("meaning", &["suki-ir"]),
    ("codegen", &["suki-ir"]),
    ("runtime", &[]),
    ("simulator", &["suki-runtime"]),
    ("benches", &["suki-codegen"]),
    ("benches/baselines", &["suki-benches"]),
];

/// What the checker may know of the crate whose rules it checks: data types alone.
const DATA_OF_REWRITES: [&str; 10] = [
    "Certificate",
    "Distribution",
    "FORMAT_VERSION",
    "HopKind",
    "Instance",
    "Key",
    "Logical",
    "Origin",
    "Placement",
    "Term",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All Rust files below `folder`, with their text, in order.
fn sources(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push((path.clone(), std::fs::read_to_string(&path).expect("sources are UTF-8")));
            }
        }
    }
    found.sort();
    found
}

/// The sources of all crates and of the binary.
fn all_sources() -> Vec<(PathBuf, String)> {
    let crates = ARROWS.iter().flat_map(|(name, _)| sources(&root().join(name).join("src")));
    crates.chain(sources(&root().join("src"))).collect()
}

/// Complains about every line of code that contains one of `words`, outside of tests.
fn forbid(files: &[(PathBuf, String)], words: &[&str], why: &str) {
    let mut found = Vec::new();
    for (path, text) in files.iter().filter(|(path, _)| !path.components().any(|part| part.as_os_str() == "tests")) {
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or(text);
        for (number, line) in code.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")) {
            for word in words.iter().filter(|word| line.contains(**word)) {
                found.push(format!("{}:{}: {word}", path.display(), number + 1));
            }
        }
    }
    assert!(found.is_empty(), "{why}:\n{}", found.join("\n"));
}

fn manifest(krate: &str) -> String {
    std::fs::read_to_string(root().join(krate).join("Cargo.toml")).expect("every crate has a manifest")
}

/// The names under `[dependencies]`.
fn dependencies(krate: &str) -> BTreeSet<String> {
    let text = manifest(krate);
    let section = text.split("\n[dependencies]\n").nth(1).unwrap_or_default();
    let lines = section.lines().take_while(|line| !line.starts_with('['));
    let name = |line: &str| line.split(['.', '=', ' ']).next().map(str::to_string);
    lines.filter(|line| !line.trim().is_empty() && !line.starts_with('#')).filter_map(name).collect()
}

#[test]
fn arrows_lead_to_the_left() {
    for (krate, allowed) in ARROWS {
        let ours: Vec<String> = dependencies(krate).into_iter().filter(|name| name.starts_with("suki-")).collect();
        assert!(ours.iter().all(|name| allowed.contains(&name.as_str())), "{krate} depends on {ours:?}");
    }
    for linked in ["runtime", "simulator"] {
        assert!(!manifest(linked).contains("suki-ir"), "generated code is the only bridge between {linked} and ir");
    }
    assert!(!manifest("cost-model").contains("egg"), "the cost model knows no e-graph");
}

#[test]
fn the_list_of_crates_is_complete() {
    let workspace = std::fs::read_to_string(root().join("Cargo.toml")).expect("it is there");
    let members = workspace.lines().find(|line| line.starts_with("members")).expect("it has members");
    assert_eq!(members.matches('"').count() / 2, ARROWS.len());
    for (krate, _) in ARROWS {
        assert!(members.contains(&format!("\"{krate}\"")), "{krate}");
        assert!(manifest(krate).contains("[lints]\nworkspace = true"), "{krate} does not have the lints of all");
    }
}

#[test]
fn only_ui_prints() {
    let printers = [
        "src/ui",
        "runtime/src/log.rs",
        "runtime/src/value/pipes.rs",
        "benches/baselines/src/bin",
        "benches/baselines/src/main.rs",
    ];
    let printers = printers.map(|file| root().join(file));
    let is_printer = |path: &Path| printers.iter().any(|printer| path.starts_with(printer));
    let files: Vec<_> = all_sources().into_iter().filter(|(path, _)| !is_printer(path)).collect();
    let words = ["println!", "print!(", "eprint", "dbg!", "stdout()", "stderr()"];
    forbid(&files, &words, "only src/ui, the logs of the runtime, and what measures print");
}

#[test]
fn only_the_binary_the_runtime_and_the_benches_do_io() {
    let outside = ["src", "runtime/src", "benches/src", "benches/baselines/src"].map(|folder| root().join(folder));
    let is_outside = |path: &Path| outside.iter().any(|folder| path.starts_with(folder));
    let files: Vec<_> = all_sources().into_iter().filter(|(path, _)| !is_outside(path)).collect();
    // An exit code is a number: generated mains return one.
    let process = ["std::process::Command", "std::process::exit", "std::process::{"];
    let words = ["std::fs", "std::io", "std::net", "std::env::", "SystemTime::now", "Instant::now"];
    forbid(&files, &[&process[..], &words[..]].concat(), "libraries do no I/O and read no clock");
}

#[test]
fn nothing_is_left_open() {
    forbid(&all_sources(), &["todo!", "unimplemented!", "TODO", "FIXME"], "nothing pretends");
}

#[test]
fn the_checker_shares_no_rules() {
    let mut found = Vec::new();
    for (path, text) in sources(&root().join("verification/src")) {
        for used in text.split("suki_rewrites::").skip(1) {
            let names = used.strip_prefix('{').map_or(used, |list| list.split('}').next().unwrap_or(list));
            let names = if used.starts_with('{') {
                names
            } else {
                names.split([';', ':', ')', '>', ' ', '(']).next().unwrap_or(names)
            };
            for name in
                names.split(',').map(str::trim).filter(|name| !DATA_OF_REWRITES.contains(name) && !name.is_empty())
            {
                found.push(format!("{}: {name}", path.display()));
            }
        }
    }
    assert!(found.is_empty(), "the checker may only use data types of suki-rewrites:\n{}", found.join("\n"));
}

/// What must be right for a certificate to mean something is little enough to be read.
#[test]
fn the_kernel_is_small() {
    let is_code = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with("//");
    let kernel = sources(&root().join("verification/src/kernel"));
    let lines: usize = kernel.iter().map(|(_, text)| text.lines().filter(is_code).count()).sum();
    assert!(kernel.len() > 3 && lines < LINES_MAX, "{lines} lines of code");
}

#[test]
fn every_room_says_what_is_in_it() {
    for (krate, _) in ARROWS {
        let text = std::fs::read_to_string(root().join(krate).join("src/lib.rs")).expect("every crate is a library");
        for words in ["**In this room**", "**Not in this room**"] {
            assert!(text.contains(words), "{krate}/src/lib.rs does not say {words}");
        }
    }
}

#[test]
fn files_are_small() {
    for (path, text) in all_sources() {
        assert!(text.lines().count() < LINES_MAX, "{} has {LINES_MAX} lines or more", path.display());
    }
}

#[test]
fn a_rule_exists_only_in_the_rule_table() {
    let rules = suki_rewrites::rules();
    let names: BTreeSet<&str> = rules.iter().map(|rule| rule.name).collect();
    assert_eq!(names.len(), rules.len(), "two rules have one name");
    let written = sources(&root().join("rewrites/src"));
    let written: usize = written.iter().map(|(_, text)| text.matches("RULE: Rule = Rule {").count()).sum();
    assert_eq!(written, rules.len(), "a rule is written and not in the table, or the other way round");
}
