//! A process that is killed or stopped on purpose, to see how the others do without it.

use super::child::Started;
use crate::cmd::Problem;
use crate::cmd::suggest::mend;
use suki_codegen::{Manifest, ProcessEntry};

/// Which process is struck, and how.
#[derive(Clone, Debug, Default, clap::Args)]
#[group(id = "fault", multiple = false)]
pub struct Args {
    /// Kills this process when half of the time is over; the others have to go on
    #[arg(long, value_name = "NAME/MEMBER/PART", conflicts_with_all = ["requests", "script"])]
    kill: Option<String>,

    /// Stops this process for ever when half of the time is over (SIGSTOP); the others have to go on
    #[arg(long, value_name = "NAME/MEMBER/PART", conflicts_with_all = ["requests", "script"])]
    freeze: Option<String>,
}

/// What is done to a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blow {
    /// It is ended.
    Kill,
    /// It does nothing any more, and its connections stay.
    Freeze,
}

impl Args {
    /// The process and what happens to it, where that was asked for.
    pub fn asked(&self) -> Option<(&str, Blow)> {
        let kill = self.kill.as_deref().map(|name| (name, Blow::Kill));
        kill.or(self.freeze.as_deref().map(|name| (name, Blow::Freeze)))
    }

    /// Whether there is such a process.
    pub fn check(&self, manifest: &Manifest) -> Result<(), Problem> {
        let Some((name, _)) = self.asked() else { return Ok(()) };
        let all: Vec<String> = names(manifest).collect();
        if all.iter().any(|one| one == name) {
            return Ok(());
        }
        let known: Vec<&str> = all.iter().map(String::as_str).collect();
        Err(Problem::could_not_run(format!("no process is called `{name}`")).help(mend(
            name,
            "the program has",
            &known,
        )))
    }
}

impl Blow {
    /// Strikes the process.
    pub fn strike(self, process: &mut Started) {
        match self {
            Blow::Kill => process.kill(),
            Blow::Freeze => process.freeze(),
        }
    }
}

/// The names of all processes, in the order in which they are started.
pub fn names(manifest: &Manifest) -> impl Iterator<Item = String> + '_ {
    manifest.processes.iter().flat_map(|ProcessEntry { name, members, parts, .. }| {
        let places = (0..*members).flat_map(move |member| (0..*parts).map(move |part| (member, part)));
        places.map(move |(member, part)| format!("{name}/{member}/{part}"))
    })
}

/// Whether two kinds of processes have roles of one family: their processes of one member fail together.
pub fn are_related(manifest: &Manifest, one: &ProcessEntry, other: &ProcessEntry) -> bool {
    let families = |process: &ProcessEntry| -> Vec<&str> {
        let roles = manifest.roles.iter().filter(|role| process.roles.contains(&role.name));
        roles.map(|role| role.family.as_str()).collect()
    };
    let others = families(other);
    families(one).iter().any(|family| others.contains(family))
}
