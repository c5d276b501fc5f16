//! A process that was started for the time being: it ends when the one that started it does.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Waits, on a thread of its own, until the standard input ends, as a pipe does when whoever holds the other end is
/// gone, however it went. Then removes `folder` with everything in it, and ends the process.
///
/// All processes of one folder do so at once, so it does not matter who finds what.
pub(crate) fn watch(folder: &Path) -> std::io::Result<()> {
    let folder: PathBuf = folder.into();
    std::thread::Builder::new().name("watch".into()).spawn(move || {
        let mut bytes = [0; 64];
        while !matches!(std::io::stdin().read(&mut bytes), Ok(0) | Err(_)) {}
        for _ in 0..ATTEMPTS_MAX {
            // It fails where another process has just made or removed a file.
            let _ = std::fs::remove_dir_all(&folder);
            if !folder.exists() {
                break;
            }
            std::thread::sleep(ATTEMPT);
        }
        std::process::exit(EXIT_ORPHANED);
    })?;
    Ok(())
}

/// How often the folder is tried to remove, and how long it is waited in between.
const ATTEMPTS_MAX: u32 = 20;
const ATTEMPT: Duration = Duration::from_millis(5);
/// The exit code of a process whose standard input has ended.
const EXIT_ORPHANED: i32 = 5;
