//! In a tick, `x.unwrap_or(y)`: an optional's value, else a singleton's.

use crate::ValueId;

pub(super) fn inside(optional: &[ValueId], singleton: &[ValueId]) -> Vec<ValueId> {
    optional.first().or(singleton.first()).copied().into_iter().collect()
}
