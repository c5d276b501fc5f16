//! One state for each key.

use rustc_hash::FxHashMap;
use std::hash::Hash;

/// A state of type `S` for each key that has been asked for.
///
/// ```
/// let mut counts: suki_runtime::op::Keyed<u64, u32> = Default::default();
/// *counts.state(&7, || 0) += 1;
/// *counts.state(&7, || 0) += 1;
/// assert_eq!(*counts.state(&7, || 0), 2);
/// assert_eq!(*counts.state(&8, || 0), 0);
/// ```
#[derive(Clone, Debug)]
pub struct Keyed<K, S> {
    states: FxHashMap<K, S>,
}

impl<K, S> Default for Keyed<K, S> {
    fn default() -> Self {
        Self { states: FxHashMap::default() }
    }
}

impl<K: Hash + Eq + Clone, S> Keyed<K, S> {
    /// No key has a state.
    pub fn new() -> Self {
        Self::default()
    }

    /// The state of `key`, made by `init` at the first time. The key is cloned at the first time alone.
    #[inline]
    pub fn state(&mut self, key: &K, init: impl FnOnce() -> S) -> &mut S {
        if !self.states.contains_key(key) {
            self.states.insert(key.clone(), init());
        }
        self.states.get_mut(key).expect("it is there by now")
    }
}
