//! In a tick, `x.delta()`: what is in it now and was not in the tick before, as a difference of bags.

use super::{Results, Site};
use crate::ValueId;

pub(super) fn inside(site: &mut Site, before: &mut ValueId, batch: &[ValueId]) -> Results {
    let store = &mut site.world.store;
    let mut rest = store.items(*before).to_vec();
    let is_new = |x: &&ValueId| match rest.iter().position(|other| other == *x) {
        Some(at) => {
            rest.swap_remove(at);
            false
        }
        None => true,
    };
    let made = batch.iter().filter(is_new).copied().collect();
    *before = store.bag(batch.to_vec());
    Ok(made)
}
