//! `fold`, `reduce`, `count`, `max`, `min`: one value of many elements, one for each key of a keyed stream.

use super::{Results, Site};
use crate::{Store, Trouble, ValueId};
use std::cmp::Ordering;
use suki_ir::Op;

/// The state with one more element: a list of at most one value, or a table by key.
pub(super) fn absorbed(site: &mut Site, state: ValueId, x: ValueId) -> Result<ValueId, Trouble> {
    if !site.unit.keyed {
        let before = site.world.store.items(state).first().copied();
        let after = with(site, before, x)?;
        return Ok(site.world.store.list(&[after]));
    }
    let (key, value) = (site.world.store.component(x, 0), site.world.store.component(x, 1));
    let before = site.world.store.get(state, key);
    let after = with(site, before, value)?;
    Ok(site.world.store.put(state, key, after))
}

/// What a state says: one value or none, or pairs of key and value.
pub(super) fn finished(site: &mut Site, state: ValueId) -> Results {
    let made = site.world.store.items(state).to_vec();
    if !made.is_empty() || site.unit.keyed {
        return Ok(made);
    }
    match site.unit.op {
        Op::Fold { .. } => Ok(vec![site.result(0, &[])?]),
        Op::Count => Ok(vec![site.world.store.number(0)]),
        _ => Ok(Vec::new()),
    }
}

pub(super) fn inside(site: &mut Site, batch: &[ValueId]) -> Results {
    let mut state = Store::EMPTY;
    for x in batch {
        state = absorbed(site, state, *x)?;
    }
    finished(site, state)
}

/// One accumulator with one more element.
fn with(site: &mut Site, before: Option<ValueId>, x: ValueId) -> Result<ValueId, Trouble> {
    let larger = |site: &mut Site, wanted: Ordering| match before {
        Some(best) if site.world.store.compare(x, best) != wanted => best,
        _ => x,
    };
    match (&site.unit.op, before) {
        (Op::Fold { .. }, before) => {
            let before = match before {
                Some(accumulator) => accumulator,
                None => site.result(0, &[])?,
            };
            Ok(site.call(1, &[before, x])?.arguments[0])
        }
        (Op::Reduce(_), Some(before)) => Ok(site.call(0, &[before, x])?.arguments[0]),
        (Op::Count, before) => {
            let counted = before.map_or(0, |count| site.world.store.as_number(count));
            Ok(site.world.store.number(counted + 1))
        }
        (Op::Max, _) => Ok(larger(site, Ordering::Greater)),
        (Op::Min, _) => Ok(larger(site, Ordering::Less)),
        _ => Ok(x),
    }
}
