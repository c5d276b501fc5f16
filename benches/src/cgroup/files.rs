//! The files of control groups: what they are called and what is written to them, by version.

use super::write;
use crate::Error;
use crate::quota::Quota;
use std::path::{Path, PathBuf};

/// Which control groups a system has for CPUs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// `cpu.cfs_quota_us`.
    V1,
    /// `cpu.max`.
    V2,
}

/// Where they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Files {
    version: Version,
    root: PathBuf,
}

impl Files {
    /// Finds the mounted controller in the text of `/proc/mounts`.
    pub(super) fn find(mounts: &str) -> Option<Self> {
        let fields = mounts.lines().map(|line| line.split(' ').collect::<Vec<_>>());
        let mut second = None;
        for mount in fields.filter(|fields| fields.len() > 3) {
            let (root, kind, options) = (mount[1], mount[2], mount[3]);
            match kind {
                "cgroup" if options.split(',').any(|option| option == "cpu") => {
                    return Some(Files { version: Version::V1, root: root.into() });
                }
                "cgroup2" => second = Some(Files { version: Version::V2, root: root.into() }),
                _ => {}
            }
        }
        second
    }

    #[cfg(test)]
    pub(super) fn at(version: Version, root: &Path) -> Self {
        Files { version, root: root.into() }
    }

    pub(super) fn version(&self) -> Version {
        self.version
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// Before all others on this machine, as far as the quotas below allow.
    pub(super) fn prefer(&self, group: &Path) -> Result<(), Error> {
        match self.version {
            Version::V1 => write(&group.join("cpu.shares"), "200000"),
            Version::V2 => {
                // Usually in place already. If it cannot be put in place, the next line says so.
                let _ = self.allow_children(&self.root);
                write(&group.join("cpu.weight"), "10000")
            }
        }
    }

    /// Groups below `group` may have quotas.
    pub(super) fn allow_children(&self, group: &Path) -> Result<(), Error> {
        match self.version {
            Version::V1 => Ok(()),
            Version::V2 => write(&group.join("cgroup.subtree_control"), "+cpu"),
        }
    }

    /// Time that nobody else wants.
    pub(super) fn give_leftovers(&self, group: &Path) -> Result<(), Error> {
        write(&group.join("cpu.idle"), "1").or_else(|_| match self.version {
            Version::V1 => write(&group.join("cpu.shares"), "2"),
            Version::V2 => write(&group.join("cpu.weight"), "1"),
        })
    }

    pub(super) fn limit(&self, group: &Path, quota: Option<Quota>) -> Result<(), Error> {
        let us = |quota: Quota| (quota.time.as_micros(), quota.period.as_micros());
        match (self.version, quota.map(us)) {
            (Version::V1, None) => write(&group.join("cpu.cfs_quota_us"), "-1"),
            (Version::V1, Some((time, period))) => {
                write(&group.join("cpu.cfs_period_us"), &period.to_string())?;
                write(&group.join("cpu.cfs_quota_us"), &time.to_string())
            }
            (Version::V2, None) => write(&group.join("cpu.max"), "max"),
            (Version::V2, Some((time, period))) => write(&group.join("cpu.max"), &format!("{time} {period}")),
        }
    }
}
