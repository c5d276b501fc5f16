//! All plans of a space.

use suki_optimizer::parts::Evaluation;
use suki_optimizer::table::{Shape, runs};
use suki_rewrites::Role;
use suki_rewrites::space::{Selection, SiteIndex, Space};

/// What all plans come to.
pub struct All {
    pub plans: usize,
    pub best_per_s: f64,
    /// Of those without helpers.
    pub best_plain_per_s: f64,
    /// Some of them, in the order in which they come.
    pub sample: Vec<Selection>,
}

/// Looks at all plans; none when there are more than `plans_max`.
pub fn enumerate(shape: &Shape, evaluation: &Evaluation, plans_max: usize) -> Option<All> {
    let chosen = vec![None; shape.space.sites.len()];
    let all = All { plans: 0, best_per_s: 0.0, best_plain_per_s: 0.0, sample: Vec::new() };
    let mut walk = Walk { shape, evaluation, plans_max, steps: plans_max * 50, all, selection: Selection { chosen } };
    walk.fill(shape.space.roots.clone())?;
    Some(walk.all)
}

struct Walk<'a> {
    shape: &'a Shape<'a>,
    evaluation: &'a Evaluation<'a>,
    plans_max: usize,
    /// So that dead ends do not take for ever either.
    steps: usize,
    all: All,
    selection: Selection,
}

impl Walk<'_> {
    /// Fills `open` sites, and what they need, in every way; none when there are too many.
    fn fill(&mut self, mut open: Vec<SiteIndex>) -> Option<()> {
        self.steps = self.steps.checked_sub(1)?;
        let site = loop {
            match open.pop() {
                None => return self.take(),
                Some(site) if self.selection.chosen[site].is_none() => break site,
                Some(_) => {}
            }
        };
        for (index, choice) in self.shape.space.sites[site].choices.iter().enumerate() {
            let again =
                runs(choice) && self.shape.is_linear(self.shape.space.sites[site].stream) && self.runs_already(site);
            if again || choice.strong_needs().iter().any(|need| self.leads_to(*need, site)) {
                continue;
            }
            self.selection.chosen[site] = Some(index);
            let needs = open.iter().chain(&choice.needs).copied().collect();
            self.fill(needs)?;
            self.selection.chosen[site] = None;
        }
        Some(())
    }

    /// Whether the operator of a site's stream runs at another site.
    fn runs_already(&self, site: SiteIndex) -> bool {
        let space: &Space = self.shape.space;
        let same = |other: &SiteIndex| space.sites[*other].stream == space.sites[site].stream;
        self.selection.sites().filter(same).any(|other| self.selection.at(space, other).is_some_and(runs))
    }

    /// Whether `from` reads `to`, by way of what is chosen.
    fn leads_to(&self, from: SiteIndex, to: SiteIndex) -> bool {
        let mut seen = vec![false; self.selection.chosen.len()];
        let mut stack = vec![from];
        while let Some(site) = stack.pop() {
            if site == to {
                return true;
            }
            if !std::mem::replace(&mut seen[site], true)
                && let Some(choice) = self.selection.at(self.shape.space, site)
            {
                stack.extend(choice.strong_needs());
            }
        }
        false
    }

    fn take(&mut self) -> Option<()> {
        let all = &mut self.all;
        all.plans += 1;
        if all.plans > self.plans_max {
            return None;
        }
        let per_s = self.evaluation.score(&self.selection).per_s;
        all.best_per_s = all.best_per_s.max(per_s);
        let sites = &self.shape.space.sites;
        if self.selection.sites().all(|site| matches!(sites[site].place.role, Role::Home(_))) {
            all.best_plain_per_s = all.best_plain_per_s.max(per_s);
        }
        // More and more rarely: early plans differ in what comes last only.
        if per_s > 0.0 && all.plans.is_power_of_two() || all.plans.is_multiple_of(997) {
            all.sample.push(self.selection.clone());
        }
        Some(())
    }
}
