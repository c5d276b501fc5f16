//! How many parts each helper gets, and what the plan does then.

use crate::charge::Charges;
use crate::limits::PARTS_MAX;
use suki_cost_model::{Isolation, RoleLoad, Target, throughput};
use suki_ir::{LocationId, Program};
use suki_rewrites::Role;
use suki_rewrites::space::{Selection, Space};

/// A plan's figures: what extraction compares.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// Units of workload per second; 0 when the budget does not suffice.
    pub per_s: f64,
    /// Instances, all roles together.
    pub machines: u64,
    /// CPU of all instances per unit of workload.
    pub total_ns: f64,
    /// Operators away from home, and fields in keys: of equal plans the plainer one.
    pub oddity: usize,
    /// Parts of each role; 0 for roles that the plan does not use.
    pub parts: Vec<u32>,
    /// CPU of the hottest instance of each role's process per unit of workload.
    pub loads_ns: Vec<f64>,
    /// The role that binds.
    pub bottleneck: usize,
}

impl Score {
    /// Whether this plan is better: throughput, then machines, then work, then plainness.
    pub fn beats(&self, other: &Score) -> bool {
        self.rank() < other.rank()
    }

    /// Plans in order, the best first; figures that differ by rounding only are the same.
    pub fn rank(&self) -> impl Ord + use<> {
        // Of positive numbers, the logarithm in steps of a billionth: a total order, unlike a tolerance.
        let steps = |figure: f64| if figure > 0.0 { (figure.ln() * 1e9).round() as i64 } else { i64::MIN + 1 };
        (-steps(self.per_s), self.machines, steps(self.total_ns), self.oddity)
    }
}

/// What the evaluation of plans needs to see.
pub struct Evaluation<'a> {
    /// The space.
    pub space: &'a Space,
    /// What its choices cost.
    pub charges: &'a Charges,
    /// The source program.
    pub program: &'a Program,
    /// The target.
    pub target: &'a Target,
    /// Instances that a plan may use.
    pub machines_max: u32,
}

/// The load of one process: a role, or the homes of a fused group.
#[derive(Clone, Copy, Debug, Default)]
struct Load {
    used: bool,
    fixed_ns: f64,
    divisible_ns: f64,
    total_ns: f64,
    members: u32,
}

impl Evaluation<'_> {
    /// The figures of a selection, with the parts that suit it best.
    pub fn score(&self, selection: &Selection) -> Score {
        let mut parts = vec![1; self.charges.roles.len()];
        // What replication costs depends on the parts, and these on what it costs.
        for _ in 0..2 {
            let loads = self.loads(selection, &parts);
            match self.allot(&loads) {
                Some(found) => parts = found,
                None => return self.finish(selection, &loads, vec![0; loads.len()], 0.0),
            }
        }
        let loads = self.loads(selection, &parts);
        self.finish(selection, &loads, parts, 1.0)
    }

    fn loads(&self, selection: &Selection, parts: &[u32]) -> Vec<Load> {
        let mut loads = vec![Load::default(); self.charges.roles.len()];
        for site in selection.sites() {
            let place = &self.space.sites[site].place;
            if let Some(role) = self.charges.role(place.role) {
                self.occupy(&mut loads, role, place.role.family());
            }
            let Some(choice) = selection.chosen[site] else { continue };
            for charge in &self.charges.by_choice[site][choice] {
                let times = charge.for_each_part_of.map_or(1.0, |role| f64::from(parts[role].max(1)));
                let kept = 1.0 / f64::from(parts[charge.role].max(1));
                let (hottest_ns, total_ns) =
                    (charge.hottest_ns - charge.kept_hottest_ns * kept, charge.total_ns - charge.kept_total_ns * kept);
                let load = &mut loads[self.charges.process[charge.role]];
                if charge.every_part {
                    load.fixed_ns += hottest_ns;
                } else {
                    load.divisible_ns += hottest_ns * times;
                }
                load.total_ns += total_ns * times;
            }
        }
        loads
    }

    fn occupy(&self, loads: &mut [Load], role: usize, family: LocationId) {
        let load = &mut loads[self.charges.process[role]];
        load.used = true;
        load.members = load.members.max(self.program.members(family));
    }

    /// The least highest load that the budget affords, and the fewest parts that afford it; none when the plan does
    /// not fit at all.
    fn allot(&self, loads: &[Load]) -> Option<Vec<u32>> {
        let split = |role: usize| self.charges.roles[role].is_split();
        let parts_for = |limit_ns: f64| -> Vec<u32> {
            let parts = |role: usize| {
                let load = &loads[role];
                let free_ns = limit_ns - load.fixed_ns;
                match (load.used, split(role)) {
                    (false, _) => 0,
                    (true, true) if load.divisible_ns > 0.0 && free_ns > 0.0 => {
                        (load.divisible_ns / free_ns * (1.0 - 1e-12)).ceil().clamp(1.0, f64::from(PARTS_MAX)) as u32
                    }
                    (true, _) => 1,
                }
            };
            (0..loads.len()).map(parts).collect()
        };
        let machines = |parts: &[u32]| -> u64 {
            parts.iter().zip(loads).map(|(parts, load)| u64::from(*parts) * u64::from(load.members)).sum()
        };
        let budget = u64::from(self.machines_max);
        // Where all cores bind, parts beyond what they can feed are idle.
        let cores_ns = match self.target.isolation {
            Isolation::Machine => 0.0,
            Isolation::Process | Isolation::None => {
                let share = self.target.machine.share.min(self.target.machine.cores);
                loads.iter().map(|load| load.total_ns).sum::<f64>() * share / self.target.machine.cores
            }
        };
        let least_ns = (0..loads.len())
            .map(|role| {
                loads[role].fixed_ns
                    + if split(role) {
                        loads[role].divisible_ns / f64::from(PARTS_MAX)
                    } else {
                        loads[role].divisible_ns
                    }
            })
            .fold(cores_ns, f64::max);
        let most_ns = loads.iter().map(|load| load.fixed_ns + load.divisible_ns).fold(least_ns, f64::max);
        if machines(&parts_for(most_ns)) > budget {
            return None;
        }
        if machines(&parts_for(least_ns)) <= budget {
            return Some(parts_for(least_ns));
        }
        let (mut low, mut high) = (least_ns, most_ns);
        for _ in 0..64 {
            let middle = f64::midpoint(low, high);
            if machines(&parts_for(middle)) <= budget { high = middle } else { low = middle }
        }
        Some(parts_for(high))
    }

    fn finish(&self, selection: &Selection, loads: &[Load], parts: Vec<u32>, feasible: f64) -> Score {
        let roles: Vec<RoleLoad> = loads
            .iter()
            .zip(&parts)
            .map(|(load, parts)| RoleLoad {
                name: String::new(),
                members: load.members,
                parts: (*parts).max(1),
                fixed_ns: load.fixed_ns,
                divisible_ns: load.divisible_ns,
                total_ns: load.total_ns,
            })
            .collect();
        let found = throughput(&roles, self.target);
        Score {
            per_s: found.per_s * feasible,
            machines: parts.iter().zip(loads).map(|(parts, load)| u64::from(*parts) * u64::from(load.members)).sum(),
            total_ns: loads.iter().map(|load| load.total_ns).sum(),
            oddity: self.oddity(selection),
            loads_ns: found.loads_ns,
            bottleneck: found.bottleneck,
            parts,
        }
    }

    fn oddity(&self, selection: &Selection) -> usize {
        let odd = selection.sites().map(|site| {
            let place = &self.space.sites[site].place;
            let fields = match &place.distribution {
                suki_rewrites::Distribution::Hash(key) => {
                    suki_rewrites::lineage::fields(key).map_or(8, |fields| fields.len())
                }
                _ => 0,
            };
            usize::from(!matches!(place.role, Role::Home(_))) + fields
        });
        odd.sum()
    }
}
