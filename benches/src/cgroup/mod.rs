//! CPU quotas by control groups, version 1 and 2.

mod files;
mod reaper;

pub use files::Version;

use crate::Error;
use crate::quota::Quota;
use files::Files;
use reaper::Reaper;
use std::fs;
use std::path::{Path, PathBuf};

/// The groups of one cluster: one that its processes share, with one below for each process, and one beside it for
/// spinners that only get time that nobody wants. All processes in them end, and the groups go, when this is dropped
/// or the process that has made it ends, however it ends.
#[derive(Debug)]
pub struct Groups {
    files: Files,
    shared: PathBuf,
    idle: PathBuf,
    /// Last: its end is what removes the groups.
    _reaper: Reaper,
}

/// The group of one process.
#[derive(Debug)]
pub struct Group {
    folder: PathBuf,
}

impl Groups {
    /// Makes the groups for `name`; none, if the system has no such groups or this user may not make any.
    #[must_use]
    pub fn make(name: &str) -> Option<Self> {
        let files = Files::find(&fs::read_to_string("/proc/mounts").ok()?)?;
        let groups = Self::make_in(files, name);
        groups.ok()
    }

    fn make_in(files: Files, name: &str) -> Result<Self, Error> {
        let shared = files.root().join(name);
        let idle = files.root().join(format!("{name}-idle"));
        let reaper = Reaper::start(&[&shared, &idle])?;
        for folder in [&shared, &idle] {
            fs::create_dir_all(folder).map_err(Error::file(folder))?;
        }
        files.prefer(&shared)?;
        files.allow_children(&shared)?;
        files.give_leftovers(&idle)?;
        Ok(Groups { files, shared, idle, _reaper: reaper })
    }

    /// The version in use.
    #[must_use]
    pub fn version(&self) -> Version {
        self.files.version()
    }

    /// Makes the group of a process; without quota, it may use what there is.
    ///
    /// # Errors
    /// If the kernel refuses.
    pub fn group(&self, name: &str, quota: Option<Quota>) -> Result<Group, Error> {
        let folder = self.shared.join(name);
        fs::create_dir_all(&folder).map_err(Error::file(&folder))?;
        self.files.limit(&folder, quota)?;
        Ok(Group { folder })
    }

    /// The group of the spinners.
    #[must_use]
    pub fn idle(&self) -> Group {
        Group { folder: self.idle.clone() }
    }
}

impl Group {
    /// Moves a process and all its threads here.
    ///
    /// # Errors
    /// If it has ended.
    pub fn adopt(&self, pid: u32) -> Result<(), Error> {
        write(&self.folder.join("cgroup.procs"), &pid.to_string())
    }

    /// In how many periods it has used up its quota.
    ///
    /// # Errors
    /// If the group is gone.
    pub fn periods_throttled(&self) -> Result<u64, Error> {
        let path = self.folder.join("cpu.stat");
        let text = fs::read_to_string(&path).map_err(Error::file(&path))?;
        let count = text.lines().find_map(|line| line.strip_prefix("nr_throttled ")?.parse().ok());
        Ok(count.unwrap_or(0))
    }
}

fn write(path: &Path, text: &str) -> Result<(), Error> {
    fs::write(path, text).map_err(Error::file(path))
}

#[cfg(test)]
mod tests;
