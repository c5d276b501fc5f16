//! `x.quorum(f, n)`: each key once, when n members have sent it; `.until(w, f)` forgets keys below the watermark.

use super::join::{passes, raised, swept};
use super::{Results, Site};
use crate::{Store, ValueId};
use suki_ir::Op;

/// The slot: the voters of each key, and the watermark as a list of one.
pub(super) fn outside(site: &mut Site, slot: &mut ValueId, position: usize, x: ValueId) -> Results {
    let Op::Quorum { members, .. } = &site.unit.op else { return Ok(Vec::new()) };
    let wanted = *members as usize;
    let (votes, low) = (site.world.store.part(*slot, 0), site.world.store.part(*slot, 1));
    if position == 1 {
        if let Some(low) = raised(site, low, x) {
            let votes = swept(site, 1, votes, low)?;
            *slot = site.world.store.list(&[votes, low]);
        }
        return Ok(Vec::new());
    }
    let (member, vote) = (site.world.store.component(x, 0), site.world.store.component(x, 1));
    let key = site.result(0, &[vote])?;
    if !passes(site, 1, key, low)? {
        return Ok(Vec::new());
    }
    let store = &mut site.world.store;
    let voters = store.get(votes, key).unwrap_or(Store::EMPTY);
    let Some(voters) = store.set_with(voters, member) else { return Ok(Vec::new()) };
    let votes = store.put(votes, key, voters);
    *slot = store.list(&[votes, low]);
    Ok(if store.items(voters).len() == wanted { vec![key] } else { Vec::new() })
}
