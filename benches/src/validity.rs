//! When a measurement does not mean what it seems to.

use crate::run::{Quotas, Run};

/// A bottleneck that uses less of its quota is none: something else was.
const BOTTLENECK_UTILISATION_MIN: f64 = 0.97;

/// A process that sleeps what it owes sleeps a little longer.
const SLOW_CPU_UTILISATION_MIN: f64 = 0.9;

/// A client's thread that is busier than this may be what is measured.
const CLIENT_CORES_MAX: f64 = 0.9;

/// Of a machine with two cores, clients and quotas together.
const CORES_SHARE_MAX: f64 = 0.8;

/// Why `run` is rejected, in words; nothing, if it is sound. `cores` are those of the machine; where requests come at a
/// pace of their own (`paced`), nothing has to be the bottleneck.
#[must_use]
pub fn faults(run: &Run, cores: usize, paced: bool) -> Vec<String> {
    let mut faults = Vec::new();
    if run.outcome.measured == 0 {
        faults.push("no reply in the time that was measured".into());
    }
    if run.quotas_cores() == 0.0 {
        return faults;
    }
    let least = match run.kept_by {
        Quotas::Processes => SLOW_CPU_UTILISATION_MIN,
        Quotas::Kernel | Quotas::None => BOTTLENECK_UTILISATION_MIN,
    };
    if !paced && run.bottleneck.utilisation < least {
        let percent = run.bottleneck.utilisation * 100.0;
        faults.push(format!(
            "the busiest location, {}, used {percent:.1} % of its quota: it is no bottleneck",
            run.bottleneck.name
        ));
    }
    if run.client_cores > CLIENT_CORES_MAX {
        faults.push(format!("the client used {:.2} cores: it may be the bottleneck", run.client_cores));
    }
    let (wanted, most) = (run.quotas_cores() + run.client_cores, CORES_SHARE_MAX * cores as f64);
    if wanted > most {
        faults.push(format!("quotas and client together are {wanted:.2} cores, more than {most:.2} of {cores}"));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::Outcome;
    use crate::run::Location;

    /// Ten locations with a twentieth of a core each.
    fn run() -> Run {
        let location = |name: &str, utilisation| Location {
            name: name.into(),
            quota: Some(0.05),
            utilisation,
            ..Location::default()
        };
        let mut locations: Vec<Location> = (0..9).map(|at| location(&format!("replica-{at}"), 0.5)).collect();
        locations.push(location("leader-0", 0.995));
        let bottleneck = locations[9].clone();
        let outcome = Outcome { measured: 1_000, ..Outcome::default() };
        Run { outcome, locations, bottleneck, client_cores: 0.1, ..Run::default() }
    }

    fn check(change: impl FnOnce(&mut Run), expect: &[&str]) {
        let mut run = run();
        change(&mut run);
        assert_eq!(faults(&run, 2, false), expect);
    }

    #[test]
    fn unsound_runs_are_rejected() {
        check(|_| {}, &[]);
        check(|run| run.outcome.measured = 0, &["no reply in the time that was measured"]);
        check(
            |run| run.bottleneck.utilisation = 0.9,
            &["the busiest location, leader-0, used 90.0 % of its quota: it is no bottleneck"],
        );
        check(|run| run.client_cores = 0.95, &["the client used 0.95 cores: it may be the bottleneck"]);
        check(
            |run| run.locations.iter_mut().for_each(|location| location.quota = Some(0.16)),
            &["quotas and client together are 1.70 cores, more than 1.60 of 2"],
        );
    }

    #[test]
    fn without_quotas_anything_may_be_the_bottleneck() {
        check(
            |run| {
                run.locations.iter_mut().for_each(|location| location.quota = None);
                run.client_cores = 1.0;
                run.bottleneck.utilisation = 0.1;
            },
            &[],
        );
    }

    #[test]
    fn idle_processes_are_no_fault_where_requests_have_a_pace() {
        let mut idle = run();
        idle.bottleneck.utilisation = 0.3;
        assert_eq!((faults(&idle, 2, true).len(), faults(&idle, 2, false).len()), (0, 1));
        idle.bottleneck.utilisation = 0.93;
        idle.kept_by = Quotas::Processes;
        assert_eq!(faults(&idle, 2, false).len(), 0);
    }
}
