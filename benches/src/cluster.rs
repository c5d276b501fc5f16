//! Starts the processes of a cluster, measures while the client says so, and ends them.

use crate::cgroup::Groups;
use crate::load::{Events, Outcome};
use crate::process::{Isolation, Process, Spec};
use crate::run::{Location, Quotas, Run};
use crate::usage::{Moment, Usage};
use crate::{Error, pin};
use std::fs;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::atomic::{AtomicU64, Ordering};

/// A spinner keeps its core awake: waking a halted one costs more than most messages.
const SPIN: &str = "while :; do :; done";

/// Lines of its log that are shown when a process has ended.
const LAST_LINES: usize = 5;

/// What is measured.
#[derive(Clone, Debug)]
pub struct Cluster {
    /// In the order in which they are started.
    pub servers: Vec<Spec>,
    /// Says when the measurement begins and ends, as [`crate::load`] reads it.
    pub client: Spec,
    /// A folder for what they complain of, a file for each; each run writes it anew.
    pub logs: PathBuf,
}

/// How it is measured.
pub struct Watch<'a> {
    /// Whether processes keep to their quotas by themselves, though there may be control groups.
    pub slow_cpu: bool,
    /// The word for why all should end, once it should.
    pub stop: &'a dyn Fn() -> Option<&'static str>,
}

/// Runs `cluster` once. Without control groups, quotas are kept by the processes themselves.
///
/// # Errors
/// If a process does not start, or ends before its time; if somebody wants it to end.
pub fn measure(cluster: &Cluster, watch: &Watch<'_>) -> Result<Run, Error> {
    static RUNS: AtomicU64 = AtomicU64::new(0);
    let name = format!("suki-{}-{}", std::process::id(), RUNS.fetch_add(1, Ordering::Relaxed));
    let limited = cluster.servers.iter().any(|spec| spec.quota.is_some());
    let groups = if limited && !watch.slow_cpu { Groups::make(&name) } else { None };
    let cores = pin::cores()?;
    let _spinners = if limited { spinners(groups.as_ref(), &cores)? } else { Vec::new() };
    let mut servers = Vec::with_capacity(cluster.servers.len());
    for (at, spec) in cluster.servers.iter().enumerate() {
        let core = limited.then(|| cores[at % cores.len()]);
        let output = [Stdio::null(), log(cluster, spec)?];
        servers.push(Process::start(spec.clone(), isolation(groups.as_ref(), spec)?, core, output)?);
    }
    let client = isolation(groups.as_ref(), &cluster.client)?;
    let output = [Stdio::piped(), log(cluster, &cluster.client)?];
    let mut client = Process::start(cluster.client.clone(), client, None, output)?;
    let (outcome, seconds, mut used) = drive(cluster, &mut servers, &mut client, watch)?;

    let client_cores = used.pop().map_or(0.0, |used| used.cpu_ns as f64 / 1e9 / seconds);
    let locations: Vec<Location> =
        servers.iter().zip(&used).map(|(server, used)| location(&server.spec, used, seconds)).collect();
    let busiest = locations.iter().max_by(|one, other| one.utilisation.total_cmp(&other.utilisation));
    let bottleneck = busiest.cloned().unwrap_or_default();
    let kept_by = match (limited, groups.as_ref()) {
        (false, _) => Quotas::None,
        (true, Some(_)) => Quotas::Kernel,
        (true, None) => Quotas::Processes,
    };
    Ok(Run { outcome, locations, bottleneck, client_cores, load_average: load_average()?, kept_by })
}

/// Waits for the client, and looks at all processes when the measurement begins and when it ends.
fn drive(
    cluster: &Cluster,
    servers: &mut [Process],
    client: &mut Process,
    watch: &Watch<'_>,
) -> Result<(Outcome, f64, Vec<Usage>), Error> {
    let mut events = Events::new(client.output().expect("it was asked for"));
    let look = |servers: &[Process], client: &Process| Moment::now(&servers.iter().chain([client]).collect::<Vec<_>>());
    let driven = (|| {
        events.begin(&mut || go_on(cluster, servers, watch))?;
        let before = look(servers, client)?;
        events.end(&mut || go_on(cluster, servers, watch))?;
        let (seconds, used) = look(servers, client)?.since(&before);
        Ok((events.outcome(&mut || go_on(cluster, servers, watch))?, seconds, used))
    })();
    driven.map_err(|error| match error {
        // Why is in its log; or a server has ended, and that is why.
        Error::Ended { name, how } if name == "the client" => go_on(cluster, servers, watch)
            .err()
            .unwrap_or_else(|| Error::Ended { name, how: format!("{how}{}", last_words(cluster, "client")) }),
        other => other,
    })
}

/// An error if somebody wants it to end, or a server has.
fn go_on(cluster: &Cluster, servers: &mut [Process], watch: &Watch<'_>) -> Result<(), Error> {
    if let Some(word) = (watch.stop)() {
        return Err(Error::Stopped(word));
    }
    for server in servers {
        if let Some(status) = server.ended() {
            let name = server.spec.name.clone();
            let how = format!("{status}{}", last_words(cluster, &name));
            return Err(Error::Ended { name, how });
        }
    }
    Ok(())
}

/// Where a process's complaints go.
fn log(cluster: &Cluster, spec: &Spec) -> Result<Stdio, Error> {
    fs::create_dir_all(&cluster.logs).map_err(Error::file(&cluster.logs))?;
    let path = cluster.logs.join(&spec.name);
    fs::File::create(&path).map(Stdio::from).map_err(Error::file(path))
}

fn last_words(cluster: &Cluster, name: &str) -> String {
    let text = fs::read(cluster.logs.join(name)).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(LAST_LINES)..].iter().map(|line| format!("\n  {line}")).collect()
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
