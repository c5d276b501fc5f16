//! `x.merge()`: the join of all points so far, each time it grows.

use super::{Results, Site, lattice};
use crate::ValueId;

pub(super) fn outside(site: &mut Site, joined: &mut ValueId, x: ValueId) -> Results {
    let store = &mut site.world.store;
    let Some(more) = lattice::grown(store, &site.unit.element, *joined, x)? else { return Ok(Vec::new()) };
    *joined = more;
    Ok(store.items(more).to_vec())
}
