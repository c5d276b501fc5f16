//! `--emit rust`: a workspace on disk, which cargo builds as it is.

use crate::run::cache;
use crate::support::{Run, command, run};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

const VOTING: &str = "examples/voting.ir";

/// A folder of this test run that is not there.
fn fresh(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if path.exists() {
        std::fs::remove_dir_all(&path).expect("it is ours");
    }
    path
}

fn emit(args: &[&str]) -> Run {
    run(command(&[&[VOTING], args].concat()).env("SUKI_CACHE", cache()))
}

/// Cargo builds what is in `folder` without the network and without a warning; where the programs are.
#[track_caller]
fn build(folder: &Path) -> PathBuf {
    let target = cache().join("target");
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(folder).args(["build", "--workspace", "--offline", "--target-dir"]).arg(&target);
    let ended = cargo.env_remove("RUSTFLAGS").output().expect("cargo can be started");
    let said = String::from_utf8_lossy(&ended.stderr);
    assert!(ended.status.success() && !said.contains("warning:"), "{said}");
    target.join("debug")
}

#[track_caller]
fn refused(args: &[&str], words: &[&str]) {
    let run = emit(args);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{run:?}");
    words.iter().for_each(|word| assert!(run.stderr.contains(word), "{word:?} is missing in\n{}", run.stderr));
}

#[test]
fn a_workspace_needs_a_folder_of_its_own() {
    refused(&["--emit", "rust"], &["needs a folder", "--emit rust=DIR"]);
    refused(&["--emit", "rust=-"], &["needs a folder"]);
    refused(&["--emit", "rust=src"], &["cannot go to src: it has other things in it", "is empty, or not there yet"]);
    refused(&["--emit", "rust=README.md"], &["cannot go to README.md: not a directory"]);
    refused(&["--emit", "plan", "--as", "library"], &["--as", "none is asked for", "--emit rust=DIR"]);
    refused(&["--emit", "ir=x", "-o", "y"], &["-o names a path, but each product has one already"]);
    refused(&["--emit", "rust,ir", "-o", "x"], &["only one product can go to the path of -o", "rust,ir=PATH"]);
    refused(&["--emit", "rust=x", "--as", "app"], &["programs, library"]);
    let run = run(&mut command(&["run", VOTING, "--plan", "source", "--out", "src"]));
    assert!(run.code == 2 && run.stderr.contains("cannot go to src"), "{run:?}");
}

#[test]
fn o_is_the_place_of_a_text_too() {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("emitted.plan.ir");
    let run = emit(&["--emit", "ir", "-o", path.to_str().expect("it is UTF-8")]);
    assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (0, "", ""));
    assert_eq!(std::fs::read_to_string(&path).expect("it is written"), emit(&["--emit", "ir"]).stdout);
}

/// Processes that are ended with the test.
struct Started(Vec<Child>);

impl Drop for Started {
    fn drop(&mut self) {
        for child in &mut self.0 {
            // It may have ended by itself.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Starts all processes as the README of the workspace says, and drives them; the client's report.
#[track_caller]
fn drive_by_hand(folder: &Path, programs: &Path) -> Value {
    let manifest = std::fs::read_to_string(folder.join("manifest.json")).expect("it is there");
    let manifest: Value = serde_json::from_str(&manifest).expect("it is JSON");
    let count = |kind: &Value, field: &str| kind[field].as_u64().expect("it is a number");
    std::fs::create_dir_all(folder.join("at")).expect("a folder");
    let mut started = Started(Vec::new());
    for kind in manifest["processes"].as_array().expect("it has processes") {
        let name = kind["name"].as_str().expect("it has a name");
        for (member, part) in (0..count(kind, "members")).flat_map(|m| (0..count(kind, "parts")).map(move |p| (m, p))) {
            let mut process = Command::new(programs.join(name));
            process.args(["--member", &member.to_string(), "--part", &part.to_string(), "--membership", "at"]);
            let process = process.current_dir(folder).stderr(Stdio::null()).spawn();
            started.0.push(process.expect("it is built"));
        }
    }
    let mut client = Command::new(programs.join("client"));
    client.current_dir(folder).args(["--membership", "at", "--requests", "500", "--outstanding", "5"]);
    let said = client.output().expect("it is built");
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    serde_json::from_str(said.lines().last().unwrap_or_default()).unwrap_or_else(|error| panic!("{error}: {said}"))
}

#[test]
fn the_plan_becomes_a_workspace_that_builds() {
    let folder = fresh("emitted");
    let run = emit(&["--max-machines", "6", "--emit", "rust", "-o", folder.to_str().expect("it is UTF-8")]);
    assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (0, "", ""));
    // Processes speak postcard as well as bincode, which all other tests speak.
    let runtime = folder.join("runtime/Cargo.toml");
    let manifest = std::fs::read_to_string(&runtime).expect("it is there");
    let chosen = manifest.replace("\n[features]\n", "\n[features]\ndefault = [\"postcard\"]\n");
    assert_ne!(chosen, manifest);
    std::fs::write(&runtime, chosen).expect("it can be written");
    let report = drive_by_hand(&folder, &build(&folder));
    let counts = ["replies", "lost", "duplicated", "wrong"].map(|count| report[count].as_u64());
    assert_eq!(counts, [Some(500), Some(0), Some(0), Some(0)], "{report}");
    let read = |path: &str| std::fs::read_to_string(folder.join(path)).expect(path);
    let plan = read("voting.plan.ir");
    assert_eq!(plan, emit(&["--max-machines", "6", "--emit", "ir"]).stdout);
    let counts = plan.lines().position(|line| line.contains(".count()") || line.contains("quorum")).expect("it counts");
    let place = format!("// voting.plan.ir:{} ", counts + 1);
    assert!(read("leader_helper/src/lib.rs").contains(&place), "operators name their lines: {place}");
    assert!(read("README.md").contains("leader_helper"));
    // Again, for something else: what is not asked for any more is gone, what is not ours stays.
    std::fs::write(folder.join("notes.txt"), "mine").expect("a file");
    let again = emit(&["--emit", "rust", "-o", folder.to_str().expect("it is UTF-8"), "--as", "library"]);
    assert_eq!(again.code, 0, "{again:?}");
    assert!(folder.join("leader/src/lib.rs").exists() && !folder.join("leader/src/main.rs").exists());
    assert!(!folder.join("client/src/main.rs").exists() && folder.join("notes.txt").exists());
}

/// A loop of one's own around the transducers of voting: messages are handed over in memory.
const LOOP: &str = "
use messages::{ClientId, MemberId, Request};

fn main() {
    let mut leader = leader::State::new(MemberId::new(0));
    let (mut inputs, mut outputs) = (leader::Inputs::default(), leader::Outputs::default());
    for id in 0..3 {
        inputs.requests.push((ClientId::new(id + 10), Request { id, payload: [0; 16] }));
    }
    leader.step(&mut inputs, &mut outputs);
    assert!(outputs.replies.is_empty(), \"nobody has voted\");
    for member in 0..3 {
        let mut participant = participants::State::new(MemberId::new(member));
        let mut received = participants::Inputs { votes_broadcast: outputs.votes_broadcast.clone() };
        let mut voted = participants::Outputs::default();
        participant.step(&mut received, &mut voted);
        inputs.votes.extend(voted.votes.into_iter().map(|vote| (MemberId::new(member), vote)));
    }
    leader.step(&mut inputs, &mut outputs);
    let replies: Vec<(u64, u64)> = outputs.replies.iter().map(|(client, id)| (client.number(), *id)).collect();
    println!(\"{replies:?}\");
}
";

#[test]
fn a_library_is_for_a_loop_of_ones_own() {
    let folder = fresh("library");
    let run = emit(&["--emit", &format!("rust={}", folder.display()), "--as", "library", "--target", "loopback"]);
    assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (0, "", ""));
    assert!(!folder.join("client").exists() && !folder.join("leader/src/main.rs").exists());
    let own = fresh("own-loop");
    std::fs::create_dir_all(own.join("src")).expect("a folder");
    let crates = ["leader", "participants", "messages"]
        .map(|name| format!("{name} = {{ path = {:?} }}\n", folder.join(name).display().to_string()));
    let manifest =
        "[package]\nname = \"own-loop\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n";
    for (path, text) in [("Cargo.toml", manifest.to_string() + &crates.concat()), ("src/main.rs", LOOP.into())] {
        std::fs::write(own.join(path), text).expect("a file");
    }
    std::fs::copy(folder.join("Cargo.lock"), own.join("Cargo.lock")).expect("it is there");
    let ended = Command::new(build(&own).join("own-loop")).output().expect("it is built");
    assert_eq!(String::from_utf8_lossy(&ended.stdout), "[(10, 0), (11, 1), (12, 2)]\n", "{ended:?}");
}
