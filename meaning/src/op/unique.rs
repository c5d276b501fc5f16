//! `x.unique()`: each element once; afresh in each tick inside.

use super::{Results, Site};
use crate::{Store, ValueId};

pub(super) fn outside(site: &mut Site, seen: &mut ValueId, x: ValueId) -> Results {
    let Some(more) = site.world.store.set_with(*seen, x) else { return Ok(Vec::new()) };
    *seen = more;
    Ok(vec![x])
}

pub(super) fn inside(site: &mut Site, batch: &[ValueId]) -> Results {
    let mut seen = Store::EMPTY;
    let mut made = Vec::new();
    for x in batch {
        made.extend(outside(site, &mut seen, *x)?);
    }
    Ok(made)
}
