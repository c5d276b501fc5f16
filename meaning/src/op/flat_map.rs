//! `x.flat_map(f)`

use super::{Results, Site};
use crate::ValueId;

pub(super) fn each(site: &mut Site, x: ValueId) -> Results {
    let made = site.result(0, &[x])?;
    Ok(site.world.store.items(made).to_vec())
}
