//! The lower bound: multiplicative weights over processes, the pool of machines and the cores.
//!
//! Every plan within the budget has, for all prices, priced cost at most its highest load times the priced capacity.
//! So the least priced cost divided by the priced capacity bounds the highest load of all plans of the e-graph from
//! below; counts are relaxed to fractions.

use crate::limits::{BOUND_ROUNDS, TIGHTENING_ROUNDS};
use crate::parts::Evaluation;
use crate::table::{Mask, NsPrices, Shape, Table, runs};
use suki_cost_model::Isolation;
use suki_ir::LocationKind;
use suki_rewrites::encode::Encoded;
use suki_rewrites::space::Selection;

/// A bound with what it was found by.
pub struct Bound {
    /// No plan of the e-graph within the budget does more units per second; infinite when nothing binds.
    pub per_s: f64,
    /// The prices that prove it.
    pub prices: NsPrices,
    /// The shares that prove it.
    pub shares: Vec<f64>,
    /// The plans met on the way, as starts for the search.
    pub plans: Vec<Selection>,
}

/// Bounds the throughput of all plans of the space.
pub fn bound(encoded: &Encoded, shape: &Shape, evaluation: &Evaluation) -> Bound {
    let charges = evaluation.charges;
    let roles = charges.roles.len();
    let fixed = machines_always_fixed(encoded, shape, evaluation);
    let pool_machines = f64::from(evaluation.machines_max.saturating_sub(fixed));
    let cores_bind = evaluation.target.isolation != Isolation::Machine;
    // One weight for each process of one part, one for the pool, one for the cores.
    let mut weights = vec![1.0; roles + 2];
    for role in 0..roles {
        if charges.roles[role].is_split() || charges.process[role] != role {
            weights[role] = 0.0;
        }
    }
    if !cores_bind {
        weights[roles + 1] = 0.0;
    }
    let mut shares = shape.equal_shares();
    let mut best =
        Bound { per_s: f64::INFINITY, prices: prices(&weights, roles), shares: shares.clone(), plans: Vec::new() };
    let resources = Resources { encoded, shape, evaluation, pool_machines };
    for round in 0..BOUND_ROUNDS {
        let table = resources.tighten(&mut best, &prices(&weights, roles), &shares);
        let Some(selection) = shape.selection(&table) else { break };
        let use_ns = uses(&selection, shape, evaluation, pool_machines);
        let most = use_ns.iter().copied().fold(0.0, f64::max);
        if most <= 0.0 {
            break;
        }
        let step = 0.5 / (1.0 + round as f64 / 20.0);
        for (share, used) in shares.iter_mut().zip(shape.shares_in(&selection)) {
            *share += step * (used - *share);
        }
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

/// What is priced.
struct Resources<'a> {
    encoded: &'a Encoded,
    shape: &'a Shape<'a>,
    evaluation: &'a Evaluation<'a>,
    pool_machines: f64,
}

impl Resources<'_> {
    /// Solves under prices and shares, and keeps the bound that follows if it is the least.
    fn tighten(&self, best: &mut Bound, prices: &NsPrices, shares: &[f64]) -> Table {
        let (charges, machine) = (self.evaluation.charges, self.evaluation.target.machine);
        let table = self.shape.solve(self.encoded.program(), charges, prices, &Mask::default(), shares);
        let capacity = machine.share.min(machine.cores) * (prices.role.iter().sum::<f64>() + prices.pool * self.pool_machines)
            + prices.cores * machine.cores;
        let period_ns = self.shape.bound(self.encoded, &table, shares) / capacity;
        if period_ns > 0.0 && 1e9 / period_ns < best.per_s {
            best.per_s = 1e9 / period_ns;
            best.prices = prices.clone();
            best.shares = shares.to_vec();
        }
        table
    }
}

/// Bounds again around a plan that was found: one resource at a time, with shares that start from the plan's own.
pub fn tighten(encoded: &Encoded, shape: &Shape, evaluation: &Evaluation, best: &mut Bound, plan: &Selection) {
    let roles = evaluation.charges.roles.len();
    let fixed = machines_always_fixed(encoded, shape, evaluation);
    let pool_machines = f64::from(evaluation.machines_max.saturating_sub(fixed));
    let resources = Resources { encoded, shape, evaluation, pool_machines };
    for resource in 0..roles + 2 {
        let binds = match resource.checked_sub(roles) {
            None => !evaluation.charges.roles[resource].is_split() && evaluation.charges.process[resource] == resource,
            Some(0) => pool_machines > 0.0,
            Some(_) => evaluation.target.isolation != Isolation::Machine,
        };
        if !binds {
            continue;
        }
        let mut weights = vec![0.0; roles + 2];
        weights[resource] = 1.0;
        let mut shares = shape.shares_in(plan);
        for round in 0..TIGHTENING_ROUNDS {
            let table = resources.tighten(best, &prices(&weights, roles), &shares);
            let Some(selection) = shape.selection(&table) else { break };
            let step = 1.0 / (round as f64 + 2.0);
            for (share, used) in shares.iter_mut().zip(shape.shares_in(&selection)) {
                *share += step * (used - *share);
            }
        }
    }
}

fn prices(weights: &[f64], roles: usize) -> NsPrices {
    NsPrices { role: weights[..roles].to_vec(), pool: weights[roles], cores: weights[roles + 1] }
}

/// How long each resource is busy per unit: processes, the pool as a whole, the cores as a whole.
fn uses(selection: &Selection, shape: &Shape, evaluation: &Evaluation, pool_machines: f64) -> Vec<f64> {
    let charges = evaluation.charges;
    let roles = charges.roles.len();
    let mut uses = vec![0.0; roles + 2];
    for site in selection.sites() {
        let Some(choice) = selection.chosen[site] else { continue };
        for charge in &charges.by_choice[site][choice] {
            let role = charges.roles[charge.role];
            if role.is_split() {
                let members = f64::from(evaluation.program.members(role.family()));
                uses[roles] += members * charge.hottest_ns / pool_machines.max(1.0);
            } else {
                uses[charges.process[charge.role]] += charge.hottest_ns;
            }
            uses[roles + 1] += charge.total_ns / evaluation.target.machine.cores;
        }
    }
    debug_assert!(shape.space.sites.len() == selection.chosen.len());
    uses
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
        let pinned = |class: &egg::Id| {
            let stream = encoded.graph.find(*class);
            let mut sites = shape.space.sites.iter().filter(|site| site.stream == stream && site.choices.iter().any(runs)).peekable();
            let one_part = sites.peek().is_some() && sites.all(|site| !site.place.role.is_split());
            shape.is_linear(stream) && one_part && encoded.graph[stream].data.stream().family == family
        };
        let home = evaluation.charges.role(suki_rewrites::Role::Home(family)).map(|role| evaluation.charges.process[role]);
        if home.is_some() && !processes.contains(&home) && encoded.classes.iter().flatten().any(pinned) {
            processes.push(home);
            machines += program.members(family);
        }
    }
    machines
}
