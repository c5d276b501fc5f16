//! An accumulator for each key, in the order in which keys came.

use rustc_hash::FxHashMap;
use std::hash::Hash;

/// Accumulators of type `A` by key. Iteration follows the first appearance of keys, so it is the same for the same calls.
///
/// ```
/// let mut counts = suki_runtime::op::Groups::new();
/// for word in ["b", "a", "b"] {
///     *counts.state(word, || 0) += 1;
/// }
/// assert_eq!(counts.drain().collect::<Vec<_>>(), [("b", 2), ("a", 1)]);
/// ```
#[derive(Clone, Debug)]
pub struct Groups<K, A> {
    positions: FxHashMap<K, usize>,
    entries: Vec<(K, A)>,
}

impl<K, A> Default for Groups<K, A> {
    fn default() -> Self {
        Self { positions: FxHashMap::default(), entries: Vec::new() }
    }
}

impl<K: Hash + Eq + Clone, A> Groups<K, A> {
    /// No key has come.
    pub fn new() -> Self {
        Self::default()
    }

    /// The accumulator of `key`, made by `init` at the first time.
    #[inline]
    pub fn state(&mut self, key: K, init: impl FnOnce() -> A) -> &mut A {
        let position = match self.positions.get(&key) {
            Some(position) => *position,
            None => {
                self.positions.insert(key.clone(), self.entries.len());
                self.entries.push((key, init()));
                self.entries.len() - 1
            }
        };
        &mut self.entries[position].1
    }

    /// Takes `value` as the first one of `key`, or steps with it.
    #[inline]
    pub fn reduce(&mut self, key: K, value: A, step: impl FnOnce(&mut A, A)) {
        match self.positions.get(&key) {
            Some(position) => step(&mut self.entries[*position].1, value),
            None => {
                self.positions.insert(key.clone(), self.entries.len());
                self.entries.push((key, value));
            }
        }
    }

    /// Keys with their accumulators.
    pub fn iter(&self) -> impl Iterator<Item = (&K, &A)> {
        self.entries.iter().map(|(key, value)| (key, value))
    }

    /// Gives everything away.
    pub fn drain(&mut self) -> impl Iterator<Item = (K, A)> + '_ {
        self.positions.clear();
        self.entries.drain(..)
    }
}
