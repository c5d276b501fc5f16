//! Watermarks: what lies below is forgotten, and not taken in again.

/// A state that has a part for each key.
pub trait Forget<K> {
    /// How many keys it has.
    fn keys(&self) -> usize;

    /// Forgets the keys that do not stay.
    fn retain(&mut self, stays: impl FnMut(&K) -> bool);
}

/// How many keys a sweep is worth at least.
const SWEEP_KEYS_MIN: usize = 64;

/// A growing watermark of an operator's keys.
///
/// The operator's state is swept when it has twice the keys that the last sweep left, so that a watermark that grows
/// by little and often costs no more than the elements do. What a sweep has not reached yet is not let in either way.
///
/// ```
/// use suki_runtime::op::{Quorum, Until};
/// let (mut quorum, mut low) = (Quorum::<u64>::new(2, 3), Until::new());
/// assert!(low.passes(&4));
/// low.advance(5, &mut quorum, |slot| *slot);
/// assert!(!low.passes(&4) && low.passes(&5));
/// ```
#[derive(Clone, Debug)]
pub struct Until<W> {
    low: Option<W>,
    kept: usize,
}

impl<W> Default for Until<W> {
    fn default() -> Self {
        Self { low: None, kept: 0 }
    }
}

impl<W: Ord> Until<W> {
    /// No watermark has come: everything passes.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether a key that stands at `mark` is still of interest.
    #[inline]
    pub fn passes(&self, mark: &W) -> bool {
        self.low.as_ref().is_none_or(|low| mark >= low)
    }

    /// Raises the watermark; `mark` says where a key of the state stands. One that is lower than before changes nothing.
    pub fn advance<K>(&mut self, low: W, state: &mut impl Forget<K>, mark: impl Fn(&K) -> W) {
        if self.low.as_ref().is_some_and(|old| *old >= low) {
            return;
        }
        self.low = Some(low);
        if state.keys() >= SWEEP_KEYS_MIN.max(2 * self.kept) {
            state.retain(|key| self.passes(&mark(key)));
            self.kept = state.keys();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::op::Quorum;

    #[test]
    fn memory_stays_within_twice_what_is_open() {
        let (mut quorum, mut low) = (Quorum::<u64>::new(2, 3), Until::new());
        let mut most = 0;
        for slot in 0..10_000u64 {
            assert_eq!(quorum.vote(slot, 0), None);
            low.advance(slot.saturating_sub(100), &mut quorum, |slot| *slot);
            most = most.max(quorum.keys());
        }
        assert!((100..=210).contains(&most), "{most} keys");
    }

    #[test]
    fn a_watermark_never_falls() {
        let (mut quorum, mut low) = (Quorum::<u64>::new(2, 3), Until::new());
        low.advance(5, &mut quorum, |slot| *slot);
        low.advance(3, &mut quorum, |slot| *slot);
        assert!(!low.passes(&4));
    }
}
