//! From a saturated e-graph to a plan: a bound, many starts, local search.

use crate::bound::{bound, tighten};
use crate::limits::{CLIMBS_MAX, GAIN_MIN, START_FAMILIES_MAX, WORK_MAX};
use crate::parts::{Evaluation, Score};
use crate::stop::Stop;
use crate::table::{Mask, NsPrices, Shape, runs};
use suki_ir::{LocationId, LocationKind};
use suki_rewrites::Role;
use suki_rewrites::encode::Encoded;
use suki_rewrites::space::{Selection, SiteIndex};

/// What extraction found under one way of fusing locations.
pub struct Extracted {
    /// The plan.
    pub selection: Selection,
    /// Its figures.
    pub score: Score,
    /// The roles that the figures speak of, sorted.
    pub roles: Vec<Role>,
    /// No plan of the e-graph within the budget does more.
    pub bound_per_s: f64,
    /// Why the search ended.
    pub stop: Stop,
}

/// The best plan found; none when the budget does not even suffice for one.
pub fn extract(encoded: &Encoded, shape: &Shape, evaluation: &Evaluation) -> Option<Extracted> {
    let mut bound = bound(encoded, shape, evaluation);
    let plans = std::mem::take(&mut bound.plans);
    let mut search = Search {
        encoded,
        shape,
        evaluation,
        shares: shape.sharing.equal(),
        best: None,
        limit: shape.work() + WORK_MAX,
        limit_reached: false,
    };
    let limit = search.limit;
    let [plain, starts @ ..] = &search.starts()[..] else { return None };
    search.descend(&search.plain_prices(), plain);
    let plain = search.best.clone().map(|(selection, score, _)| (selection, score));
    let mut found: Vec<Found> = Vec::new();
    for mask in starts {
        for prices in [search.plain_prices(), bound.prices.clone()] {
            found.extend(search.start(&prices, mask));
        }
    }
    for selection in plans {
        found.extend(search.repair(&bound.prices, &selection));
    }
    found.sort_by_key(|(_, score, _)| score.rank());
    found.dedup_by(|(a, ..), (b, ..)| a == b);
    let mut best: Option<Found> = None;
    let climbs = found.len().min(CLIMBS_MAX);
    for (climb, start) in found.into_iter().take(climbs).enumerate() {
        // The better the start, the more of what is left of the limit.
        search.limit = shape.work() + (limit.saturating_sub(shape.work())) / (climbs - climb).min(2) as u64;
        search.best = Some(start);
        while search.polish() || search.improve() {}
        if let Some(top) = search.best.take()
            && best.as_ref().is_none_or(|(_, best, _)| top.1.beats(best))
        {
            best = Some(top);
        }
    }
    let (mut selection, mut score) = best.map(|(selection, score, _)| (selection, score)).or_else(|| plain.clone())?;
    let mut worth = true;
    if let Some((plain, plain_score)) = plain
        && plain_score.beats(&score) | (score.per_s < plain_score.per_s * GAIN_MIN)
    {
        worth = selection == plain;
        (selection, score) = (plain, plain_score);
    }
    let spent = search.limit_reached;
    let bound_per_s = tighten(encoded, shape, evaluation, bound.per_s, &score);
    let stop = if score.per_s >= bound_per_s * (1.0 - 1e-6) {
        Stop::Optimal
    } else if !worth {
        Stop::GainTooSmall
    } else if spent {
        Stop::Work
    } else {
        Stop::LocalOptimum
    };
    Some(Extracted { selection, score, roles: evaluation.charges.roles.clone(), bound_per_s, stop })
}

/// A plan with its figures and the restrictions that it was found under.
type Found = (Selection, Score, Mask);

struct Search<'a> {
    encoded: &'a Encoded,
    shape: &'a Shape<'a>,
    evaluation: &'a Evaluation<'a>,
    shares: Vec<f64>,
    best: Option<Found>,
    limit: u64,
    limit_reached: bool,
}

impl Search<'_> {
    /// Restrictions to start from: every family at home only, free, or away as far as it can.
    fn starts(&self) -> Vec<Mask> {
        let program = self.evaluation.program;
        let sources = program
            .location_ids()
            .filter(|id| matches!(program.location(*id).kind, LocationKind::Process | LocationKind::Cluster { .. }));
        let sources: Vec<LocationId> = sources.collect();
        let mut masks = vec![Mask { home_only: sources.clone(), ..Mask::default() }, Mask::default()];
        if sources.len() > START_FAMILIES_MAX {
            masks.push(Mask { away: sources.clone(), ..Mask::default() });
            return masks;
        }
        for code in 0..3usize.pow(sources.len() as u32) {
            let mut mask = Mask::default();
            for (position, family) in sources.iter().enumerate() {
                match code / 3usize.pow(position as u32) % 3 {
                    0 => mask.home_only.push(*family),
                    1 => mask.away.push(*family),
                    _ => {}
                }
            }
            masks.push(mask);
        }
        masks
    }

    /// Whether the limit on work is reached.
    fn is_spent(&mut self) -> bool {
        let spent = self.shape.work() >= self.limit;
        self.limit_reached |= spent;
        spent
    }

    /// Prices under which every process counts, and parts that can be added count little.
    fn plain_prices(&self) -> NsPrices {
        NsPrices { role: vec![1.0; self.evaluation.charges.roles.len()], pool: 0.1, machine: 0.0, cores: 1e-6 }
    }

    /// The best plan that a mask leads to from some prices.
    fn start(&mut self, prices: &NsPrices, mask: &Mask) -> Option<Found> {
        self.best = None;
        self.descend(prices, mask);
        self.best.take()
    }

    /// Solves under a mask and again under the prices that the solution's loads suggest.
    fn descend(&mut self, prices: &NsPrices, mask: &Mask) {
        let mut prices = prices.clone();
        for _ in 0..4 {
            if self.is_spent() {
                return;
            }
            let Some(score) = self.try_mask(&prices, mask.clone()) else { return };
            let next = self.prices_of(&score);
            if next == prices {
                return;
            }
            prices = next;
        }
    }

    /// A plan from a table is only a plan once nothing that runs in one place runs in two.
    fn repair(&mut self, prices: &NsPrices, selection: &Selection) -> Option<Found> {
        // Of several places the first: the last to be collected.
        let mask = Mask { forced: self.pins(selection).into_iter().rev().collect(), ..Mask::default() };
        self.start(prices, &mask)
    }

    /// The plan that prices and a mask lead to; it becomes the best if it is.
    fn try_mask(&mut self, prices: &NsPrices, mut mask: Mask) -> Option<Score> {
        loop {
            let table = self.shape.solve(self.evaluation.program, self.evaluation.charges, prices, &mask, &self.shares);
            let selection = self.shape.selection(&table)?;
            if let Some((stream, site)) = self.shape.torn(&table, &selection) {
                mask.forced.insert(stream, site);
                continue;
            }
            return Some(self.consider(selection, mask));
        }
    }

    /// The figures of a plan; it becomes the best if it is.
    fn consider(&mut self, selection: Selection, mask: Mask) -> Score {
        self.shape.count_pass();
        let score = self.evaluation.score(&selection);
        if score.per_s > 0.0 && self.best.as_ref().is_none_or(|(_, best, _)| score.beats(best)) {
            self.best = Some((selection, score.clone(), mask));
        }
        score
    }

    /// Prices that make the hottest processes dear and leave work as a tie-break.
    fn prices_of(&self, score: &Score) -> NsPrices {
        const SHARPNESS: f64 = 8.0;
        let most = score.loads_ns.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
        let roles = &self.evaluation.charges.roles;
        let heat = |role: usize| (score.loads_ns[role] / most).powf(SHARPNESS) + 1e-3;
        let split = (0..roles.len()).filter(|role| roles[*role].is_split());
        let (heats, parts) =
            split.fold((0.0, 0.0), |(heats, parts), role| (heats + heat(role), parts + f64::from(score.parts[role])));
        NsPrices {
            role: (0..roles.len()).map(heat).collect(),
            pool: heats / f64::max(parts, 1.0) + 1e-3,
            machine: 0.0,
            cores: 1e-6,
        }
    }

    /// One round of local search: every operator of the best plan tried at every other place.
    fn improve(&mut self) -> bool {
        let Some((selection, score, mask)) = self.best.clone() else { return false };
        let prices = self.prices_of(&score);
        let before = score;
        let mut pinned = Mask { forced: mask.forced, ..Mask::default() };
        for (stream, site) in self.pins(&selection) {
            pinned.forced.entry(stream).or_insert(site);
        }
        for (stream, site) in self.moves(&selection) {
            if self.is_spent() {
                return false;
            }
            let mut pinned = pinned.clone();
            pinned.forced.insert(stream, site);
            self.try_mask(&prices, pinned);
            let mut loose = Mask::default();
            loose.forced.insert(stream, site);
            self.try_mask(&prices, loose);
        }
        self.best.as_ref().is_some_and(|(_, best, _)| best.beats(&before))
    }

    /// The other round: every site of the best plan filled in every other way, with what that needs beside it.
    fn polish(&mut self) -> bool {
        let Some((selection, score, mask)) = self.best.clone() else { return false };
        let prices = self.prices_of(&score);
        let space = self.shape.space;
        let beside = self.shape.solve_beside(self.evaluation.program, self.evaluation.charges, &prices, &selection);
        for site in selection.sites() {
            for choice in (0..space.sites[site].choices.len()).filter(|choice| selection.chosen[site] != Some(*choice))
            {
                if self.is_spent() {
                    return false;
                }
                let mut table = beside.clone();
                table.choice[site] = Some(choice);
                let Some(changed) = self.shape.selection(&table) else { continue };
                if self.shape.is_cyclic(&changed) || self.shape.torn(&table, &changed).is_some() {
                    continue;
                }
                self.consider(changed, mask.clone());
            }
        }
        self.best.as_ref().is_some_and(|(_, best, _)| best.beats(&score))
    }

    /// Where the operators of a plan run that run in one place only.
    fn pins(&self, selection: &Selection) -> Vec<(egg::Id, SiteIndex)> {
        let space = self.shape.space;
        let sites = selection.sites().filter(|site| selection.at(space, *site).is_some_and(runs));
        let pins = sites.map(|site| (space.sites[site].stream, site));
        pins.filter(|(stream, _)| self.shape.is_linear(*stream)).collect()
    }

    /// Every other place for every operator of the plan that is not a mere pass through elements.
    fn moves(&self, selection: &Selection) -> Vec<(egg::Id, SiteIndex)> {
        let space = self.shape.space;
        let used: Vec<egg::Id> = selection.sites().map(|site| space.sites[site].stream).collect();
        let alternatives = (0..space.sites.len())
            .filter(|site| selection.chosen[*site].is_none() && space.sites[*site].choices.iter().any(runs));
        let moves = alternatives.map(|site| (space.sites[site].stream, site));
        moves.filter(|(stream, _)| used.contains(stream) && self.has_state(*stream)).collect()
    }

    fn has_state(&self, stream: egg::Id) -> bool {
        self.encoded.graph[stream].nodes.iter().any(|node| {
            self.encoded.logical(node).is_some_and(|logical| {
                !matches!(logical, suki_rewrites::Logical::Stateless(_) | suki_rewrites::Logical::Forget)
            })
        })
    }
}
