//! A join of two sides that may repeat a key: everything is remembered, each pair comes once.

use super::Forget;
use rustc_hash::FxHashMap;
use std::hash::Hash;

/// All elements of both sides, and the pairs that have not been taken yet.
///
/// ```
/// let mut join = suki_runtime::op::Join::new();
/// join.left(1, 'a');
/// join.left(1, 'b');
/// join.right(1, "x");
/// let pairs = std::iter::from_fn(|| join.pop()).collect::<Vec<_>>();
/// assert_eq!(pairs, [(1, ('b', "x")), (1, ('a', "x"))]);
/// ```
#[derive(Clone, Debug)]
pub struct Join<K, L, R> {
    sides: FxHashMap<K, (Vec<L>, Vec<R>)>,
    pairs: Vec<(K, (L, R))>,
}

impl<K, L, R> Default for Join<K, L, R> {
    fn default() -> Self {
        Self { sides: FxHashMap::default(), pairs: Vec::new() }
    }
}

impl<K: Hash + Eq + Clone, L: Clone, R: Clone> Join<K, L, R> {
    /// Nothing has come.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes in a left side. Its pairs wait in [`Join::pop`].
    #[inline]
    pub fn left(&mut self, key: K, left: L) {
        let (lefts, rights) = self.sides.entry(key.clone()).or_default();
        self.pairs.extend(rights.iter().map(|right| (key.clone(), (left.clone(), right.clone()))));
        lefts.push(left);
    }

    /// Takes in a right side. Its pairs wait in [`Join::pop`].
    #[inline]
    pub fn right(&mut self, key: K, right: R) {
        let (lefts, rights) = self.sides.entry(key.clone()).or_default();
        self.pairs.extend(lefts.iter().map(|left| (key.clone(), (left.clone(), right.clone()))));
        rights.push(right);
    }

    /// A pair that has come about, until there is none.
    #[inline]
    pub fn pop(&mut self) -> Option<(K, (L, R))> {
        self.pairs.pop()
    }
}

impl<K: Hash + Eq, L, R> Forget<K> for Join<K, L, R> {
    fn keys(&self) -> usize {
        self.sides.len()
    }

    fn retain(&mut self, mut stays: impl FnMut(&K) -> bool) {
        self.sides.retain(|key, _| stays(key));
    }
}
