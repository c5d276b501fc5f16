//! Each key once, when enough members have sent it.

use super::Forget;
use rustc_hash::FxHashMap;
use std::hash::Hash;

/// A set of members.
pub trait Voters: Default {
    /// Adds a member; whether it is new.
    fn add(&mut self, member: u32) -> bool;

    /// How many there are.
    fn count(&self) -> u32;
}

impl Voters for u64 {
    fn add(&mut self, member: u32) -> bool {
        let bit = 1u64.checked_shl(member).unwrap_or(0);
        let is_new = *self & bit == 0 && bit != 0;
        *self |= bit;
        is_new
    }

    fn count(&self) -> u32 {
        self.count_ones()
    }
}

/// Members of clusters with more than 64 of them.
#[derive(Clone, Debug, Default)]
pub struct Many {
    words: Vec<u64>,
    count: u32,
}

impl Voters for Many {
    fn add(&mut self, member: u32) -> bool {
        let (word, bit) = ((member / u64::BITS) as usize, 1u64 << (member % u64::BITS));
        if self.words.len() <= word {
            self.words.resize(word + 1, 0);
        }
        let is_new = self.words[word] & bit == 0;
        self.words[word] |= bit;
        self.count += u32::from(is_new);
        is_new
    }

    fn count(&self) -> u32 {
        self.count
    }
}

/// The votes for each key. A key stays when it is reached, so that a late vote is known as such; where the quorum
/// is everybody it is freed, since nobody is left to vote.
///
/// ```
/// let mut quorum: suki_runtime::op::Quorum<&str> = suki_runtime::op::Quorum::new(2, 3);
/// assert_eq!(quorum.vote("slot", 0), None);
/// assert_eq!(quorum.vote("slot", 0), None, "one member counts once");
/// assert_eq!(quorum.vote("slot", 2), Some("slot"));
/// assert_eq!(quorum.vote("slot", 1), None, "a key comes once");
/// ```
#[derive(Clone, Debug)]
pub struct Quorum<K, V = u64> {
    votes: FxHashMap<K, V>,
    wanted: u32,
    members: u32,
}

impl<K: Hash + Eq + Clone, V: Voters> Quorum<K, V> {
    /// Nobody has voted; `wanted` of `members` are a quorum.
    pub fn new(wanted: u32, members: u32) -> Self {
        Self { votes: FxHashMap::default(), wanted, members }
    }

    /// Counts a vote of the member with this index; the key, if this vote makes the quorum.
    #[inline]
    pub fn vote(&mut self, key: K, member: u32) -> Option<K> {
        if self.wanted <= 1 && self.members <= 1 {
            return Some(key);
        }
        match self.votes.get_mut(&key) {
            None => {
                let mut voters = V::default();
                voters.add(member);
                let reached = self.wanted <= 1;
                let result = reached.then(|| key.clone());
                self.votes.insert(key, voters);
                result
            }
            Some(voters) => {
                if !voters.add(member) || voters.count() != self.wanted {
                    return None;
                }
                if self.wanted >= self.members {
                    self.votes.remove(&key);
                }
                Some(key)
            }
        }
    }
}

impl<K: Hash + Eq, V> Forget<K> for Quorum<K, V> {
    fn keys(&self) -> usize {
        self.votes.len()
    }

    fn retain(&mut self, mut stays: impl FnMut(&K) -> bool) {
        self.votes.retain(|key, _| stays(key));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quorum_of_all_is_freed() {
        let mut quorum = Quorum::<u64>::new(3, 3);
        assert_eq!([0, 1, 2].map(|member| quorum.vote(7, member)), [None, None, Some(7)]);
        assert_eq!(quorum.keys(), 0);
    }

    #[test]
    fn large_clusters_count_alike() {
        let mut small = Quorum::<u64>::new(3, 64);
        let mut large = Quorum::<u64, Many>::new(3, 64);
        for member in [63, 5, 63, 5, 40, 2] {
            assert_eq!(small.vote(1, member), large.vote(1, member));
        }
        let mut huge = Quorum::<u64, Many>::new(2, 10_000);
        assert_eq!(huge.vote(1, 9_999), None);
        assert_eq!(huge.vote(1, 64), Some(1));
    }
}
