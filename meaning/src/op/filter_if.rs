//! In a tick, `x.filter_if_some(s)` and `x.filter_if_none(s)`.

use crate::ValueId;

pub(super) fn some(batch: &[ValueId], optional: &[ValueId]) -> Vec<ValueId> {
    if optional.is_empty() { Vec::new() } else { batch.to_vec() }
}

pub(super) fn none(batch: &[ValueId], optional: &[ValueId]) -> Vec<ValueId> {
    if optional.is_empty() { batch.to_vec() } else { Vec::new() }
}
