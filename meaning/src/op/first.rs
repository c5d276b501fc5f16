//! `x.first()` and `x.last()` of an ordered batch.

use crate::ValueId;

pub(super) fn first(batch: &[ValueId]) -> Vec<ValueId> {
    batch.first().copied().into_iter().collect()
}

pub(super) fn last(batch: &[ValueId]) -> Vec<ValueId> {
    batch.last().copied().into_iter().collect()
}
