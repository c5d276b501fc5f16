//! Each element once.

use rustc_hash::FxHashSet;
use std::hash::Hash;

/// The elements that have been seen.
///
/// ```
/// let mut seen = suki_runtime::op::Unique::new();
/// assert!(seen.insert(&"a"));
/// assert!(!seen.insert(&"a"));
/// ```
#[derive(Clone, Debug)]
pub struct Unique<T> {
    seen: FxHashSet<T>,
}

impl<T> Default for Unique<T> {
    fn default() -> Self {
        Self { seen: FxHashSet::default() }
    }
}

impl<T: Hash + Eq + Clone> Unique<T> {
    /// Nothing has been seen.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether the element is new. It is cloned only if so.
    #[inline]
    pub fn insert(&mut self, element: &T) -> bool {
        !self.seen.contains(element) && self.seen.insert(element.clone())
    }
}
