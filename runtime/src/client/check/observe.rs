//! Whether two runs look the same to an observer of one output.

use std::collections::{BTreeMap, BTreeSet};

/// What an observer sees of an output; `observe(..)` of a workload names one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// The order of elements.
    Sequence,
    /// The order of elements of one key.
    PerKey,
    /// Elements with their number.
    Bag,
    /// Elements without their number.
    Set,
    /// The join of all elements.
    Lattice,
}

impl View {
    /// Whether an element that comes twice is seen.
    pub fn counts(self) -> bool {
        match self {
            View::Sequence | View::PerKey | View::Bag => true,
            View::Set | View::Lattice => false,
        }
    }
}

/// Whether an observer with `view` can tell `one` from `other`. `key` is used for [`View::PerKey`], `join` makes the
/// join of two elements for [`View::Lattice`].
///
/// ```
/// use suki_runtime::client::check::{View, same};
///
/// let check = |view| same(view, &[1, 2, 2], &[2, 1, 2], |x| *x, |a, b| *a.max(b));
/// assert!(check(View::Bag) && !check(View::Sequence));
/// ```
pub fn same<T: Ord + Clone, K: Ord>(
    view: View,
    one: &[T],
    other: &[T],
    key: impl Fn(&T) -> K,
    join: impl Fn(&T, &T) -> T,
) -> bool {
    match view {
        View::Sequence => one == other,
        View::PerKey => by_key(one, &key) == by_key(other, &key),
        View::Bag => sorted(one) == sorted(other),
        View::Set => one.iter().collect::<BTreeSet<_>>() == other.iter().collect::<BTreeSet<_>>(),
        View::Lattice => joined(one, &join) == joined(other, &join),
    }
}

fn by_key<T, K: Ord>(elements: &[T], key: impl Fn(&T) -> K) -> BTreeMap<K, Vec<&T>> {
    let mut all: BTreeMap<K, Vec<&T>> = BTreeMap::new();
    elements.iter().for_each(|element| all.entry(key(element)).or_default().push(element));
    all
}

fn sorted<T: Ord>(elements: &[T]) -> Vec<&T> {
    let mut sorted: Vec<&T> = elements.iter().collect();
    sorted.sort();
    sorted
}

fn joined<T: Clone>(elements: &[T], join: impl Fn(&T, &T) -> T) -> Option<T> {
    let (first, rest) = elements.split_first()?;
    Some(rest.iter().fold(first.clone(), |sum, element| join(&sum, element)))
}
