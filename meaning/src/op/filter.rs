//! `x.filter(p)`

use super::{Results, Site};
use crate::ValueId;

pub(super) fn each(site: &mut Site, x: ValueId) -> Results {
    let verdict = site.result(0, &[x])?;
    Ok(if site.world.store.is_true(verdict) { vec![x] } else { Vec::new() })
}
