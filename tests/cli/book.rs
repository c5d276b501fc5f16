//! The snippets of the book are programs: without errors, or with the error that they are marked with.

use crate::support::{root, with_stdin};
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
            match mark {
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
