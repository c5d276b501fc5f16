//! One entry for each of the last slots.

/// More than can be open at once: clients have fewer commands outstanding.
const SLOTS: usize = 1 << 16;

/// Entries by slot; a new one takes the place of the one `SLOTS` before.
pub(super) struct Ring<T>(Vec<Option<T>>);

impl<T> Ring<T> {
    pub(super) fn new() -> Self {
        Ring(std::iter::repeat_with(|| None).take(SLOTS).collect())
    }

    pub(super) fn at(&mut self, slot: u64) -> &mut Option<T> {
        &mut self.0[slot as usize % SLOTS]
    }
}
