//! `x.key_by(f)`: each element with its key.

use super::{Results, Site};
use crate::ValueId;

pub(super) fn each(site: &mut Site, x: ValueId) -> Results {
    let key = site.result(0, &[x])?;
    Ok(vec![site.world.store.pair(key, x)])
}
