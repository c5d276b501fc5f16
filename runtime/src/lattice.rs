//! Lattices: values that only grow, so that the order and the number of their merges do not matter.
//!
//! Types of the program may be lattices too: `impl Lattice for X { fn merge(&mut self, other: Self) -> bool { .. } }`.

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A join semilattice: `merge` is associative, commutative and idempotent.
pub trait Lattice {
    /// Takes over what `other` has beyond `self`; whether there was anything.
    fn merge(&mut self, other: Self) -> bool;
}

/// Takes `point` into the join so far; whether it has grown.
///
/// ```
/// use suki_runtime::lattice::{Max, grow};
/// let mut join = None;
/// assert!(grow(&mut join, Max(2)));
/// assert!(!grow(&mut join, Max(1)));
/// assert_eq!(join, Some(Max(2)));
/// ```
pub fn grow<T: Lattice>(join: &mut Option<T>, point: T) -> bool {
    match join {
        Some(join) => join.merge(point),
        None => {
            *join = Some(point);
            true
        }
    }
}

/// The largest value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Max<T>(pub T);

impl<T> Max<T> {
    /// This value.
    pub fn new(value: T) -> Self {
        Max(value)
    }

    /// The value.
    pub fn get(&self) -> &T {
        &self.0
    }
}

impl<T: Ord> Lattice for Max<T> {
    fn merge(&mut self, other: Self) -> bool {
        let grows = other.0 > self.0;
        if grows {
            self.0 = other.0;
        }
        grows
    }
}

/// The smallest value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Min<T>(pub T);

impl<T> Min<T> {
    /// This value.
    pub fn new(value: T) -> Self {
        Min(value)
    }

    /// The value.
    pub fn get(&self) -> &T {
        &self.0
    }
}

impl<T: Ord> Lattice for Min<T> {
    fn merge(&mut self, other: Self) -> bool {
        let grows = other.0 < self.0;
        if grows {
            self.0 = other.0;
        }
        grows
    }
}

/// A set that elements are added to.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(bound(serialize = "T: Serialize", deserialize = "T: Ord + Deserialize<'de>"))]
pub struct SetUnion<T>(pub BTreeSet<T>);

impl<T> Default for SetUnion<T> {
    fn default() -> Self {
        SetUnion(BTreeSet::new())
    }
}

impl<T: Ord> SetUnion<T> {
    /// The set of one element.
    pub fn from_one(element: T) -> Self {
        SetUnion(BTreeSet::from([element]))
    }

    /// Whether it has the element.
    pub fn contains(&self, element: &T) -> bool {
        self.0.contains(element)
    }

    /// How many elements it has.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All elements in order.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.iter()
    }
}

impl<T: Ord> Lattice for SetUnion<T> {
    fn merge(&mut self, other: Self) -> bool {
        let before = self.0.len();
        self.0.extend(other.0);
        self.0.len() > before
    }
}

/// A map whose values are merged key by key.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(bound(
    serialize = "K: Serialize, L: Serialize",
    deserialize = "K: Ord + Deserialize<'de>, L: Deserialize<'de>"
))]
pub struct MapUnion<K, L>(pub BTreeMap<K, L>);

impl<K, L> Default for MapUnion<K, L> {
    fn default() -> Self {
        MapUnion(BTreeMap::new())
    }
}

impl<K: Ord, L> MapUnion<K, L> {
    /// The map of one key.
    pub fn from_one(key: K, value: L) -> Self {
        MapUnion(BTreeMap::from([(key, value)]))
    }

    /// The value of a key.
    pub fn get(&self, key: &K) -> Option<&L> {
        self.0.get(key)
    }

    /// How many keys it has.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All pairs in order of the keys.
    pub fn iter(&self) -> impl Iterator<Item = (&K, &L)> {
        self.0.iter()
    }
}

impl<K: Ord, L: Lattice> Lattice for MapUnion<K, L> {
    fn merge(&mut self, other: Self) -> bool {
        let mut grows = false;
        for (key, value) in other.0 {
            grows |= match self.0.get_mut(&key) {
                Some(own) => own.merge(value),
                None => self.0.insert(key, value).is_none(),
            };
        }
        grows
    }
}

/// Two lattices side by side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Pair<A, B>(pub A, pub B);

impl<A, B> Pair<A, B> {
    /// Both.
    pub fn new(first: A, second: B) -> Self {
        Pair(first, second)
    }
}

impl<A: Lattice, B: Lattice> Lattice for Pair<A, B> {
    fn merge(&mut self, other: Self) -> bool {
        // Both are merged, whatever the first one says.
        let first = self.0.merge(other.0);
        self.1.merge(other.1) || first
    }
}

/// The value with the largest stamp; of two with one stamp the larger value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Lww<T> {
    /// Orders the writes.
    pub stamp: u64,
    /// What was written last.
    pub value: T,
}

impl<T> Lww<T> {
    /// A write.
    pub fn new(stamp: u64, value: T) -> Self {
        Lww { stamp, value }
    }
}

impl<T: Ord> Lattice for Lww<T> {
    fn merge(&mut self, other: Self) -> bool {
        let grows = (other.stamp, &other.value) > (self.stamp, &self.value);
        if grows {
            *self = other;
        }
        grows
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Deep = MapUnion<u8, Pair<SetUnion<u8>, Pair<Max<u8>, Pair<Min<u8>, Lww<u8>>>>>;

    fn point() -> impl Strategy<Value = Deep> {
        let leaf = (0..4u8, 0..4u8, 0..4u8, 0..4u8, 0..3u64, 0..3u8);
        let one = leaf.prop_map(|(key, element, max, min, stamp, value)| {
            let last = Pair(Min(min), Lww::new(stamp, value));
            MapUnion::from_one(key, Pair(SetUnion::from_one(element), Pair(Max(max), last)))
        });
        proptest::collection::vec(one, 1..4).prop_map(|points| points.into_iter().fold(Deep::default(), joined))
    }

    fn joined(mut a: Deep, b: Deep) -> Deep {
        let (before, grows) = (a.clone(), a.merge(b));
        assert_eq!(grows, before != a, "merge says whether it has grown");
        a
    }

    proptest! {
        #[test]
        fn merge_is_a_join(a in point(), b in point(), c in point()) {
            prop_assert_eq!(joined(a.clone(), b.clone()), joined(b.clone(), a.clone()));
            prop_assert_eq!(joined(a.clone(), a.clone()), a.clone());
            let left = joined(joined(a.clone(), b.clone()), c.clone());
            prop_assert_eq!(left, joined(a, joined(b, c)));
        }
    }
}
