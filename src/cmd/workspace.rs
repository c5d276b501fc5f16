//! Generated workspaces on disk: what is ours is written anew where it has changed, what is not ours stays as it is.

use super::Problem;
use super::generate::LOCK;
use super::read::reason;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use suki_codegen::{Files, Manifest};

/// What every workspace has in its folder, and nothing else is called.
const MANIFEST: &str = "manifest.json";
/// Crates of every workspace, besides those that the manifest names.
const CRATES: [&str; 4] = ["messages", "closures", "client", "runtime"];
/// What a generated crate may have.
const FILES: [&str; 3] = ["Cargo.toml", "src/lib.rs", "src/main.rs"];

/// Whether a workspace can go to `folder`: it is not there, it is empty, or it holds a workspace that we have written.
pub fn check(folder: &Path) -> Result<(), Problem> {
    let problem = |why: &str| Problem::could_not_run(format!("a workspace cannot go to {}: {why}", folder.display()));
    let mut entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(problem(&reason(&error)).help("name a folder that is empty, or not there yet")),
    };
    if entries.next().is_none() || manifest(folder).is_ok() {
        return Ok(());
    }
    Err(problem("it has other things in it").help("name a folder that is empty, or not there yet"))
}

/// The manifest of the workspace in `folder`.
pub fn manifest(folder: &Path) -> Result<Manifest, Problem> {
    let path = folder.join(MANIFEST);
    let problem = |why: String| Problem::could_not_run(format!("could not read {}: {why}", path.display()));
    let text = std::fs::read_to_string(&path).map_err(|error| problem(reason(&error)))?;
    serde_json::from_str(&text).map_err(|error| problem(error.to_string()))
}

/// Makes `folder` hold `files`, and none of those that an earlier workspace had there; a file that has not changed is
/// not touched, so that nothing is compiled twice.
pub fn write(folder: &Path, files: &Files) -> Result<(), Problem> {
    let problem = |path: &Path, error: std::io::Error| {
        Problem::could_not_run(format!("could not write {}: {}", path.display(), reason(&error)))
    };
    for path in outdated(folder, files) {
        std::fs::remove_file(&path).map_err(|error| problem(&path, error))?;
    }
    let mut all: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    if !folder.join("Cargo.lock").exists() {
        // Cargo drops what is not needed, and keeps the rest as it was tested.
        all.push(("Cargo.lock", LOCK));
    }
    for (path, text) in all {
        let path = folder.join(path);
        if std::fs::read(&path).is_ok_and(|present| present == text.as_bytes()) {
            continue;
        }
        let parent = path.parent().unwrap_or(folder);
        let written = std::fs::create_dir_all(parent).and_then(|()| std::fs::write(&path, text));
        written.map_err(|error| problem(&path, error))?;
    }
    Ok(())
}

/// Files of the workspace that is there, which the new one does not have.
fn outdated(folder: &Path, files: &Files) -> Vec<PathBuf> {
    let mut crates: BTreeSet<String> = CRATES.iter().map(ToString::to_string).collect();
    crates.extend(files.keys().filter_map(|path| path.strip_suffix("/Cargo.toml")).map(str::to_string));
    if let Ok(Manifest { processes, roles, .. }) = manifest(folder) {
        crates.extend(processes.into_iter().map(|process| process.name));
        crates.extend(roles.into_iter().filter_map(|role| role.crate_name));
    }
    let ours = crates.iter().flat_map(|name| FILES.map(|file| format!("{name}/{file}")));
    let unwanted = ours.filter(|path| !files.contains_key(path)).map(|path| folder.join(path));
    unwanted.filter(|path| path.is_file()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(all: &[(&str, &str)]) -> Files {
        all.iter().map(|(path, text)| (path.to_string(), text.to_string())).collect()
    }

    fn folder(name: &str) -> PathBuf {
        std::env::temp_dir().join(format!("suki-workspace-{name}-{}", std::process::id()))
    }

    const OURS: &str = r#"{"format": 1, "program": "x", "hash": "0", "roles": [], "channels": [], "timers": [],
        "logs": [], "ports": [], "processes": [{"name": "b", "members": 1, "parts": 1, "roles": []}]}"#;

    #[test]
    fn only_what_changes_is_written() {
        let folder = folder("write");
        let old = files(&[
            ("a/Cargo.toml", ""),
            ("a/src/lib.rs", "a"),
            ("a/src/main.rs", "a"),
            ("b/src/lib.rs", "b"),
            ("Cargo.toml", "c"),
            (MANIFEST, OURS),
        ]);
        write(&folder, &old).expect("it can be written");
        let time = |name: &str| folder.join(name).metadata().and_then(|it| it.modified()).expect("it is there");
        let before = time("a/src/lib.rs");
        std::fs::create_dir_all(folder.join("mine/src")).expect("a folder");
        for mine in ["mine/src/lib.rs", "b/src/mine.rs"] {
            std::fs::write(folder.join(mine), "").expect("a file");
        }
        let new = files(&[("a/Cargo.toml", ""), ("a/src/lib.rs", "a"), ("Cargo.toml", "d"), (MANIFEST, OURS)]);
        write(&folder, &new).expect("it can be written");
        assert_eq!(time("a/src/lib.rs"), before, "it has not been touched");
        for gone in ["a/src/main.rs", "b/src/lib.rs"] {
            assert!(!folder.join(gone).exists(), "nobody asks for {gone} any more");
        }
        for kept in ["mine/src/lib.rs", "b/src/mine.rs", "Cargo.lock"] {
            assert!(folder.join(kept).exists(), "{kept} is not ours to remove");
        }
        assert_eq!(std::fs::read_to_string(folder.join("Cargo.toml")).expect("it is there"), "d");
        std::fs::remove_dir_all(&folder).expect("it is ours");
    }

    #[test]
    fn a_folder_with_other_things_is_refused() {
        let folder = folder("check");
        check(&folder).expect("it is not there");
        std::fs::create_dir_all(&folder).expect("a folder");
        check(&folder).expect("it is empty");
        std::fs::write(folder.join("main.rs"), "").expect("a file");
        assert!(check(&folder).expect_err("it is not empty").message.ends_with("it has other things in it"));
        std::fs::write(folder.join(MANIFEST), "{}").expect("a file");
        assert!(check(&folder).is_err(), "some other manifest");
        std::fs::write(folder.join(MANIFEST), OURS).expect("a file");
        check(&folder).expect("it is ours");
        assert!(check(&folder.join("main.rs")).is_err(), "no folder");
        std::fs::remove_dir_all(&folder).expect("it is ours");
    }
}
