//! The linear-time oracle: the cheapest way to fill every site under given prices.
//!
//! A stream that several consumers read is charged to each of them in shares that add up to one. Each consumer runs
//! once, so what is charged is at most the cost: the sum over the roots bounds every plan from below, whatever the
//! shares are. Good shares charge the consumers that good plans have; the bound learns them.

use crate::charge::{Charge, Charges};
use crate::sharing::Sharing;
use egg::Id;
use rustc_hash::FxHashMap;
use std::cell::Cell;
use suki_ir::{LocationId, Program};
use suki_rewrites::encode::Encoded;
use suki_rewrites::rule::Means;
use suki_rewrites::space::{Choice, Selection, SiteIndex, Space};
use suki_rewrites::{Distribution, Role};

/// What a nanosecond costs.
#[derive(Clone, Debug, PartialEq)]
pub struct NsPrices {
    /// At the hottest member of each process, by role; used for roles of one part.
    pub role: Vec<f64>,
    /// Summed over all members, of roles whose number of parts is free: the price of a machine that is left for them.
    pub pool: f64,
    /// Summed over all members of all roles: the price of any machine.
    pub machine: f64,
    /// Summed over everything: the price of a core.
    pub cores: f64,
}

/// Restrictions on what may be chosen.
#[derive(Clone, Debug, Default)]
pub struct Mask {
    /// Where the operator of a class runs, and nowhere else.
    pub forced: FxHashMap<Id, SiteIndex>,
    /// Families that use no helpers.
    pub home_only: Vec<LocationId>,
    /// Families that run at home only what can run nowhere else.
    pub away: Vec<LocationId>,
}

/// What of a space does not change between solutions.
pub struct Shape<'a> {
    /// The space.
    pub space: &'a Space,
    /// Who pays for what.
    pub sharing: Sharing,
    /// By class: whether some helper of many parts can run its operator.
    splittable: FxHashMap<Id, bool>,
    /// Classes whose operator runs in one place only.
    linear: FxHashMap<Id, bool>,
    /// Whether a stream may be at every part.
    copies: bool,
    choices: u64,
    /// Choices looked at so far: what the search is limited by, since it is the same on every machine.
    work: Cell<u64>,
}

/// The cheapest choice at every site.
#[derive(Clone, Debug)]
pub struct Table {
    /// By site.
    pub cost: Vec<f64>,
    /// By site; none where nothing is allowed.
    pub choice: Vec<Option<usize>>,
    /// By site and choice: what sending costs, of the choice's own cost.
    sending: Vec<Vec<f64>>,
}

/// Whether a choice runs the stream's own operator, rather than moving it from elsewhere.
pub fn runs(choice: &Choice) -> bool {
    matches!(choice.means, Means::Execute(_) | Means::Enter(_))
}

impl<'a> Shape<'a> {
    /// Reads what it needs of a saturated program.
    pub fn of(encoded: &Encoded, space: &'a Space) -> Self {
        let mut splittable = FxHashMap::default();
        let mut linear = FxHashMap::default();
        for site in &space.sites {
            let split = site.place.role.is_split() && site.choices.iter().any(runs);
            *splittable.entry(site.stream).or_insert(false) |= split;
            linear.entry(site.stream).or_insert_with(|| {
                encoded.graph[site.stream].nodes.iter().any(|node| encoded.logical(node).is_some_and(|l| l.is_linear()))
            });
        }
        let choices = space.sites.iter().map(|site| site.choices.len() as u64).sum();
        let copies = true;
        Self { space, sharing: Sharing::of(space), splittable, linear, copies, choices, work: Cell::new(0) }
    }

    /// The same without plans in which every part gets all of a stream; none where there are no such plans. What copies
    /// cost depends on the parts, which prices do not know: they look cheap, and hide what is better.
    pub fn without_copies(encoded: &Encoded, space: &'a Space) -> Option<Self> {
        let has_copies = space.sites.iter().any(|site| site.place.distribution == Distribution::Replicated);
        has_copies.then(|| Self { copies: false, ..Self::of(encoded, space) })
    }

    /// Choices looked at so far.
    pub fn work(&self) -> u64 {
        self.work.get()
    }

    /// Counts one look at every choice.
    pub fn count_pass(&self) {
        self.work.set(self.work.get() + self.choices);
    }

    fn allows(&self, mask: &Mask, site: SiteIndex, choice: &Choice) -> bool {
        let here = &self.space.sites[site];
        let role = here.place.role;
        if mask.home_only.contains(&role.family()) && !matches!(role, Role::Home(_)) {
            return false;
        }
        if !self.copies && here.place.distribution == Distribution::Replicated {
            return false;
        }
        if !runs(choice) {
            return true;
        }
        if let Some(forced) = mask.forced.get(&here.stream) {
            return *forced == site;
        }
        !(mask.away.contains(&role.family()) && !role.is_split() && self.splittable[&here.stream])
    }

    /// Whether the operator of a class runs in one place only.
    pub fn is_linear(&self, stream: Id) -> bool {
        self.linear.get(&stream).copied().unwrap_or(false)
    }

    /// Solves for the cheapest choices.
    pub fn solve(&self, program: &Program, charges: &Charges, prices: &NsPrices, mask: &Mask, shares: &[f64]) -> Table {
        let own = self.own_costs(program, charges, prices, |_| true);
        let receiving = self.own_costs(program, charges, prices, |charge| !charge.sends);
        let arrival = self.arrival_costs(&own, &receiving, mask);
        let sites = self.space.sites.len();
        let sending = self.own_costs(program, charges, prices, |charge| charge.sends);
        let mut table = Table { cost: vec![f64::INFINITY; sites], choice: vec![None; sites], sending };
        let mut changed = true;
        while std::mem::take(&mut changed) {
            self.count_pass();
            for site in (0..sites).rev() {
                for (index, choice) in self.space.sites[site].choices.iter().enumerate() {
                    if !self.allows(mask, site, choice) {
                        continue;
                    }
                    let cost = own[site][index] + self.needs_cost(&table, &arrival, site, index, shares);
                    if cost < table.cost[site] * (1.0 - 1e-12) || (cost.is_finite() && table.choice[site].is_none()) {
                        table.cost[site] = cost;
                        table.choice[site] = Some(index);
                        changed = true;
                    }
                }
            }
        }
        table
    }

    fn own_costs(
        &self,
        program: &Program,
        charges: &Charges,
        prices: &NsPrices,
        counts: impl Fn(&Charge) -> bool,
    ) -> Vec<Vec<f64>> {
        let price = |charge: &Charge| {
            let role = charges.roles[charge.role];
            let each = if role.is_split() {
                prices.pool * f64::from(program.members(role.family()))
            } else {
                prices.role[charges.process[charge.role]]
            };
            let all = prices.machine * f64::from(program.members(role.family()));
            (each + all) * charge.least_hottest_ns() + prices.cores * charge.least_total_ns()
        };
        let of_choice = |choice: &Vec<Charge>| choice.iter().filter(|charge| counts(charge)).map(price).sum();
        charges.by_choice.iter().map(|site| site.iter().map(of_choice).collect()).collect()
    }

    fn needs_cost(&self, table: &Table, arrival: &[f64], site: SiteIndex, index: usize, shares: &[f64]) -> f64 {
        let choice = &self.space.sites[site].choices[index];
        match &choice.means {
            // A reader receives its copy of the hop; sending, and what the hop carries, is paid by the variable's root.
            Means::Refer(_) => choice.needs.iter().map(|need| arrival[*need]).sum(),
            _ => self.shared_cost(table, site, index, shares),
        }
    }

    fn shared_cost(&self, table: &Table, site: SiteIndex, index: usize, shares: &[f64]) -> f64 {
        let needs = self.space.sites[site].choices[index].needs.iter().zip(&self.sharing.slots[site][index]);
        needs
            .map(|(need, slot)| {
                let share = slot.map_or(1.0, |slot| shares[slot]);
                // Nothing of what cannot be had is still not to be had.
                if table.cost[*need].is_finite() { share * table.cost[*need] } else { f64::INFINITY }
            })
            .sum()
    }

    /// The cheapest way to fill every other site when what a plan already has costs nothing more.
    pub fn solve_beside(
        &self,
        program: &Program,
        charges: &Charges,
        prices: &NsPrices,
        selection: &Selection,
    ) -> Table {
        let own = self.own_costs(program, charges, prices, |_| true);
        let mut table =
            Table { cost: vec![f64::INFINITY; own.len()], choice: selection.chosen.clone(), sending: Vec::new() };
        selection.sites().for_each(|site| table.cost[site] = 0.0);
        let mut changed = true;
        while std::mem::take(&mut changed) {
            self.count_pass();
            for site in (0..own.len()).rev().filter(|site| selection.chosen[*site].is_none()) {
                for (index, choice) in self.space.sites[site].choices.iter().enumerate() {
                    let needs = choice.strong_needs().iter().map(|need| table.cost[*need]).sum::<f64>();
                    if own[site][index] + needs < table.cost[site] * (1.0 - 1e-12) {
                        table.cost[site] = own[site][index] + needs;
                        table.choice[site] = Some(index);
                        changed = true;
                    }
                }
            }
        }
        table
    }

    /// By site, the least that it costs to have its stream arrive there, without sending it and what the hop carries.
    fn arrival_costs(&self, own: &[Vec<f64>], receiving: &[Vec<f64>], mask: &Mask) -> Vec<f64> {
        let mut arrival = vec![f64::INFINITY; own.len()];
        let mut changed = true;
        while std::mem::take(&mut changed) {
            for site in (0..own.len()).rev() {
                for (index, choice) in self.space.sites[site].choices.iter().enumerate() {
                    let cost = match choice.means {
                        Means::Enter(_) => receiving[site][index],
                        Means::Move | Means::Widen => arrival[choice.needs[0]] + own[site][index],
                        Means::Execute(_) | Means::Refer(_) => continue,
                    };
                    if cost < arrival[site] && self.allows(mask, site, choice) {
                        arrival[site] = cost;
                        changed = true;
                    }
                }
            }
        }
        arrival
    }

    /// A lower bound on the priced cost of every plan: all sinks, and the body of every variable.
    pub fn bound(&self, encoded: &Encoded, table: &Table, shares: &[f64]) -> f64 {
        let roots: f64 = self.space.roots.iter().map(|root| table.cost[*root]).sum();
        let bodies = encoded.definitions.iter().map(|(_, stream)| {
            let stream = encoded.graph.find(*stream);
            let sites = (0..self.space.sites.len()).filter(|site| self.space.sites[*site].stream == stream);
            let least = sites.flat_map(|site| {
                let choices = self.space.sites[site].choices.iter().enumerate();
                let enters = choices.filter(|(_, choice)| matches!(choice.means, Means::Enter(_)));
                enters.map(move |(index, _)| table.sending[site][index] + self.shared_cost(table, site, index, shares))
            });
            least.reduce(f64::min).unwrap_or(0.0)
        });
        roots + bodies.filter(|cost| cost.is_finite()).sum::<f64>()
    }

    /// The plan that a table describes; none when some sink cannot be filled.
    pub fn selection(&self, table: &Table) -> Option<Selection> {
        let mut selection = Selection { chosen: vec![None; self.space.sites.len()] };
        let mut stack = self.space.roots.clone();
        while let Some(site) = stack.pop() {
            if selection.chosen[site].is_some() {
                continue;
            }
            selection.chosen[site] = Some(table.choice[site]?);
            stack.extend(&self.space.sites[site].choices[table.choice[site]?].needs);
        }
        Some(selection)
    }

    /// Whether a selection reads some site only by way of itself, without a feedback variable between.
    pub fn is_cyclic(&self, selection: &Selection) -> bool {
        // 0: not seen, 1: being looked at, 2: done.
        let mut state = vec![0u8; selection.chosen.len()];
        for start in selection.sites() {
            let mut stack = vec![(start, 0)];
            while let Some((site, next)) = stack.pop() {
                if next == 0 {
                    match state[site] {
                        0 => state[site] = 1,
                        _ => continue,
                    }
                }
                let needs = selection.at(self.space, site).map_or(&[][..], Choice::strong_needs);
                match needs.get(next) {
                    Some(need) => {
                        stack.push((site, next + 1));
                        match state[*need] {
                            0 => stack.push((*need, 0)),
                            1 => return true,
                            _ => {}
                        }
                    }
                    None => state[site] = 2,
                }
            }
        }
        false
    }

    /// A class whose operator must run in one place and runs in several, with the cheapest of these places.
    pub fn torn(&self, table: &Table, selection: &Selection) -> Option<(Id, SiteIndex)> {
        let mut places: FxHashMap<Id, Vec<SiteIndex>> = FxHashMap::default();
        for site in selection.sites() {
            let stream = self.space.sites[site].stream;
            if self.is_linear(stream) && selection.at(self.space, site).is_some_and(runs) {
                places.entry(stream).or_default().push(site);
            }
        }
        let mut torn: Vec<_> = places.into_iter().filter(|(_, sites)| sites.len() > 1).collect();
        torn.sort();
        let (stream, sites) = torn.into_iter().next()?;
        let cheapest = sites.into_iter().min_by(|a, b| table.cost[*a].total_cmp(&table.cost[*b]))?;
        Some((stream, cheapest))
    }
}
