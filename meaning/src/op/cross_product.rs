//! `x.cross_product(y)`: all pairs; of everything so far outside, of this tick inside.

use super::{Results, Site};
use crate::ValueId;

pub(super) fn outside(site: &mut Site, sides: &mut ValueId, position: usize, x: ValueId) -> Results {
    let store = &mut site.world.store;
    let mut bags = [store.part(*sides, 0), store.part(*sides, 1)];
    let others = store.items(bags[1 - position]);
    bags[position] = store.bag_with(bags[position], x);
    *sides = store.list(&bags);
    let pair = |other: &ValueId| if position == 0 { store.pair(x, *other) } else { store.pair(*other, x) };
    Ok(others.iter().map(pair).collect())
}

pub(super) fn inside(site: &mut Site, left: &[ValueId], right: &[ValueId]) -> Results {
    let pairs = left.iter().flat_map(|x| right.iter().map(move |y| (*x, *y)));
    Ok(pairs.map(|(x, y)| site.world.store.pair(x, y)).collect())
}
