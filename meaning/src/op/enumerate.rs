//! In a tick, `x.enumerate()`: positions and elements of an ordered batch.

use super::{Results, Site};
use crate::ValueId;

pub(super) fn inside(site: &mut Site, batch: &[ValueId]) -> Results {
    let store = &mut site.world.store;
    let mut made = Vec::with_capacity(batch.len());
    for (position, x) in batch.iter().enumerate() {
        let position = store.number(position as u64);
        made.push(store.pair(position, *x));
    }
    Ok(made)
}
