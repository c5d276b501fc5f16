//! The snippets of the book are programs: without errors, or with the error that they are marked with. Its commands run,
//! and print what it says that they print.

use crate::support::{check_golden, command, root, run, scratch, suki_opt, with_stdin};
use std::path::{Path, PathBuf};
use suki_ir::Code;

/// All pages below `folder`, in order.
fn pages(folder: &Path) -> Vec<PathBuf> {
    let mut pages = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the folder is there").flatten() {
        let path = entry.path();
        match path.extension() {
            _ if path.is_dir() => pages.extend(self::pages(&path)),
            Some(extension) if extension == "md" => pages.push(path),
            _ => {}
        }
    }
    pages.sort();
    pages
}

/// The snippets of a page: the line that each begins on, its mark, and the program with its hidden lines.
fn snippets(page: &str) -> Vec<(usize, Option<String>, String)> {
    let mut snippets: Vec<(usize, Option<String>, String)> = Vec::new();
    let mut is_inside = false;
    for (number, line) in page.lines().enumerate() {
        if let (false, Some(mark)) = (is_inside, line.strip_prefix("```ir")) {
            is_inside = true;
            snippets.push((number + 1, mark.strip_prefix(',').map(str::to_string), String::new()));
        } else if line.starts_with("```") {
            is_inside = false;
        } else if let (true, Some((_, _, program))) = (is_inside, snippets.last_mut()) {
            program.push_str(line.strip_prefix("# ").unwrap_or(line));
            program.push('\n');
        }
    }
    snippets
}

#[test]
fn every_snippet_is_what_it_says() {
    let mut count = 0;
    for page in pages(&root().join("book/src")) {
        let text = std::fs::read_to_string(&page).expect("pages are UTF-8");
        for (line, mark, program) in snippets(&text) {
            count += 1;
            let place = format!("{}:{line}", page.display());
            let run = with_stdin(&["check", "-", "--message-format", "short"], program.as_bytes());
            // A snippet shows more streams and places than it uses, and need not be bounded.
            let beside = ["warning[S0019]", "warning[S0020]", "warning[S0037]"];
            let said = run.stderr.lines().filter(|line| !beside.iter().any(|code| line.contains(code)));
            let said: Vec<&str> = said.collect();
            // A mark with a dot is a name, under which commands of the page find the program.
            match mark.filter(|mark| !mark.contains('.')) {
                None => assert!(said.is_empty(), "{place}: {said:#?}\n{program}"),
                Some(code) => {
                    assert!(Code::find(&code).is_some(), "{place}: `{code}` is no code");
                    assert!(run.stderr.contains(&format!("[{code}]")), "{place} does not yield {code}: {said:#?}");
                }
            }
        }
    }
    assert!(count >= 25, "{count} snippets");
}

#[test]
fn the_summary_lists_every_page() {
    let folder = root().join("book/src");
    let summary = std::fs::read_to_string(folder.join("SUMMARY.md")).expect("it is there");
    for page in pages(&folder) {
        let name = page.strip_prefix(&folder).expect("it is below").display().to_string();
        assert!(name == "SUMMARY.md" || summary.contains(&format!("({name})")), "{name} is not in SUMMARY.md");
    }
}

/// Commands of a page, with the lines that it says they print: blocks marked `sh`, each with the `text` behind it.
fn commands(page: &str) -> Vec<(Vec<String>, Vec<String>)> {
    let mut found: Vec<(Vec<String>, Vec<String>)> = Vec::new();
    let mut lines = page.lines().peekable();
    while let Some(line) = lines.next() {
        if line != "```sh" && line != "```text" {
            continue;
        }
        let block: Vec<String> = lines.by_ref().take_while(|line| *line != "```").map(str::to_string).collect();
        match (line, found.last_mut()) {
            ("```sh", _) => found.push((block, Vec::new())),
            // Of a text, the words between `..` must be there.
            (_, Some((_, expected))) if expected.is_empty() => *expected = block,
            _ => {}
        }
    }
    found
}

/// Runs a command in a folder, with its output in a file where it says so; what it printed.
fn execute(line: &str, folder: &Path) -> String {
    let (line, redirected) = line.split_once(" > ").map_or((line, None), |(line, file)| (line, Some(file)));
    let words: Vec<&str> = line.split_whitespace().collect();
    let ["suki-opt", args @ ..] = words.as_slice() else { panic!("{line:?} is no command of ours") };
    let run = run(command(args).current_dir(folder));
    assert_eq!(run.code, 0, "{line}\n{}{}", run.stdout, run.stderr);
    if let Some(file) = redirected {
        std::fs::write(folder.join(file), &run.stdout).expect("the folder can be written");
    }
    run.stdout + &run.stderr
}

#[test]
fn every_command_does_what_the_book_says() {
    let mut count = 0;
    for page in pages(&root().join("book/src")) {
        let text = std::fs::read_to_string(&page).expect("pages are UTF-8");
        let name = page.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let folder = scratch(&format!("book-{name}.here"), "").with_file_name(format!("book-{name}"));
        std::fs::create_dir_all(folder.join("examples")).expect("it can be made");
        for example in std::fs::read_dir(root().join("examples")).expect("it is there").flatten() {
            std::fs::copy(example.path(), folder.join("examples").join(example.file_name()))
                .expect("it can be written");
        }
        for (_, mark, program) in snippets(&text) {
            if let Some(file) = mark.filter(|mark| mark.contains('.')) {
                std::fs::write(folder.join(file), program).expect("it can be written");
            }
        }
        for (lines, expected) in commands(&text) {
            let printed: String = lines.iter().map(|line| execute(line, &folder)).collect();
            count += lines.len();
            for words in expected {
                assert!(
                    printed.contains(words.trim()),
                    "{}: {lines:?} does not print\n{words}\n\n{printed}",
                    page.display()
                );
            }
        }
    }
    assert!(count >= 15, "{count} commands");
}

#[test]
fn the_catalogue_has_every_rule() {
    let mut page = String::from(
        "# The rules\n\nEvery rule that plans are made with, as `suki-opt rules` prints them: what it says, when and why it \
         holds, what goes\nwrong without its condition, and its theorem in `verification/proofs`. A test writes this page.\n",
    );
    for line in suki_opt(&["rules", "--message-format", "json"]).stdout.lines() {
        let rule: serde_json::Value = serde_json::from_str(line).expect("it is JSON");
        let text = |field: &str| rule[field].as_str().unwrap_or_default().to_string();
        let conditions: Vec<&str> =
            rule["conditions"].as_array().into_iter().flatten().filter_map(|it| it.as_str()).collect();
        let conditions = if conditions.is_empty() { "none".to_string() } else { conditions.join(", ") };
        page.push_str(&format!("\n## {}\n\n`{}`\n\n", text("name"), text("statement")));
        let rows = [
            ("If", text("condition")),
            ("Because", text("reason")),
            ("Otherwise", text("counter_example")),
            ("Conditions", conditions),
            ("Theorem", format!("`{}`", text("theorem"))),
        ];
        rows.iter().for_each(|(label, words)| page.push_str(&format!("- {label}: {words}\n")));
    }
    check_golden("book/src/rules.md", &page);
}
