//! In a tick, `x.sort()`: by `Ord`.

use super::{Results, Site};
use crate::ValueId;

pub(super) fn inside(site: &mut Site, batch: &[ValueId]) -> Results {
    let mut sorted = batch.to_vec();
    sorted.sort_by(|a, b| site.world.store.compare(*a, *b));
    Ok(sorted)
}
