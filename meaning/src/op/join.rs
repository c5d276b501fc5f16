//! `x.join(y)`: pairs of equal keys, each pair once; `.until(w, f)` forgets keys below the watermark.

use super::{Results, Site};
use crate::{Store, Trouble, ValueId};
use std::cmp::Ordering;

/// The slot: all lefts by key, all rights by key, and the watermark as a list of one.
pub(super) fn outside(site: &mut Site, slot: &mut ValueId, position: usize, x: ValueId) -> Results {
    let mut parts = [0, 1, 2].map(|position| site.world.store.part(*slot, position));
    if position == 2 {
        if let Some(low) = raised(site, parts[2], x) {
            let (lefts, rights) = (swept(site, 0, parts[0], low)?, swept(site, 0, parts[1], low)?);
            *slot = site.world.store.list(&[lefts, rights, low]);
        }
        return Ok(Vec::new());
    }
    let (key, value) = (site.world.store.component(x, 0), site.world.store.component(x, 1));
    if !passes(site, 0, key, parts[2])? {
        return Ok(Vec::new());
    }
    let store = &mut site.world.store;
    let others = store.get(parts[1 - position], key).unwrap_or(Store::EMPTY);
    let own = store.get(parts[position], key).unwrap_or(Store::EMPTY);
    let own = store.bag_with(own, value);
    parts[position] = store.put(parts[position], key, own);
    *slot = store.list(&parts);
    let mut made = Vec::new();
    for other in store.items(others).iter() {
        let sides = if position == 0 { store.pair(value, *other) } else { store.pair(*other, value) };
        made.push(store.pair(key, sides));
    }
    Ok(made)
}

pub(super) fn inside(site: &mut Site, left: &[ValueId], right: &[ValueId]) -> Results {
    let mut slot = Store::EMPTY;
    let mut made = Vec::new();
    for (position, side) in [right, left].into_iter().enumerate() {
        for x in side {
            made.extend(outside(site, &mut slot, 1 - position, *x)?);
        }
    }
    Ok(made)
}

/// The watermark as a list of one, if it is larger than the one so far.
pub(super) fn raised(site: &mut Site, low: ValueId, x: ValueId) -> Option<ValueId> {
    let store = &mut site.world.store;
    let before = store.items(low).first().copied();
    let grows = before.is_none_or(|low| store.compare(low, x) == Ordering::Less);
    grows.then(|| store.list(&[x]))
}

/// Whether a key is at or above the watermark; `until` is the position of the closure that says where a key stands.
pub(super) fn passes(site: &mut Site, until: usize, key: ValueId, low: ValueId) -> Result<bool, Trouble> {
    let Some(low) = site.world.store.items(low).first().copied() else { return Ok(true) };
    let mark = site.result(until, &[key])?;
    Ok(site.world.store.compare(mark, low) != Ordering::Less)
}

/// A table without the keys below the watermark.
pub(super) fn swept(site: &mut Site, until: usize, table: ValueId, low: ValueId) -> Result<ValueId, Trouble> {
    let mut rows = Vec::new();
    for row in site.world.store.items(table).iter() {
        let key = site.world.store.component(*row, 0);
        if passes(site, until, key, low)? {
            rows.push(*row);
        }
    }
    Ok(site.world.store.list(&rows))
}
