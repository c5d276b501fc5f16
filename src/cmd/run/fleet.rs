//! All processes of a run.

use super::BEAT;
use super::child::{Started, words};
use super::fault::{self, Blow};
use super::folder::Folder;
use super::scrape::{self, Counters};
use super::signals::Asked;
use crate::args::When;
use crate::cmd::Problem;
use crate::cmd::read::reason;
use crate::ui::Ui;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};
use suki_codegen::{Manifest, ProcessEntry};

/// How long all processes may take until each has met its peers.
const START_MAX: Duration = Duration::from_secs(60);
/// How long processes may take to finish what they have.
const STOP_MAX: Duration = Duration::from_secs(4);

/// The name of the load driver's program.
pub const CLIENT: &str = "client";

/// The programs of a workspace.
pub fn programs(manifest: &Manifest) -> Vec<String> {
    manifest.processes.iter().map(|kind| kind.name.clone()).chain([CLIENT.to_string()]).collect()
}

struct Process {
    started: Started,
    kind: usize,
    member: u32,
    admin: PathBuf,
    is_ready: bool,
    /// It may end: it was struck, or is of the family of one that was.
    is_doomed: bool,
}

/// The processes that run.
pub struct Fleet {
    manifest: Manifest,
    processes: Vec<Process>,
}

/// What one kind of process has done.
pub struct Done {
    /// Its name.
    pub name: String,
    /// How many there are.
    pub instances: usize,
    /// All of them together.
    pub counters: Counters,
}

impl Fleet {
    /// Starts them all and waits until each has met its peers.
    pub fn start(
        manifest: Manifest,
        folder: &Folder,
        tcp: bool,
        flush: When,
        asked: &Asked,
        ui: &Ui,
    ) -> Result<Self, Problem> {
        let live = ui.live();
        live.say("starting");
        let mut fleet = Fleet { manifest, processes: Vec::new() };
        let kinds = fleet.manifest.processes.clone();
        for (kind, ProcessEntry { name, members, parts, .. }) in kinds.iter().enumerate() {
            for (member, part) in (0..*members).flat_map(|member| (0..*parts).map(move |part| (member, part))) {
                fleet.spawn(kind, &format!("{name}/{member}/{part}"), (member, part), folder, tcp, flush)?;
            }
        }
        let deadline = Instant::now() + START_MAX;
        loop {
            fleet.check(asked)?;
            let waiting = fleet.processes.iter_mut().filter(|process| !process.is_ready);
            let waiting: Vec<String> = waiting
                .filter_map(|process| {
                    process.is_ready = scrape::is_ready(&process.admin);
                    (!process.is_ready).then(|| process.started.name.clone())
                })
                .collect();
            if waiting.is_empty() {
                return Ok(fleet);
            }
            if Instant::now() > deadline {
                let named = waiting.iter().take(5).cloned().collect::<Vec<_>>().join(", ");
                return Err(Problem::could_not_run(format!("{} processes did not get ready: {named}", waiting.len())));
            }
            std::thread::sleep(BEAT);
        }
    }

    fn spawn(
        &mut self,
        kind: usize,
        name: &str,
        (member, part): (u32, u32),
        folder: &Folder,
        tcp: bool,
        flush: When,
    ) -> Result<(), Problem> {
        let number = self.processes.len();
        let admin = folder.path().join(format!("a{number}"));
        let listen =
            if tcp { "127.0.0.1:0".to_string() } else { format!("unix:{}/s{number}", folder.path().display()) };
        let mut command = Command::new(folder.program(&self.manifest.processes[kind].name));
        command.args(["--member", &member.to_string(), "--part", &part.to_string(), "--listen", &listen]);
        command.args(["--flush", flush.as_str(), "--admin", &format!("unix:{}", admin.display())]);
        command.arg("--membership").arg(folder.addresses()).arg("--data").arg(folder.data());
        command.arg("--scratch").arg(folder.path());
        let started = Started::new(name.to_string(), command, folder.log(name));
        let started =
            started.map_err(|error| Problem::could_not_run(format!("could not start {name}: {}", reason(&error))))?;
        self.processes.push(Process { started, kind, member, admin, is_ready: false, is_doomed: false });
        Ok(())
    }

    /// An error when a process has ended, or somebody wants us to.
    pub fn check(&mut self, asked: &Asked) -> Result<(), Problem> {
        if let Some(word) = asked.to_stop() {
            return Err(Problem::could_not_run(word));
        }
        for process in self.processes.iter_mut().filter(|process| !process.is_doomed) {
            if let Some(status) = process.started.ended() {
                let Started { name, .. } = &process.started;
                return Err(Problem::could_not_run(format!("{name} {}", words(status)))
                    .notes(process.started.last_words())
                    .help("these are the last lines of its log"));
            }
        }
        Ok(())
    }

    /// Strikes the process called `name`. From now on it may end, and so may its family.
    pub fn strike(&mut self, name: &str, blow: Blow) {
        let Some(at) = self.processes.iter().position(|process| process.started.name == name) else { return };
        blow.strike(&mut self.processes[at].started);
        let (kind, member) = (self.processes[at].kind, self.processes[at].member);
        let (manifest, kinds) = (&self.manifest, &self.manifest.processes);
        for process in self.processes.iter_mut().filter(|process| process.member == member) {
            process.is_doomed |= fault::are_related(manifest, &kinds[kind], &kinds[process.kind]);
        }
    }

    /// What each process has done so far; nothing is known of those that may have ended.
    pub fn counters(&self) -> Vec<Counters> {
        let known = |process: &Process| (!process.is_doomed).then(|| scrape::counters(&process.admin)).flatten();
        let of = |process: &Process| known(process).map_or(Counters::default(), |(counters, _)| counters);
        self.processes.iter().map(of).collect()
    }

    /// The process with the longest queue, and how many bytes wait there.
    pub fn longest_queue(&self) -> Option<(&str, u64)> {
        let of = |process: &Process| scrape::counters(&process.admin).map_or(0, |(_, longest)| longest);
        self.processes
            .iter()
            .filter(|process| !process.is_doomed)
            .map(|process| (process.started.name.as_str(), of(process)))
            .max_by_key(|(_, bytes)| *bytes)
    }

    /// How many processes there are.
    pub fn len(&self) -> usize {
        self.processes.len()
    }

    /// What happened between two calls of [`Fleet::counters`], by kind of process.
    pub fn done(&self, before: &[Counters], after: &[Counters]) -> Vec<Done> {
        let of = |(kind, ProcessEntry { name, .. }): (usize, &ProcessEntry)| {
            let of_kind =
                self.processes.iter().zip(before.iter().zip(after)).filter(|(process, _)| process.kind == kind);
            let all: Vec<Counters> = of_kind.map(|(_, (before, after))| after.since(*before)).collect();
            let counters = all.iter().fold(Counters::default(), |sum, one| sum.plus(*one));
            Done { name: name.clone(), instances: all.len(), counters }
        };
        self.manifest.processes.iter().enumerate().map(of).collect()
    }

    /// Asks all to finish what they have, and ends those that do not.
    pub fn stop(&mut self) {
        // Those that may have been stopped for ever would not answer.
        self.processes.retain(|process| !process.is_doomed);
        self.processes.iter_mut().for_each(|process| process.started.ask_to_stop());
        let deadline = Instant::now() + STOP_MAX;
        while Instant::now() < deadline && self.processes.iter_mut().any(|process| process.started.ended().is_none()) {
            std::thread::sleep(Duration::from_millis(5));
        }
        self.processes.clear();
    }
}
