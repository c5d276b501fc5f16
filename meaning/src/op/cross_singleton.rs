//! In a tick, `x.cross_singleton(s)`: each element with the value of `s`, none when `s` is none.

use super::{Results, Site};
use crate::ValueId;

pub(super) fn inside(site: &mut Site, batch: &[ValueId], singleton: &[ValueId]) -> Results {
    let Some(single) = singleton.first() else { return Ok(Vec::new()) };
    Ok(batch.iter().map(|x| site.world.store.pair(*x, *single)).collect())
}
