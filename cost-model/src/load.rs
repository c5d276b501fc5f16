//! What roles can do together: the hottest instance binds, or all cores do.

use crate::{Isolation, Target};
use serde::Serialize;

/// What one role has to do per unit of workload.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RoleLoad {
    /// What it is called.
    pub name: String,
    /// Members of its family.
    pub members: u32,
    /// Instances for each member.
    pub parts: u32,
    /// CPU of each part of the hottest member that does not shrink with the number of parts: replicated streams,
    /// keys that do not spread.
    pub fixed_ns: f64,
    /// CPU of the hottest member that its parts share evenly.
    pub divisible_ns: f64,
    /// CPU of all members and all parts together.
    pub total_ns: f64,
}

impl RoleLoad {
    /// CPU of the hottest instance.
    pub fn instance_ns(&self) -> f64 {
        self.fixed_ns + self.divisible_ns / f64::from(self.parts.max(1))
    }
}

/// What binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Bound {
    /// One instance has used up its share of a core.
    Instance,
    /// All instances together have used up the box.
    Cores,
}

/// What the roles can do together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Throughput {
    /// Units of workload per second; infinite when nothing costs anything.
    pub per_s: f64,
    /// Index of the role that binds: the hottest instance, or the largest total where all cores bind.
    /// 0 when there is no role.
    pub bottleneck: usize,
    /// What binds.
    pub bound: Bound,
    /// CPU of the hottest instance of each role per unit of workload.
    pub loads_ns: Vec<f64>,
}

/// The throughput of `roles` on `target`. Links have no bandwidth limit.
pub fn throughput(roles: &[RoleLoad], target: &Target) -> Throughput {
    let loads_ns: Vec<f64> = roles.iter().map(RoleLoad::instance_ns).collect();
    let hottest = first_maximum(&loads_ns);
    // Processes are single-threaded: an instance has at most its share of one core.
    let share = target.machine.share.min(target.machine.cores);
    let by_instance = per_s(share, hottest.map_or(0.0, |i| loads_ns[i]));
    if target.isolation != Isolation::Machine {
        let totals_ns: Vec<f64> = roles.iter().map(|role| role.total_ns).collect();
        let by_cores = per_s(target.machine.cores, totals_ns.iter().sum());
        if by_cores < by_instance {
            let bottleneck = first_maximum(&totals_ns).unwrap_or(0);
            return Throughput { per_s: by_cores, bottleneck, bound: Bound::Cores, loads_ns };
        }
    }
    Throughput { per_s: by_instance, bottleneck: hottest.unwrap_or(0), bound: Bound::Instance, loads_ns }
}

fn per_s(cores: f64, load_ns: f64) -> f64 {
    if load_ns > 0.0 { cores * 1e9 / load_ns } else { f64::INFINITY }
}

/// The index of the largest value, the first of several.
fn first_maximum(values: &[f64]) -> Option<usize> {
    (0..values.len()).reduce(|best, i| if values[i] > values[best] { i } else { best })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn role(name: &str, parts: u32, fixed_ns: f64, divisible_ns: f64, total_ns: f64) -> RoleLoad {
        RoleLoad { name: name.to_string(), members: 1, parts, fixed_ns, divisible_ns, total_ns }
    }

    #[test]
    fn the_hottest_machine_binds() {
        let target = Target::shipped("emulated-cluster").unwrap();
        let roles = [role("leader", 1, 0.0, 10_000.0, 10_000.0), role("proxies", 3, 1_000.0, 27_000.0, 30_000.0)];
        let found = throughput(&roles, &target);
        assert_eq!((found.per_s, found.bottleneck, found.bound), (5_000.0, 0, Bound::Instance));
        assert_eq!(found.loads_ns, [10_000.0, 10_000.0]);
    }

    #[test]
    fn on_one_box_all_cores_bind() {
        let target = Target::shipped("loopback").unwrap();
        let roles = [role("leader", 1, 0.0, 10_000.0, 10_000.0), role("acceptors", 1, 0.0, 4_000.0, 30_000.0)];
        let found = throughput(&roles, &target);
        assert_eq!((found.per_s, found.bottleneck, found.bound), (50_000.0, 1, Bound::Cores));
        assert_eq!(throughput(&roles[..1], &target).per_s, 100_000.0);
    }

    #[test]
    fn nothing_costs_nothing() {
        let target = Target::shipped("loopback").unwrap();
        assert_eq!(throughput(&[], &target).per_s, f64::INFINITY);
        assert_eq!(throughput(&[role("idle", 1, 0.0, 0.0, 0.0)], &target).per_s, f64::INFINITY);
    }

    fn roles() -> impl Strategy<Value = Vec<RoleLoad>> {
        let cost = 0.0..1e5f64;
        proptest::collection::vec((1..20u32, cost.clone(), cost.clone(), cost), 1..8).prop_map(|roles| {
            roles
                .into_iter()
                .map(|(parts, fixed, divisible, total)| role("r", parts, fixed, divisible, total))
                .collect()
        })
    }

    proptest! {
        #[test]
        fn more_parts_never_lower_throughput(roles in roles(), which in 0..8usize, name in 0..2usize) {
            let target = Target::shipped(Target::names()[name]).unwrap();
            let mut more = roles.clone();
            let which = which % more.len();
            more[which].parts += 1;
            prop_assert!(throughput(&more, &target).per_s >= throughput(&roles, &target).per_s);
        }

        #[test]
        fn costs_scale_throughput(roles in roles(), factor in 0.1..10.0f64, name in 0..2usize) {
            let target = Target::shipped(Target::names()[name]).unwrap();
            let scaled: Vec<RoleLoad> = roles.iter().map(|role| RoleLoad {
                fixed_ns: role.fixed_ns * factor,
                divisible_ns: role.divisible_ns * factor,
                total_ns: role.total_ns * factor,
                ..role.clone()
            }).collect();
            let (before, after) = (throughput(&roles, &target).per_s, throughput(&scaled, &target).per_s);
            prop_assert!((after * factor / before - 1.0).abs() < 1e-9);
        }
    }
}
