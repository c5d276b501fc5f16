//! The page of `--emit html` in a real browser, where node and Chromium are installed; `.ci/run` installs them.

use crate::support::{root, scratch, suki_opt};
use std::path::Path;
use std::process::Command;

/// Names that Chromium goes by.
const CHROMIUMS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];
/// Bytes of the page of a program with a thousand operators.
const PAGE_BYTES_MAX: usize = 2_000_000;

fn installed(names: &[&str]) -> Option<String> {
    let folders = std::env::var_os("PATH")?;
    let found = std::env::split_paths(&folders).flat_map(|folder| names.iter().map(move |name| folder.join(name)));
    found.into_iter().find(|path| path.is_file()).map(|path| path.display().to_string())
}

/// Uses the page of a program as a person would.
fn browse(page: &Path) {
    let (Some(node), Some(chromium)) = (installed(&["node", "nodejs"]), installed(&CHROMIUMS)) else {
        println!("skipped: node or chromium is not installed");
        return;
    };
    let mut command = Command::new(node);
    let command = command.current_dir(root()).arg("tests/browser/plan.mjs").arg(chromium).arg(page);
    let output = command.output().expect("node is installed");
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
    println!("{said}");
}

fn page(file: &str, name: &str) -> std::path::PathBuf {
    let run = suki_opt(&[file, "--emit", "html"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.len() < PAGE_BYTES_MAX, "{} bytes", run.stdout.len());
    scratch(name, run.stdout)
}

#[test]
fn a_browser_shows_the_plan() {
    browse(&page("examples/paxos.ir", "paxos.html"));
}

/// Planning it takes a while: `cargo test --test cli browser -- --ignored --nocapture`.
#[test]
#[ignore = "plans a program of a thousand operators"]
fn a_browser_shows_a_thousand_operators() {
    let program = scratch("thousand.ir", thousand());
    browse(&page(&program.display().to_string(), "thousand.html"));
}

/// Fifty services of twenty operators each, at ten locations.
fn thousand() -> String {
    let mut text = String::from("struct Request { id: u64 }\nstruct Vote { id: u64 }\nexternal clients;\n");
    (0..5).for_each(|at| text.push_str(&format!("process leader{at}; cluster workers{at}[3];\n")));
    for i in 0..50 {
        let at = i % 5;
        text.push_str(&format!(
            r#"
            #[unique(id)]
            let requests{i} = clients.input::<Request>("requests{i}").send(leader{at});
            let votes{i} = requests{i}.map(|(_, request)| request).broadcast(workers{at})
                .map(|request| Vote {{ id: request.id }}).filter(|vote| vote.id > 0).send(leader{at});
            let ready{i} = votes{i}.quorum(|vote| vote.id, 3).map(|id| (id, ())).filter(|(id, _)| *id > 3).unique();
            let seen{i} = votes{i}.map(|(_, vote)| vote.id).unique().map(|id| (id, ()));
            let replies{i} = requests{i}.map(|(client, request)| (request.id, client)).join(ready{i})
                .map(|(id, (client, ()))| (id, client)).join(seen{i}).map(|(id, (client, ()))| (client, id));
            clients.output("replies{i}", replies{i});
            "#
        ));
    }
    text
}
