//! `x.snapshot(t)`: the value that a running value or a lattice has when the tick starts.

use super::{Results, Site, aggregate, lattice};
use crate::ValueId;

/// The slot: the state of the running value as far as this snapshot has heard of it.
pub(super) fn outside(site: &mut Site, state: &mut ValueId, x: ValueId) -> Results {
    if let Some(mut running) = running(site) {
        *state = aggregate::absorbed(&mut running, *state, x)?;
    } else if let Some(more) = lattice::grown(&mut site.world.store, &site.unit.element, *state, x)? {
        *state = more;
    }
    Ok(Vec::new())
}

pub(super) fn inside(site: &mut Site, state: &mut ValueId) -> Results {
    match running(site) {
        Some(mut running) => aggregate::finished(&mut running, *state),
        None => Ok(site.world.store.items(*state).to_vec()),
    }
}

fn running<'s, 'c>(site: &'s mut Site<'_, 'c>) -> Option<Site<'s, 'c>> {
    let unit = site.unit.running.as_deref()?;
    Some(Site { world: site.world, unit, me: site.me })
}
