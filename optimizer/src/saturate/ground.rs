//! What can be filled at all.

use suki_rewrites::space::{SiteIndex, Space};

/// Drops choices that no finite plan can use: a site is grounded once some choice has all that it must have first.
pub fn ground(space: &mut Space) {
    let mut readers: Vec<Vec<(SiteIndex, usize)>> = vec![Vec::new(); space.sites.len()];
    let mut missing: Vec<Vec<usize>> = Vec::with_capacity(space.sites.len());
    let mut grounded = vec![false; space.sites.len()];
    let mut ready = Vec::new();
    for (site, here) in space.sites.iter().enumerate() {
        for (index, choice) in here.choices.iter().enumerate() {
            choice.strong_needs().iter().for_each(|need| readers[*need].push((site, index)));
            if choice.strong_needs().is_empty() {
                ready.push(site);
            }
        }
        missing.push(here.choices.iter().map(|choice| choice.strong_needs().len()).collect());
    }
    while let Some(site) = ready.pop() {
        if std::mem::replace(&mut grounded[site], true) {
            continue;
        }
        for (reader, choice) in &readers[site] {
            missing[*reader][*choice] -= 1;
            if missing[*reader][*choice] == 0 {
                ready.push(*reader);
            }
        }
    }
    // A variable can be read only where its definition can be had.
    for site in &mut space.sites {
        site.choices.retain(|choice| choice.needs.iter().all(|need| grounded[*need]));
    }
}
