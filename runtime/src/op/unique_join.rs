//! A join of two sides that each have a key once: a pair is freed when it matches.

use super::Forget;
use rustc_hash::FxHashMap;
use std::collections::hash_map::Entry;
use std::hash::Hash;

/// The side that came first, for each key whose other side is still to come.
///
/// ```
/// let mut join = suki_runtime::op::UniqueJoin::new();
/// assert_eq!(join.left(1, "request"), None);
/// assert_eq!(join.right(1, "vote"), Some((1, ("request", "vote"))));
/// assert_eq!(join.right(1, "late"), None);
/// ```
#[derive(Clone, Debug)]
pub struct UniqueJoin<K, L, R> {
    open: FxHashMap<K, Side<L, R>>,
}

#[derive(Clone, Debug)]
enum Side<L, R> {
    Left(L),
    Right(R),
}

impl<K, L, R> Default for UniqueJoin<K, L, R> {
    fn default() -> Self {
        Self { open: FxHashMap::default() }
    }
}

impl<K: Hash + Eq, L, R> UniqueJoin<K, L, R> {
    /// Nothing has come.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes in a left side; the pair, if the right side is there. Of two left sides of one key the first counts.
    #[inline]
    pub fn left(&mut self, key: K, left: L) -> Option<(K, (L, R))> {
        match self.open.entry(key) {
            Entry::Vacant(entry) => {
                entry.insert(Side::Left(left));
                None
            }
            Entry::Occupied(entry) if matches!(entry.get(), Side::Left(_)) => None,
            Entry::Occupied(entry) => match entry.remove_entry() {
                (key, Side::Right(right)) => Some((key, (left, right))),
                (_, Side::Left(_)) => None,
            },
        }
    }

    /// Takes in a right side; the pair, if the left side is there. Of two right sides of one key the first counts.
    #[inline]
    pub fn right(&mut self, key: K, right: R) -> Option<(K, (L, R))> {
        match self.open.entry(key) {
            Entry::Vacant(entry) => {
                entry.insert(Side::Right(right));
                None
            }
            Entry::Occupied(entry) if matches!(entry.get(), Side::Right(_)) => None,
            Entry::Occupied(entry) => match entry.remove_entry() {
                (key, Side::Left(left)) => Some((key, (left, right))),
                (_, Side::Right(_)) => None,
            },
        }
    }
}

impl<K: Hash + Eq, L, R> Forget<K> for UniqueJoin<K, L, R> {
    fn keys(&self) -> usize {
        self.open.len()
    }

    fn retain(&mut self, mut stays: impl FnMut(&K) -> bool) {
        self.open.retain(|key, _| stays(key));
    }
}
