//! One measurement, and what it says about each role.

use crate::load::Outcome;
use crate::metrics::Counters;
use crate::pairs::Spread;
use serde::Serialize;

/// What a cluster has done in the time that was measured.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Run {
    /// What the client has seen.
    pub outcome: Outcome,
    /// Each process, but for the client.
    pub locations: Vec<Location>,
    /// The one that has used most of what it may.
    pub bottleneck: Location,
    /// What the client has used.
    pub client_cores: f64,
    /// Processes that wanted to run, all over the machine, averaged over the last minute.
    pub load_average: f64,
    /// How quotas were kept.
    pub kept_by: Quotas,
}

/// How quotas are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Quotas {
    /// There are none.
    #[default]
    None,
    /// By control groups.
    Kernel,
    /// By the processes themselves, which sleep what they owe.
    Processes,
}

/// One process.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Location {
    /// Unique in its cluster.
    pub name: String,
    /// What it does.
    pub role: String,
    /// What it may use, in cores; none: as much as there is.
    pub quota: Option<f64>,
    /// What it has used, as a share of its quota, or else of one core.
    pub utilisation: f64,
    /// What it has used.
    pub cpu_ns: u64,
    /// What it has read and written.
    #[serde(skip)]
    pub counters: Counters,
    /// Periods in which it has used up its quota.
    pub periods_throttled: u64,
}

/// Costs of the locations of one role together, for each command.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Role {
    /// Of the role.
    pub name: String,
    /// How many locations.
    pub instances: usize,
    /// CPU time of all together.
    pub cpu_ns_per_command: f64,
    /// CPU time of the busiest.
    pub cpu_ns_per_command_max: f64,
    /// Reads and writes of sockets.
    pub syscalls_per_command: f64,
    /// Messages sent.
    pub messages_per_command: f64,
    /// Bytes sent.
    pub bytes_per_command: f64,
}

impl Run {
    /// Quotas of all locations.
    #[must_use]
    pub fn quotas_cores(&self) -> f64 {
        self.locations.iter().filter_map(|location| location.quota).sum()
    }

    /// Costs by role, in the order of the locations.
    #[must_use]
    pub fn roles(&self) -> Vec<Role> {
        let mut names: Vec<&str> = Vec::new();
        for location in self.locations.iter().filter(|location| !location.role.is_empty()) {
            if !names.contains(&location.role.as_str()) {
                names.push(&location.role);
            }
        }
        names.into_iter().map(|name| self.role(name)).collect()
    }

    fn role(&self, name: &str) -> Role {
        let commands = self.outcome.measured.max(1) as f64;
        let of_role = || self.locations.iter().filter(|location| location.role == name);
        let per_command = |count: &dyn Fn(&Location) -> u64| of_role().map(count).sum::<u64>() as f64 / commands;
        Role {
            name: name.into(),
            instances: of_role().count(),
            cpu_ns_per_command: per_command(&|location| location.cpu_ns),
            cpu_ns_per_command_max: of_role().map(|location| location.cpu_ns).max().unwrap_or(0) as f64 / commands,
            syscalls_per_command: per_command(&|location| location.counters.reads + location.counters.writes),
            messages_per_command: per_command(&|location| location.counters.messages_out),
            bytes_per_command: per_command(&|location| location.counters.written_bytes),
        }
    }
}

/// The middle of what several runs of one deployment say, role by role and figure by figure.
#[must_use]
pub fn middle(runs: &[&Run]) -> Vec<Role> {
    let all: Vec<Vec<Role>> = runs.iter().map(|run| run.roles()).collect();
    let Some(first) = all.first() else { return Vec::new() };
    let of = |at: usize, figure: &dyn Fn(&Role) -> f64| {
        Spread::of(all.iter().filter_map(|roles| roles.get(at)).map(figure)).median
    };
    let role = |(at, role): (usize, &Role)| Role {
        name: role.name.clone(),
        instances: role.instances,
        cpu_ns_per_command: of(at, &|role| role.cpu_ns_per_command),
        cpu_ns_per_command_max: of(at, &|role| role.cpu_ns_per_command_max),
        syscalls_per_command: of(at, &|role| role.syscalls_per_command),
        messages_per_command: of(at, &|role| role.messages_per_command),
        bytes_per_command: of(at, &|role| role.bytes_per_command),
    };
    first.iter().enumerate().map(role).collect()
}

/// The name that comes most often, the first of several; empty if there is none.
#[must_use]
pub fn most_often<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.collect();
    let count = |name: &str| names.iter().filter(|other| **other == name).count();
    let most = names.iter().copied().reduce(|best, name| if count(name) > count(best) { name } else { best });
    most.unwrap_or_default().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn costs_are_summed_by_role() {
        let location = |name: &str, role: &str, cpu_ns, writes| Location {
            name: name.into(),
            role: role.into(),
            cpu_ns,
            counters: Counters { writes, reads: 1, messages_out: 4, written_bytes: 80, ..Counters::default() },
            ..Location::default()
        };
        let locations =
            vec![location("a0", "acceptor", 50, 1), location("l", "leader", 900, 9), location("a1", "acceptor", 70, 2)];
        let run = Run { outcome: Outcome { measured: 10, ..Outcome::default() }, locations, ..Run::default() };
        let roles = run.roles();
        assert_eq!(roles.iter().map(|role| role.name.as_str()).collect::<Vec<_>>(), ["acceptor", "leader"]);
        let acceptor = &roles[0];
        assert_eq!((acceptor.instances, acceptor.cpu_ns_per_command, acceptor.cpu_ns_per_command_max), (2, 12.0, 7.0));
        assert_eq!((acceptor.syscalls_per_command, acceptor.messages_per_command), (0.5, 0.8));
        assert_eq!(acceptor.bytes_per_command, 16.0);
    }

    #[test]
    fn the_middle_of_several_runs_is_taken() {
        let run = |cpu_ns| Run {
            outcome: Outcome { measured: 10, ..Outcome::default() },
            locations: vec![Location { role: "leader".into(), cpu_ns, ..Location::default() }],
            ..Run::default()
        };
        let runs = [run(100), run(900), run(300)];
        let roles = middle(&runs.iter().collect::<Vec<_>>());
        assert_eq!((roles.len(), roles[0].cpu_ns_per_command, roles[0].instances), (1, 30.0, 1));
        assert_eq!(middle(&[]), []);
        assert_eq!(most_often(["a", "b", "b"].into_iter()), "b");
        assert_eq!(most_often(["a", "b"].into_iter()), "a");
    }
}
