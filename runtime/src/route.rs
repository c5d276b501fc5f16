//! Which part of a member a key belongs to.

use crate::wire::{Codec, Wire};
use serde::Serialize;
use std::cell::RefCell;
use twox_hash::XxHash3_64;

/// Fixed for ever: every process, and every client of a routed input, must agree.
const SEED: u64 = 0x7375_6b69;

/// The part, below `parts`, that is responsible for `key`: xxh3 over the key's encoding, so it depends on the value
/// alone, on no process and no platform.
///
/// ```
/// use suki_runtime::route::part_of;
/// assert!(part_of(&("key", 7u64), 4) < 4);
/// assert_eq!(part_of(&42u64, 1), 0);
/// ```
pub fn part_of<K: Serialize + ?Sized>(key: &K, parts: u32) -> u32 {
    thread_local!(static SCRATCH: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) });
    if parts <= 1 {
        return 0;
    }
    SCRATCH.with_borrow_mut(|scratch| {
        scratch.clear();
        // A key that has no encoding cannot have come over a channel either; all of those go to the first part.
        if Wire::encode(key, scratch).is_err() {
            return 0;
        }
        let hash = XxHash3_64::oneshot_with_seed(SEED, scratch);
        // The upper half decides: multiply and shift is even for every number of parts, without a division.
        (((hash >> 32) * u64::from(parts)) >> 32) as u32
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_spread_evenly_and_always_alike() {
        let mut counts = [0; 3];
        for key in 0..30_000u64 {
            counts[part_of(&key, 3) as usize] += 1;
        }
        assert!(counts.iter().all(|count| (9_500..10_500).contains(count)), "{counts:?}");
    }

    #[test]
    fn the_hash_never_changes() {
        let parts: Vec<u32> = (0..8u64).map(|key| part_of(&key, 1_000)).collect();
        assert_eq!(parts, [515, 230, 567, 849, 360, 217, 633, 574]);
    }
}
