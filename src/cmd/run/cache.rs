//! Where generated workspaces are kept between runs.
//!
//! `$SUKI_CACHE`, else `$XDG_CACHE_HOME/suki`, else `~/.cache/suki`, holds one folder for each file and plan, and one `target`
//! folder that all of them share. A file is written only where it has changed, so that nothing is compiled twice.

use crate::cmd::Problem;
use crate::cmd::generate::LOCK;
use crate::cmd::read::reason;
use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use suki_codegen::Files;

/// The folder of the cache.
pub fn root() -> PathBuf {
    let from = |name: &str, below: &str| {
        std::env::var_os(name).filter(|value| !value.is_empty()).map(|value| PathBuf::from(value).join(below))
    };
    let found =
        from("SUKI_CACHE", "").or_else(|| from("XDG_CACHE_HOME", "suki")).or_else(|| from("HOME", ".cache/suki"));
    let root = found.unwrap_or_else(|| std::env::temp_dir().join("suki"));
    std::path::absolute(&root).unwrap_or(root)
}

/// The folder for one plan of one file: the same as long as both are called the same, so that an edit of the file
/// recompiles only what it changes.
pub fn workspace(file: &Path, plan: &str) -> PathBuf {
    let stem = file.file_stem().map_or_else(|| "program".into(), |stem| stem.to_string_lossy().into_owned());
    let mut hasher = DefaultHasher::new();
    file.canonicalize().unwrap_or_else(|_| file.to_path_buf()).hash(&mut hasher);
    root().join(format!("{stem}-{plan}-{:08x}", hasher.finish() as u32))
}

/// Keeps others from `folder`, and makes both folders, until it is dropped.
pub fn lock(root: &Path, folder: &Path) -> Result<std::fs::File, Problem> {
    let problem = |path: &Path, error: &std::io::Error| {
        Problem::could_not_run(format!("could not write {}: {}", path.display(), reason(error)))
    };
    std::fs::create_dir_all(root).map_err(|error| problem(root, &error))?;
    std::fs::create_dir_all(folder).map_err(|error| problem(folder, &error))?;
    let path = folder.join("suki.lock");
    let file = std::fs::File::create(&path).map_err(|error| problem(&path, &error))?;
    rustix::fs::flock(&file, rustix::fs::FlockOperation::LockExclusive)
        .map_err(|error| problem(&path, &error.into()))?;
    Ok(file)
}

/// Makes `folder` hold exactly `files`, besides what cargo has made in it.
pub fn write(folder: &Path, files: &Files) -> Result<(), Problem> {
    let problem = |path: &Path, error: std::io::Error| {
        Problem::could_not_run(format!("could not write {}: {}", path.display(), reason(&error)))
    };
    let wanted: BTreeSet<PathBuf> = files.keys().map(|path| folder.join(path)).collect();
    for path in sources(folder) {
        if !wanted.contains(&path) {
            std::fs::remove_file(&path).map_err(|error| problem(&path, error))?;
        }
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

/// Gives the crates of `files` a version of their own, after the folder that they go to: cargo tells crates of workspaces
/// that share a `target` apart by name and version alone.
pub fn mark(folder: &Path, files: &mut Files) {
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut hasher = DefaultHasher::new();
    folder.hash(&mut hasher);
    let fits = |letter: char| if letter.is_ascii_alphanumeric() { letter } else { '-' };
    let tag: String = name.chars().map(fits).collect();
    let version = format!("version = \"0.0.0-{tag}-h{:08x}\"", hasher.finish() as u32);
    for (_, text) in files.iter_mut().filter(|(path, _)| path.ends_with("Cargo.toml")) {
        *text = text.replace("version = \"0.0.0\"", &version);
    }
}

/// Puts the runtime and the simulator, which are the same for all programs, beside the workspaces: they are compiled once
/// for all of them.
pub fn share(root: &Path, files: Files) -> Result<Files, Problem> {
    // The simulator uses the runtime, which has its place by then.
    let files = share_crate(root, "runtime", files)?;
    share_crate(root, "simulator", files)
}

fn share_crate(root: &Path, name: &str, files: Files) -> Result<Files, Problem> {
    let prefix = format!("{name}/");
    let (mut shared, mut rest): (Files, Files) = files.into_iter().partition(|(path, _)| path.starts_with(&prefix));
    let Some(manifest) = shared.get_mut(&format!("{name}/Cargo.toml")) else { return Ok(rest) };
    // It is in no workspace there.
    *manifest = manifest.replace("[lints]\nworkspace = true\n", "");
    let mut hasher = DefaultHasher::new();
    shared.hash(&mut hasher);
    let folder = root.join(format!("{name}-{:08x}", hasher.finish() as u32));
    let _lock = lock(root, &folder)?;
    let inside = |(path, text): (String, String)| Some((path.strip_prefix(&prefix)?.to_string(), text));
    write(&folder, &shared.into_iter().filter_map(inside).collect())?;
    let there = format!("path = {:?}", folder.display().to_string());
    for (path, text) in rest.iter_mut().filter(|(path, _)| path.ends_with("Cargo.toml")) {
        *text = match path.as_str() {
            "Cargo.toml" => text.replace(&format!(", \"{name}\""), ""),
            _ => text.replace(&format!("path = \"../{name}\""), &there),
        };
    }
    Ok(rest)
}

/// All Rust sources and manifests that are there.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => folders.push(path),
                Ok(_) if path.extension().is_some_and(|ending| ending == "rs" || ending == "toml") => found.push(path),
                Ok(_) | Err(_) => {}
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_changes_is_written() {
        let folder = std::env::temp_dir().join(format!("suki-cache-test-{}", std::process::id()));
        let files = |all: &[(&str, &str)]| -> Files {
            all.iter().map(|(path, text)| (path.to_string(), text.to_string())).collect()
        };
        let old = files(&[("a/src/lib.rs", "a"), ("b/src/lib.rs", "b"), ("Cargo.toml", "c")]);
        write(&folder, &old).expect("it can be written");
        let time = |name: &str| folder.join(name).metadata().and_then(|it| it.modified()).expect("it is there");
        let before = time("a/src/lib.rs");
        write(&folder, &files(&[("a/src/lib.rs", "a"), ("Cargo.toml", "d")])).expect("it can be written");
        assert_eq!(time("a/src/lib.rs"), before, "it has not been touched");
        assert!(!folder.join("b/src/lib.rs").exists(), "nobody asks for it any more");
        assert_eq!(std::fs::read_to_string(folder.join("Cargo.toml")).expect("it is there"), "d");
        assert!(folder.join("Cargo.lock").exists());
        std::fs::remove_dir_all(&folder).expect("it is ours");
    }
}
