//! `x.scan(init, step)`: a state through all elements; one for each key of a keyed stream.

use super::{Results, Site};
use crate::{Store, Trouble, ValueId};

pub(super) fn outside(site: &mut Site, slot: &mut ValueId, x: ValueId) -> Results {
    if !site.unit.keyed {
        let before = site.world.store.items(*slot).first().copied();
        let (after, made) = step(site, before, x)?;
        *slot = site.world.store.list(&[after]);
        return Ok(made);
    }
    let (key, value) = (site.world.store.component(x, 0), site.world.store.component(x, 1));
    let before = site.world.store.get(*slot, key);
    let (after, made) = step(site, before, value)?;
    *slot = site.world.store.put(*slot, key, after);
    Ok(made.into_iter().map(|made| site.world.store.pair(key, made)).collect())
}

fn step(site: &mut Site, before: Option<ValueId>, x: ValueId) -> Result<(ValueId, Vec<ValueId>), Trouble> {
    let before = match before {
        Some(state) => state,
        None => site.result(0, &[])?,
    };
    let called = site.call(1, &[before, x, Store::EMPTY])?;
    Ok((called.arguments[0], site.world.store.items(called.arguments[2]).to_vec()))
}
