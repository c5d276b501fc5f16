//! The lower bound: multiplicative weights over processes, machines and cores.
//!
//! Every plan within the budget has, for all prices, priced cost at most its highest load times the priced capacity.
//! So the least priced cost divided by the priced capacity bounds the highest load of all plans of the e-graph from
//! below; counts are relaxed to fractions.

use crate::limits::{BOUND_ROUNDS, BOUND_WORK_MAX, BRANCH_ROUNDS, TIGHTENING_ROUNDS};
use crate::parts::{Evaluation, Score};
use crate::table::{Mask, NsPrices, Shape, Table, runs};
use egg::Id;
use suki_cost_model::Isolation;
use suki_ir::LocationKind;
use suki_rewrites::Role;
use suki_rewrites::encode::Encoded;
use suki_rewrites::space::{Selection, SiteIndex};

/// How fast shares are learnt.
const SHARE_STEP: f64 = 0.3;

/// A bound with what it was found by.
pub struct Bound {
    /// No plan of the e-graph within the budget does more units per second; infinite when nothing binds.
    pub per_s: f64,
    /// The prices that prove it.
    pub prices: NsPrices,
    /// The plans met on the way, as starts for the search.
    pub plans: Vec<Selection>,
}

/// Bounds the throughput of all plans of the space.
pub fn bound(encoded: &Encoded, shape: &Shape, evaluation: &Evaluation) -> Bound {
    let resources = Resources::of(encoded, shape, evaluation);
    let mut weights: Vec<f64> =
        (0..resources.count()).map(|resource| f64::from(u8::from(resources.binds(resource)))).collect();
    let mut shares = shape.sharing.equal();
    let mut best = Bound { per_s: f64::INFINITY, prices: resources.prices(&weights), plans: Vec::new() };
    let limit = shape.work() + BOUND_WORK_MAX / 2;
    for round in 0..BOUND_ROUNDS {
        if shape.work() > limit {
            break;
        }
        let prices = resources.prices(&weights);
        let (table, per_s) = resources.solve(&prices, &Mask::default(), &shares);
        if per_s < best.per_s {
            (best.per_s, best.prices) = (per_s, prices);
        }
        let Some(selection) = shape.selection(&table) else { break };
        let use_ns = resources.uses(&selection);
        let most = use_ns.iter().copied().fold(0.0, f64::max);
        if most <= 0.0 {
            break;
        }
        let step = 0.5 / (1.0 + round as f64 / 20.0);
        shape.sharing.learn(&mut shares, &selection, SHARE_STEP);
        for (weight, use_ns) in weights.iter_mut().zip(&use_ns) {
            *weight *= (step * use_ns / most).exp();
        }
        let sum: f64 = weights.iter().sum();
        weights.iter_mut().for_each(|weight| *weight /= sum);
        if best.plans.last() != Some(&selection) {
            best.plans.push(selection);
        }
    }
    best
}

/// A better bound around the bottleneck of a plan: by one resource at a time, and by cases. An operator that runs in one
/// place runs in one of its places; what holds in every case holds.
pub fn tighten(encoded: &Encoded, shape: &Shape, evaluation: &Evaluation, per_s: f64, plan: &Score) -> f64 {
    let resources = Resources::of(encoded, shape, evaluation);
    let all: Vec<usize> = (0..resources.count()).filter(|resource| resources.binds(*resource)).collect();
    let mut best = per_s.min(resources.by_each(&all, &Mask::default(), TIGHTENING_ROUNDS));
    let Some(bottleneck) = evaluation.charges.roles.get(plan.bottleneck) else { return best };
    for cases in resources.cases(*bottleneck) {
        let loosest = cases.into_iter().map(|(stream, site)| {
            let mut mask = Mask::default();
            mask.forced.insert(stream, site);
            let role = evaluation.charges.role(shape.space.sites[site].place.role);
            let near: Vec<usize> = all
                .iter()
                .copied()
                .filter(|resource| *resource >= evaluation.charges.roles.len() || Some(*resource) == role)
                .collect();
            resources.by_each(&near, &mask, BRANCH_ROUNDS)
        });
        best = best.min(loosest.fold(0.0, f64::max));
    }
    best
}

/// What is priced: one resource for each process of one part, then the machines left for helpers, all machines, cores.
struct Resources<'a> {
    encoded: &'a Encoded,
    shape: &'a Shape<'a>,
    evaluation: &'a Evaluation<'a>,
    pool_machines: f64,
    /// The work after which refining ends.
    limit: u64,
}

impl<'a> Resources<'a> {
    fn of(encoded: &'a Encoded, shape: &'a Shape<'a>, evaluation: &'a Evaluation<'a>) -> Self {
        let fixed = machines_always_fixed(encoded, shape, evaluation);
        let pool_machines = f64::from(evaluation.machines_max.saturating_sub(fixed));
        Self { encoded, shape, evaluation, pool_machines, limit: shape.work() + BOUND_WORK_MAX / 2 }
    }

    fn roles(&self) -> usize {
        self.evaluation.charges.roles.len()
    }

    fn count(&self) -> usize {
        self.roles() + 3
    }

    fn binds(&self, resource: usize) -> bool {
        let charges = self.evaluation.charges;
        match resource.checked_sub(self.roles()) {
            None => !charges.roles[resource].is_split() && charges.process[resource] == resource,
            Some(0) => self.pool_machines > 0.0,
            Some(1) => true,
            Some(_) => self.evaluation.target.isolation != Isolation::Machine,
        }
    }

    fn prices(&self, weights: &[f64]) -> NsPrices {
        let (role, rest) = weights.split_at(self.roles());
        NsPrices { role: role.to_vec(), pool: rest[0], machine: rest[1], cores: rest[2] }
    }

    /// The cheapest way to fill every site, and the throughput that no plan exceeds because of it.
    fn solve(&self, prices: &NsPrices, mask: &Mask, shares: &[f64]) -> (Table, f64) {
        let machine = self.evaluation.target.machine;
        let table = self.shape.solve(self.encoded.program(), self.evaluation.charges, prices, mask, shares);
        let machines = f64::from(self.evaluation.machines_max);
        let capacity = machine.share.min(machine.cores)
            * (prices.role.iter().sum::<f64>() + prices.pool * self.pool_machines + prices.machine * machines)
            + prices.cores * machine.cores;
        let period_ns = self.shape.bound(self.encoded, &table, shares) / capacity;
        (table, if period_ns > 0.0 { 1e9 / period_ns } else { f64::INFINITY })
    }

    /// The least of the bounds by each resource alone.
    fn by_each(&self, resources: &[usize], mask: &Mask, rounds: usize) -> f64 {
        let mut best = f64::INFINITY;
        for resource in resources {
            let mut weights = vec![0.0; self.count()];
            weights[*resource] = 1.0;
            let prices = self.prices(&weights);
            let mut shares = self.shape.sharing.equal();
            for _ in 0..rounds {
                if self.shape.work() > self.limit {
                    return best;
                }
                let (table, per_s) = self.solve(&prices, mask, &shares);
                best = best.min(per_s);
                let Some(selection) = self.shape.selection(&table) else { break };
                self.shape.sharing.learn(&mut shares, &selection, SHARE_STEP);
            }
        }
        best
    }

    /// For each operator of the role's family that runs in one place only: all its places.
    fn cases(&self, role: Role) -> Vec<Vec<(Id, SiteIndex)>> {
        let sites = &self.shape.space.sites;
        let runs_here = |site: &SiteIndex| {
            let here = &sites[*site];
            here.choices.iter().any(runs)
                && self.shape.is_linear(here.stream)
                && here.place.role.family() == role.family()
        };
        let mut places: std::collections::BTreeMap<Id, Vec<(Id, SiteIndex)>> = std::collections::BTreeMap::new();
        for site in (0..sites.len()).filter(runs_here) {
            places.entry(sites[site].stream).or_default().push((sites[site].stream, site));
        }
        places.into_values().collect()
    }

    /// How long each resource is busy per unit.
    fn uses(&self, selection: &Selection) -> Vec<f64> {
        let charges = self.evaluation.charges;
        let roles = self.roles();
        let mut uses = vec![0.0; self.count()];
        for site in selection.sites() {
            let Some(choice) = selection.chosen[site] else { continue };
            for charge in &charges.by_choice[site][choice] {
                let role = charges.roles[charge.role];
                let machines_ns = f64::from(self.evaluation.program.members(role.family())) * charge.least_hottest_ns();
                if role.is_split() {
                    uses[roles] += machines_ns / self.pool_machines.max(1.0);
                } else {
                    uses[charges.process[charge.role]] += charge.least_hottest_ns();
                }
                uses[roles + 1] += machines_ns / f64::from(self.evaluation.machines_max.max(1));
                uses[roles + 2] += charge.least_total_ns() / self.evaluation.target.machine.cores;
            }
        }
        uses
    }
}

/// Machines that every plan needs for roles of one part: one for each member of a family in which something can run
/// at such a role only.
fn machines_always_fixed(encoded: &Encoded, shape: &Shape, evaluation: &Evaluation) -> u32 {
    let program = evaluation.program;
    let mut processes = Vec::new();
    let mut machines = 0;
    for family in program.location_ids() {
        if matches!(program.location(family).kind, LocationKind::External | LocationKind::Helper { .. }) {
            continue;
        }
        let pinned = |class: &Id| {
            let stream = encoded.graph.find(*class);
            let running = |site: &&suki_rewrites::space::Site| {
                site.stream == stream && site.place.role.family() == family && site.choices.iter().any(runs)
            };
            let mut sites = shape.space.sites.iter().filter(running).peekable();
            let one_part = sites.peek().is_some() && sites.all(|site| !site.place.role.is_split());
            shape.is_linear(stream) && one_part
        };
        let home = evaluation.charges.role(Role::Home(family)).map(|role| evaluation.charges.process[role]);
        if home.is_some() && !processes.contains(&home) && encoded.classes.iter().flatten().any(pinned) {
            processes.push(home);
            machines += program.members(family);
        }
    }
    machines
}
