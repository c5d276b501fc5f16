//! One side of a join within a tick: complete before the other side is looked up in it.

use rustc_hash::FxHashMap;
use std::hash::Hash;

/// Values by key, in the order in which they came.
///
/// ```
/// let mut side = suki_runtime::op::Side::new();
/// side.insert(1, 'a');
/// side.insert(1, 'b');
/// assert_eq!(side.get(&1), ['a', 'b']);
/// assert!(side.get(&2).is_empty());
/// ```
#[derive(Clone, Debug)]
pub struct Side<K, V> {
    values: FxHashMap<K, Vec<V>>,
}

impl<K, V> Default for Side<K, V> {
    fn default() -> Self {
        Self { values: FxHashMap::default() }
    }
}

impl<K: Hash + Eq, V> Side<K, V> {
    /// Nothing has come.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes in a pair.
    pub fn insert(&mut self, key: K, value: V) {
        self.values.entry(key).or_default().push(value);
    }

    /// All values of a key.
    pub fn get(&self, key: &K) -> &[V] {
        self.values.get(key).map_or(&[], Vec::as_slice)
    }
}
