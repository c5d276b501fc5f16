//! In a tick, `x.anti_join(keys)`: the pairs whose key is not among the keys.

use super::{Results, Site};
use crate::ValueId;

pub(super) fn inside(site: &mut Site, pairs: &[ValueId], keys: &[ValueId]) -> Results {
    let stays = |pair: &&ValueId| !keys.contains(&site.world.store.component(**pair, 0));
    Ok(pairs.iter().filter(stays).copied().collect())
}
