//! Random plans: whatever the saturated e-graph offers, chosen by chance, kept if its certificate is accepted.

use std::collections::BTreeMap;
use suki_ir::{LocationId, Program};
use suki_meaning::{Choices, Seeded};
use suki_optimizer::saturate::{Saturated, saturate};
use suki_rewrites::certify::certify;
use suki_rewrites::decode::{Layout, decode};
use suki_rewrites::space::{Selection, Space};
use suki_rewrites::{Role, encode};

/// A program's plans.
pub struct Plans<'p> {
    source: &'p Program,
    saturated: Saturated,
}

/// A plan that the checker has accepted.
pub struct Plan {
    pub program: Program,
    /// The rules that it is made by, each as often as it is used.
    pub rules: Vec<String>,
}

impl<'p> Plans<'p> {
    pub fn of(source: &'p Program) -> Self {
        let (streams, _) = suki_ir::infer(source);
        Plans { source, saturated: saturate(encode(source, &streams)) }
    }

    /// A plan by chance; none if what was drawn is none.
    pub fn draw(&self, seeds: &mut Seeded) -> Option<Plan> {
        let Saturated { encoded, space, derivations, .. } = &self.saturated;
        let selection = selection(space, seeds)?;
        let mut parts = BTreeMap::new();
        for site in selection.sites() {
            let role = space.sites[site].place.role;
            let count = match role {
                Role::Split(..) => 2 + u32::try_from(seeds.choose(2)).unwrap_or(0),
                Role::Home(_) | Role::Solo(..) => 1,
            };
            parts.entry(role).or_insert(count);
        }
        let allowed = self.source.groups(suki_ir::AffinityKind::Colocate);
        let fused: Vec<Vec<LocationId>> = if seeds.choose(2) == 0 { Vec::new() } else { allowed };
        let decoded = decode(encoded, space, &selection, &Layout { parts: &parts, fused: &fused });
        let certificate = certify(encoded, derivations, space, &selection, &decoded);
        suki_verification::check(self.source, &decoded.program, &certificate).ok()?;
        let choices = selection.sites().filter_map(|site| selection.at(space, site));
        let rules = choices.map(|choice| choice.rule.to_string());
        let rules = rules.chain(certificate.instances.iter().map(|instance| instance.rule.clone()));
        let rules = rules.chain(fused.iter().map(|_| String::from("fuse")));
        Some(Plan { rules: rules.collect(), program: decoded.program })
    }
}

/// Fills sites in a random order, each in a random way that is possible by then, and keeps what the sinks need.
fn selection(space: &Space, seeds: &mut Seeded) -> Option<Selection> {
    let mut chosen = vec![None; space.sites.len()];
    let mut order: Vec<usize> = (0..space.sites.len()).collect();
    for last in (1..order.len()).rev() {
        order.swap(last, seeds.choose(last + 1));
    }
    loop {
        let mut changed = false;
        for site in &order {
            if chosen[*site].is_some() {
                continue;
            }
            let choices = space.sites[*site].choices.iter().enumerate();
            let possible: Vec<usize> = choices
                .filter(|(_, choice)| choice.strong_needs().iter().all(|need| chosen[*need].is_some()))
                .map(|(position, _)| position)
                .collect();
            if !possible.is_empty() {
                chosen[*site] = Some(possible[seeds.choose(possible.len())]);
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    let mut kept = vec![None; space.sites.len()];
    let mut open = space.roots.clone();
    while let Some(site) = open.pop() {
        if kept[site].is_none() {
            let choice = chosen[site]?;
            kept[site] = Some(choice);
            open.extend(&space.sites[site].choices[choice].needs);
        }
    }
    Some(Selection { chosen: kept })
}
