//! A generated workspace as one side of a comparison.

use crate::Error;
use crate::cluster::Cluster;
use crate::process::Spec;
use crate::quota::Quota;
use crate::sides::Load;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use suki_baselines::deployment::free_addresses;
use suki_codegen::{Manifest, ProcessEntry};

/// A workspace that `suki-opt --emit rust -o DIR` has written and `cargo build --profile measure` has built in its
/// folder: with the settings that the programs by hand are measured with.
#[derive(Clone, Debug)]
pub struct Generated {
    programs: PathBuf,
    kinds: Vec<ProcessEntry>,
}

/// Where the processes of one run write their addresses and logs; gone when dropped.
#[derive(Debug)]
pub struct Scratch(PathBuf);

impl Generated {
    /// Reads the manifest in `folder`.
    ///
    /// # Errors
    /// If there is none.
    pub fn read(folder: &Path) -> Result<Self, Error> {
        let path = folder.join("manifest.json");
        let text = fs::read_to_string(&path).map_err(Error::file(&path))?;
        let manifest: Manifest =
            serde_json::from_str(&text).map_err(|error| Error::Side(format!("{}: {error}", path.display())))?;
        Ok(Generated { programs: folder.join("target/measure"), kinds: manifest.processes })
    }

    /// How many servers it has.
    #[must_use]
    pub fn locations(&self) -> usize {
        self.kinds.iter().map(|kind| (kind.members * kind.parts) as usize).sum()
    }

    /// Its processes, over TCP as those by hand. The second result has to outlive the run.
    ///
    /// # Errors
    /// If there is no room for their files.
    pub fn cluster(&self, quota: Option<Quota>, load: &Load) -> Result<(Cluster, Scratch), Error> {
        let scratch = Scratch::make()?;
        let instances = self.kinds.iter().flat_map(|kind| {
            (0..kind.members).flat_map(move |member| (0..kind.parts).map(move |part| (kind, member, part)))
        });
        let admins = free_addresses(self.locations());
        let servers = instances.zip(admins).map(|((kind, member, part), admin)| Spec {
            name: format!("{}-{member}-{part}", kind.name),
            role: kind.name.clone(),
            program: self.programs.join(&kind.name),
            args: flags(&[
                ("--member", &member.to_string()),
                ("--part", &part.to_string()),
                ("--listen", "127.0.0.1:0"),
                ("--flush", load.flush),
                ("--admin", &admin.to_string()),
                ("--membership", &scratch.path("at")),
                ("--data", &scratch.path("data")),
            ]),
            quota,
            admin: Some(admin),
        });
        let client = Spec {
            name: "client".into(),
            role: "client".into(),
            program: self.programs.join("client"),
            // The baselines' client checks each reply by itself; so does this one then.
            args: flags(&[
                ("--membership", &scratch.path("at")),
                ("--flush", load.flush),
                ("--connections", &load.connections.to_string()),
                ("--outstanding", &load.outstanding.to_string()),
                ("--warm-up", &load.warm_up_s.to_string()),
                ("--seconds", &load.seconds.to_string()),
                ("--check-share", "0"),
            ]),
            quota: None,
            admin: None,
        };
        Ok((Cluster { servers: servers.collect(), client }, scratch))
    }
}

fn flags(flags: &[(&str, &str)]) -> Vec<String> {
    flags.iter().flat_map(|(flag, value)| [(*flag).to_string(), (*value).to_string()]).collect()
}

impl Scratch {
    fn make() -> Result<Self, Error> {
        static MADE: AtomicU64 = AtomicU64::new(0);
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("suki-cluster-{}-{number}", std::process::id()));
        for name in ["at", "data"] {
            let path = folder.join(name);
            fs::create_dir_all(&path).map_err(Error::file(&path))?;
        }
        Ok(Scratch(folder))
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).display().to_string()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // Left behind, it is a few small files in the folder for such files.
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_instance_is_started() {
        let folder = tempfile::tempdir().expect("a folder");
        let manifest = r#"{"format": 1, "program": "p", "hash": "0", "roles": [], "channels": [], "timers": [], "logs": [],
            "ports": [], "processes": [
            {"name": "leader", "members": 1, "parts": 1, "roles": ["leader"]},
            {"name": "acceptors_helper", "members": 3, "parts": 2, "roles": ["acceptors_helper"]}]}"#;
        fs::write(folder.path().join("manifest.json"), manifest).expect("it is a folder");
        let generated = Generated::read(folder.path()).expect("it is a manifest");
        let load = Load { connections: 2, outstanding: 3, flush: "each", warm_up_s: 0.5, seconds: 1.0 };
        let (cluster, scratch) = generated.cluster(None, &load).expect("there is room");
        let names: Vec<&str> = cluster.servers.iter().map(|spec| spec.name.as_str()).collect();
        let helpers = ["0-0", "0-1", "1-0", "1-1", "2-0", "2-1"].map(|which| format!("acceptors_helper-{which}"));
        assert_eq!((names[0], &names[1..]), ("leader-0-0", &helpers.each_ref().map(String::as_str)[..]));
        assert_eq!(generated.locations(), 7);
        assert!(cluster.client.args.join(" ").contains("--flush each --connections 2 --outstanding 3"));
        let path = scratch.0.clone();
        assert!(path.join("at").is_dir());
        drop(scratch);
        assert!(!path.exists());
    }

    #[test]
    fn a_folder_without_manifest_is_named() {
        let error = Generated::read(Path::new("/nowhere")).expect_err("it is not there");
        assert!(error.to_string().starts_with("/nowhere/manifest.json: "), "{error}");
    }
}
