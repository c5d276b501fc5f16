//! `x.deal(c)`: each element with the member whose turn it is.

use super::{Results, Site};
use crate::ValueId;

pub(super) fn outside(site: &mut Site, turn: &mut ValueId, x: ValueId) -> Results {
    let store = &mut site.world.store;
    let now = store.as_number(*turn);
    let member = store.number(now);
    *turn = store.number((now + 1) % u64::from(site.unit.among.max(1)));
    Ok(vec![store.pair(member, x)])
}
