//! What a tick has and the tick before had not.

use rustc_hash::FxHashMap;
use std::hash::Hash;

/// The bag of the tick before, and that of this one so far.
///
/// ```
/// let mut delta = suki_runtime::op::Delta::new();
/// assert!(delta.is_new(&1) && delta.is_new(&1));
/// delta.end_tick();
/// assert!(!delta.is_new(&1), "it was there");
/// assert!(!delta.is_new(&1), "twice");
/// assert!(delta.is_new(&1), "but not three times");
/// ```
#[derive(Clone, Debug)]
pub struct Delta<T> {
    before: FxHashMap<T, usize>,
    now: FxHashMap<T, usize>,
}

impl<T> Default for Delta<T> {
    fn default() -> Self {
        Self { before: FxHashMap::default(), now: FxHashMap::default() }
    }
}

impl<T: Hash + Eq + Clone> Delta<T> {
    /// No tick has been.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes in an element of this tick: whether the tick before had fewer of it.
    pub fn is_new(&mut self, element: &T) -> bool {
        match self.now.get_mut(element) {
            Some(count) => *count += 1,
            None => {
                self.now.insert(element.clone(), 1);
            }
        }
        match self.before.get_mut(element) {
            Some(count) if *count > 0 => {
                *count -= 1;
                false
            }
            _ => true,
        }
    }

    /// This tick is the one before from now on.
    pub fn end_tick(&mut self) {
        std::mem::swap(&mut self.before, &mut self.now);
        self.now.clear();
    }
}
