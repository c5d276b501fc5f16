//! One process of a cluster.

use crate::Error;
use crate::cgroup::Group;
use crate::quota::Quota;
use crate::{metrics, pin};
use std::fs;
use std::net::SocketAddr;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};

/// What is to be started.
#[derive(Clone, Debug)]
pub struct Spec {
    /// Unique in its cluster.
    pub name: String,
    /// What it does; figures are given by role.
    pub role: String,
    /// The program.
    pub program: PathBuf,
    /// Its arguments.
    pub args: Vec<String>,
    /// What it may use; none: what there is.
    pub quota: Option<Quota>,
    /// Where its counters are, if it has any.
    pub admin: Option<SocketAddr>,
}

/// How a quota is kept.
#[derive(Debug)]
pub enum Isolation {
    /// By the kernel.
    Group(Group),
    /// By the process itself, which understands `--slow-cpu`.
    SlowCpu,
}

/// A process. It is killed when this is dropped.
#[derive(Debug)]
pub struct Process {
    /// What was started.
    pub spec: Spec,
    child: Child,
    isolation: Isolation,
}

impl Process {
    /// Starts it on `core`, or wherever there is room. Its input is a pipe that ends with this process.
    ///
    /// # Errors
    /// If it cannot be started.
    pub fn start(
        spec: Spec,
        isolation: Isolation,
        core: Option<usize>,
        [output, errors]: [Stdio; 2],
    ) -> Result<Self, Error> {
        let mut command = Command::new(&spec.program);
        // In a process group of its own: Ctrl-C at a terminal is for whoever has started it.
        command.args(&spec.args).stdin(Stdio::piped()).stdout(output).stderr(errors).process_group(0);
        if let (Isolation::SlowCpu, Some(quota)) = (&isolation, spec.quota) {
            command.args(["--slow-cpu", &quota.share().to_string()]);
        }
        let mut spawn = || command.spawn().map_err(|source| Error::Start { program: spec.program.clone(), source });
        let child = match core {
            Some(core) => pin::on_core(core, spawn)?,
            None => spawn()?,
        };
        if let Isolation::Group(group) = &isolation {
            group.adopt(child.id())?;
        }
        Ok(Process { spec, child, isolation })
    }

    /// What it prints, if its output was piped and has not been taken.
    pub fn output(&mut self) -> Option<ChildStdout> {
        self.child.stdout.take()
    }

    /// How it ended, once it has.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().ok().flatten()
    }

    /// The time that it has used so far, and the periods in which the kernel has stopped it.
    ///
    /// # Errors
    /// If it has ended.
    pub fn time(&self) -> Result<(u64, u64), Error> {
        let periods_throttled = match &self.isolation {
            Isolation::Group(group) => group.periods_throttled()?,
            Isolation::SlowCpu => 0,
        };
        Ok((self.cpu_ns()?, periods_throttled))
    }

    /// Its counters; it takes as long as it takes until the process has a turn.
    ///
    /// # Errors
    /// If it does not answer.
    pub fn counters(&self) -> Result<metrics::Counters, Error> {
        let counters = self.spec.admin.map(|address| metrics::ask(&self.spec.name, address)).transpose()?;
        Ok(counters.unwrap_or_default())
    }

    fn cpu_ns(&self) -> Result<u64, Error> {
        let tasks = PathBuf::from(format!("/proc/{}/task", self.child.id()));
        let mut sum = 0;
        for task in fs::read_dir(&tasks).map_err(Error::file(&tasks))?.flatten() {
            // A thread may end between the two reads.
            let text = fs::read_to_string(task.path().join("schedstat")).unwrap_or_default();
            sum += text.split_whitespace().next().and_then(|ns| ns.parse::<u64>().ok()).unwrap_or(0);
        }
        Ok(sum)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
