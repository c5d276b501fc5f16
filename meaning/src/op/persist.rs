//! In a tick, `x.persist()`: everything of all ticks so far.

use super::{Results, Site};
use crate::ValueId;
use suki_ir::Order;

pub(super) fn inside(site: &mut Site, all: &mut ValueId, batch: &[ValueId]) -> Results {
    let mut items = site.world.store.items(*all).to_vec();
    items.extend(batch);
    if site.unit.order == Order::None {
        items.sort_unstable();
    }
    *all = site.world.store.list(&items);
    Ok(items)
}
