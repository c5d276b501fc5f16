//! `x.batch(t)`: what has come since the last tick.

use super::{Results, Site};
use crate::{Store, ValueId};
use suki_ir::Order;

pub(super) fn outside(site: &mut Site, waiting: &mut ValueId, x: ValueId) -> Results {
    let store = &mut site.world.store;
    *waiting = if site.unit.order == Order::None { store.bag_with(*waiting, x) } else { store.push(*waiting, x) };
    Ok(Vec::new())
}

pub(super) fn inside(site: &mut Site, waiting: &mut ValueId) -> Results {
    Ok(site.world.store.items(std::mem::replace(waiting, Store::EMPTY)).to_vec())
}
