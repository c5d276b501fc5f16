//! In a tick, `x.defer_tick(init)`: what was in the tick before.

use super::{Results, Site};
use crate::{Trouble, ValueId};

pub(super) fn inside(site: &mut Site, before: &mut ValueId) -> Results {
    Ok(site.world.store.items(*before).to_vec())
}

/// The value of the first tick.
pub(super) fn start(site: &mut Site) -> Result<ValueId, Trouble> {
    let first = site.result(0, &[])?;
    Ok(site.world.store.list(&[first]))
}
