//! Where generated workspaces are kept between runs.
//!
//! `$SUKI_CACHE`, else `$XDG_CACHE_HOME/suki`, else `~/.cache/suki`, holds one folder for each file and plan, and one `target`
//! folder that all of them share. A file is written only where it has changed, so that nothing is compiled twice.

use super::read::reason;
use super::{Problem, workspace};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use suki_codegen::Files;

/// The cache.
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
pub fn folder(file: &Path, plan: &str) -> PathBuf {
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
    workspace::write(&folder, &shared.into_iter().filter_map(inside).collect())?;
    let there = format!("path = {:?}", folder.display().to_string());
    for (path, text) in rest.iter_mut().filter(|(path, _)| path.ends_with("Cargo.toml")) {
        *text = match path.as_str() {
            "Cargo.toml" => text.replace(&format!(", \"{name}\""), ""),
            _ => text.replace(&format!("path = \"../{name}\""), &there),
        };
    }
    Ok(rest)
}
