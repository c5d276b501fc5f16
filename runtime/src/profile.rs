//! How many elements streams carry, in processes that were generated to count them.

use crate::limits::STREAMS_COUNTED_MAX;
use std::sync::atomic::{AtomicU64, Ordering};

static ELEMENTS: [AtomicU64; STREAMS_COUNTED_MAX] = [const { AtomicU64::new(0) }; STREAMS_COUNTED_MAX];

/// Counts elements of the stream with that number; streams with larger numbers than there is room for are not counted.
///
/// ```
/// suki_runtime::profile::count(7, 1);
/// suki_runtime::profile::count(60_000, 3);
/// ```
#[inline]
pub fn count(stream: u16, elements: usize) {
    if let Some(sum) = ELEMENTS.get(usize::from(stream)) {
        sum.fetch_add(elements as u64, Ordering::Relaxed);
    }
}

/// The streams that have carried any, by number.
pub(crate) fn counted() -> impl Iterator<Item = (usize, u64)> {
    ELEMENTS.iter().map(|elements| elements.load(Ordering::Relaxed)).enumerate().filter(|(_, count)| *count > 0)
}
