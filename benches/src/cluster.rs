//! Starts the processes of a cluster, measures while the client says so, and ends them.

use crate::cgroup::Groups;
use crate::load::Events;
use crate::process::{Isolation, Process, Spec};
use crate::run::{Location, Run};
use crate::usage::{Moment, Usage};
use crate::{Error, pin};
use std::fs;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::atomic::{AtomicU64, Ordering};

/// A spinner keeps its core awake: waking a halted one costs more than most messages.
const SPIN: &str = "while :; do :; done";

/// What is measured.
#[derive(Clone, Debug)]
pub struct Cluster {
    /// In the order in which they are started.
    pub servers: Vec<Spec>,
    /// Says when the measurement begins and ends, as [`crate::load`] reads it.
    pub client: Spec,
}

/// Runs `cluster` once. Without control groups, quotas are kept by the processes themselves.
///
/// # Errors
/// If a process does not start, or ends before its time.
pub fn measure(cluster: &Cluster) -> Result<Run, Error> {
    static RUNS: AtomicU64 = AtomicU64::new(0);
    let name = format!("suki-{}-{}", std::process::id(), RUNS.fetch_add(1, Ordering::Relaxed));
    let groups = Groups::make(&name);
    let cores = pin::cores()?;
    let limited = cluster.servers.iter().any(|spec| spec.quota.is_some());
    let _spinners = if limited { spinners(groups.as_ref(), &cores)? } else { Vec::new() };
    let mut servers = Vec::with_capacity(cluster.servers.len());
    for (at, spec) in cluster.servers.iter().enumerate() {
        let core = limited.then(|| cores[at % cores.len()]);
        servers.push(Process::start(
            spec.clone(),
            isolation(groups.as_ref(), spec)?,
            core,
            [Stdio::null(), log(spec)?],
        )?);
    }
    let client = isolation(groups.as_ref(), &cluster.client)?;
    let mut client = Process::start(cluster.client.clone(), client, None, [Stdio::piped(), Stdio::inherit()])?;
    let output = client.output().expect("it was asked for");
    let mut events = Events::new(output);

    let all: Vec<&Process> = servers.iter().chain([&client]).collect();
    events.begin()?;
    let before = Moment::now(&all)?;
    events.end()?;
    let (seconds, mut used) = Moment::now(&all)?.since(&before);
    let outcome = events.outcome()?;

    let client_cores = used.pop().map_or(0.0, |used| used.cpu_ns as f64 / 1e9 / seconds);
    let locations: Vec<Location> =
        servers.iter().zip(&used).map(|(server, used)| location(&server.spec, used, seconds)).collect();
    let busiest = locations.iter().max_by(|one, other| one.utilisation.total_cmp(&other.utilisation));
    let bottleneck = busiest.cloned().unwrap_or_default();
    Ok(Run { outcome, locations, bottleneck, client_cores, load_average: load_average()? })
}

/// Where a server's complaints can be read after a run has failed; each run writes it anew.
fn log(spec: &Spec) -> Result<Stdio, Error> {
    let folder = std::env::temp_dir().join("suki-cluster-log");
    fs::create_dir_all(&folder).map_err(Error::file(&folder))?;
    let path = folder.join(&spec.name);
    fs::File::create(&path).map(Stdio::from).map_err(Error::file(path))
}

fn isolation(groups: Option<&Groups>, spec: &Spec) -> Result<Isolation, Error> {
    match groups {
        Some(groups) => Ok(Isolation::Group(groups.group(&spec.name, spec.quota)?)),
        None => Ok(Isolation::SlowCpu),
    }
}

/// One for each core, where there are groups that keep them out of the way.
fn spinners(groups: Option<&Groups>, cores: &[usize]) -> Result<Vec<Process>, Error> {
    let Some(groups) = groups else { return Ok(Vec::new()) };
    let spec = |core: &usize| Spec {
        name: format!("spinner-{core}"),
        role: "spinner".into(),
        program: PathBuf::from("sh"),
        args: vec!["-c".into(), SPIN.into()],
        quota: None,
        admin: None,
    };
    let start =
        |core| Process::start(spec(core), Isolation::Group(groups.idle()), Some(*core), [Stdio::null(), Stdio::null()]);
    cores.iter().map(start).collect()
}

fn location(spec: &Spec, used: &Usage, seconds: f64) -> Location {
    let quota = spec.quota.map(|quota| quota.share());
    Location {
        name: spec.name.clone(),
        role: spec.role.clone(),
        quota,
        utilisation: used.cpu_ns as f64 / 1e9 / seconds / quota.unwrap_or(1.0),
        cpu_ns: used.cpu_ns,
        counters: used.counters,
        periods_throttled: used.periods_throttled,
    }
}

fn load_average() -> Result<f64, Error> {
    let text = fs::read_to_string("/proc/loadavg").map_err(Error::file("/proc/loadavg"))?;
    Ok(text.split(' ').next().and_then(|number| number.parse().ok()).unwrap_or(0.0))
}
