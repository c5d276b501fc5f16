//! `t.first_tick()`: some in the first tick only.

use super::{Results, Site};
use crate::{Store, ValueId};

pub(super) fn inside(site: &mut Site, over: &mut ValueId) -> Results {
    let is_first = std::mem::replace(over, site.world.store.list(&[Store::UNIT])) == Store::EMPTY;
    Ok(is_first.then_some(Store::UNIT).into_iter().collect())
}
