//! What can be compared, in words: `base:quorum=all,batch=100`.

use crate::deployment::{Deployment, Process};
use crate::paxos::Quorum;
use std::path::Path;
use std::str::FromStr;
use suki_benches::Error;
use suki_benches::cluster::{Cluster, Watch, measure};
use suki_benches::generated::Generated;
use suki_benches::load::Load;
use suki_benches::process::Spec;
use suki_benches::quota::Quota;
use suki_benches::run::Run;

/// One side of a comparison.
#[derive(Clone, Debug)]
pub enum Side {
    /// A program written by hand.
    ByHand(ByHand),
    /// A workspace that was generated.
    Generated(Generated),
}

/// One of the programs written by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ByHand(Deployment);

/// A workspace in which `cargo build --profile measure` has run, or what `suki-opt bench --keep` has left.
fn built_in_place(folder: &Path) -> Result<Generated, Error> {
    let built = folder.join("target/measure");
    Generated::read(folder, if built.is_dir() { &built } else { folder })
}

const SIDES: &str = "base, compartmentalized, fused, omni, two-pc or generated:FOLDER";

impl FromStr for Side {
    type Err = Error;

    /// `generated:FOLDER`, or as [`ByHand`].
    fn from_str(text: &str) -> Result<Self, Error> {
        match text.strip_prefix("generated:") {
            Some(folder) => Ok(Side::Generated(built_in_place(Path::new(folder))?)),
            None => Ok(Side::ByHand(text.parse()?)),
        }
    }
}

impl Side {
    /// How many servers it has.
    #[must_use]
    pub fn locations(&self) -> usize {
        match self {
            Side::ByHand(by_hand) => by_hand.locations(),
            Side::Generated(generated) => generated.locations(),
        }
    }

    /// Runs it once. `baselines` is the program `suki-baselines`.
    ///
    /// # Errors
    /// As [`measure`].
    pub fn measure(
        &self,
        baselines: &Path,
        quota: Option<Quota>,
        load: &Load,
        watch: &Watch<'_>,
    ) -> Result<Run, Error> {
        match self {
            Side::ByHand(by_hand) => measure(&by_hand.cluster(baselines, quota, load), watch),
            Side::Generated(generated) => generated.measure(quota, load, watch),
        }
    }
}

impl FromStr for ByHand {
    type Err = Error;

    /// `NAME` or `NAME:KEY=VALUE,..`.
    fn from_str(text: &str) -> Result<Self, Error> {
        let (name, options) = text.split_once(':').unwrap_or((text, ""));
        let (mut quorum, mut proxies, mut replicas, mut batch, mut participants) = (Quorum::Thrifty, 6, 3, 1, 3);
        for option in options.split(',').filter(|option| !option.is_empty()) {
            let wrong = || Error::Side(format!("`{option}` is no option of {name}"));
            let (key, value) = option.split_once('=').ok_or_else(wrong)?;
            let count = || value.parse().ok().filter(|count| *count > 0).ok_or_else(wrong);
            match (name, key) {
                ("base", "quorum") if value == "all" => quorum = Quorum::All,
                ("base", "quorum") if value == "thrifty" => quorum = Quorum::Thrifty,
                ("base" | "compartmentalized", "replicas") => replicas = count()?,
                ("base" | "compartmentalized" | "fused" | "omni", "batch") => batch = count()?,
                ("compartmentalized", "proxies") => proxies = count()?,
                ("two-pc", "participants") => participants = count()?,
                _ => return Err(wrong()),
            }
        }
        Ok(ByHand(match name {
            "base" => Deployment::Base { quorum, replicas, batch },
            "compartmentalized" => Deployment::Compartmentalized { proxies, replicas, batch },
            "fused" => Deployment::Fused { batch },
            "omni" => Deployment::Omni { batch },
            "two-pc" => Deployment::TwoPc { participants },
            _ => return Err(Error::Side(format!("nothing is called `{name}`: {SIDES}"))),
        }))
    }
}

impl ByHand {
    /// How many servers it has.
    #[must_use]
    pub fn locations(&self) -> usize {
        self.0.processes().servers.len()
    }

    /// Its processes, at ports that are free now. `program` is `suki-baselines`.
    #[must_use]
    pub fn cluster(&self, program: &Path, quota: Option<Quota>, load: &Load) -> Cluster {
        let processes = self.0.processes();
        let flush = || ["--flush".to_string(), load.flush.to_string()];
        let server = |process: Process| Spec {
            name: process.name,
            role: process.role.into(),
            program: program.into(),
            args: process.args.into_iter().chain(flush()).collect(),
            quota,
            admin: Some(process.admin),
        };
        let numbers = [
            ("--connections", load.connections.to_string()),
            ("--outstanding", load.outstanding.to_string()),
            ("--warm-up", load.warm_up_s.to_string()),
            ("--seconds", load.seconds.to_string()),
        ];
        let flags = numbers.into_iter().flat_map(|(flag, number)| [flag.to_string(), number]);
        let client = Spec {
            name: "client".into(),
            role: "client".into(),
            program: program.into(),
            args: processes.client.into_iter().chain(flags).chain(flush()).collect(),
            quota: None,
            admin: None,
        };
        let logs = std::env::temp_dir().join("suki-cluster-log");
        Cluster { servers: processes.servers.into_iter().map(server).collect(), client, logs }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sides_have_names_and_options() {
        let check = |text: &str, expect| assert_eq!(text.parse::<ByHand>().expect(text), ByHand(expect));
        check("base", Deployment::Base { quorum: Quorum::Thrifty, replicas: 3, batch: 1 });
        check("base:quorum=all,batch=100", Deployment::Base { quorum: Quorum::All, replicas: 3, batch: 100 });
        let compartmentalized = Deployment::Compartmentalized { proxies: 2, replicas: 4, batch: 1 };
        check("compartmentalized:proxies=2,replicas=4", compartmentalized);
        check("two-pc", Deployment::TwoPc { participants: 3 });
    }

    #[test]
    fn wrong_words_are_named() {
        let check = |text: &str, expect| assert_eq!(text.parse::<ByHand>().expect_err(text).to_string(), expect);
        check("raft", "nothing is called `raft`: base, compartmentalized, fused, omni, two-pc or generated:FOLDER");
        check("fused:proxies=2", "`proxies=2` is no option of fused");
        check("base:batch=0", "`batch=0` is no option of base");
        check("base:quorum", "`quorum` is no option of base");
    }
}
