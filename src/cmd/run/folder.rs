//! The folder of one run: programs, sockets, addresses, logs. It is gone when the run is.
//!
//! Its path is short, since the path of a socket may have some hundred bytes only. When we are killed, the processes that
//! see it remove the folder; if there was none yet, the next run does.

use crate::cmd::Problem;
use crate::cmd::read::reason;
use rustix::process::{Pid, test_kill_process};
use std::path::{Path, PathBuf};

const PREFIX: &str = "suki-run-";

/// The folder.
pub struct Folder(PathBuf);

impl Folder {
    /// A new one, after those of runs that have been killed are removed.
    pub fn new() -> Result<Self, Problem> {
        let parent = std::env::temp_dir();
        sweep(&parent);
        let path = parent.join(format!("{PREFIX}{}", std::process::id()));
        let made = ["bin", "at", "log", "data"].iter().try_for_each(|name| std::fs::create_dir_all(path.join(name)));
        made.map_err(|error| Problem::could_not_run(format!("could not make {}: {}", path.display(), reason(&error))))?;
        Ok(Self(path))
    }

    /// All of it.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Where processes write their addresses.
    pub fn addresses(&self) -> PathBuf {
        self.0.join("at")
    }

    /// Where processes keep their logs.
    pub fn data(&self) -> PathBuf {
        self.0.join("data")
    }

    /// Where `name` writes what it has to say.
    pub fn log(&self, name: &str) -> PathBuf {
        self.0.join("log").join(name.replace('/', "-"))
    }

    /// Where the program `name` is.
    pub fn program(&self, name: &str) -> PathBuf {
        self.0.join("bin").join(name)
    }

    /// Takes the programs called `names` from where they were built.
    pub fn take(&self, built: &Path, names: &[String]) -> Result<(), Problem> {
        take(built, names, &self.0.join("bin"))
    }
}

/// Takes the programs called `names` from `built` to the folder `to`.
pub fn take(built: &Path, names: &[String], to: &Path) -> Result<(), Problem> {
    for name in names {
        let (from, to) = (built.join(name), to.join(name));
        // What an earlier run has left may be this very file: nothing may be copied onto it.
        let _ = std::fs::remove_file(&to);
        std::fs::hard_link(&from, &to).or_else(|_| std::fs::copy(&from, &to).map(drop)).map_err(|error| {
            Problem::could_not_run(format!("could not take {}: {}", from.display(), reason(&error)))
        })?;
    }
    Ok(())
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed now is swept by the next run.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Removes folders whose run has ended without doing so.
fn sweep(parent: &Path) {
    for entry in std::fs::read_dir(parent).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let pid = name.to_str().and_then(|name| name.strip_prefix(PREFIX)).and_then(|pid| pid.parse().ok());
        let is_over =
            pid.and_then(Pid::from_raw).is_some_and(|pid| test_kill_process(pid) == Err(rustix::io::Errno::SRCH));
        if is_over {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}
