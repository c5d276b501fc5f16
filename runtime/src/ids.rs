//! Who is who: members of the source program, clients, and the instances that run.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

/// A member of the cluster `L` of the *source program*. Parts of one member share its identity.
///
/// ```
/// enum Acceptors {}
/// let id = suki_runtime::MemberId::<Acceptors>::new(2);
/// assert_eq!(id.index(), 2);
/// ```
pub struct MemberId<L> {
    index: u32,
    location: PhantomData<fn() -> L>,
}

impl<L> MemberId<L> {
    /// The member with this index, from 0.
    #[inline]
    pub const fn new(index: u32) -> Self {
        MemberId { index, location: PhantomData }
    }

    /// Its index, from 0.
    #[inline]
    pub const fn index(self) -> u32 {
        self.index
    }
}

// By hand: the derives would ask the same of `L`, which is only a marker.
impl<L> Clone for MemberId<L> {
    #[inline]
    fn clone(&self) -> Self {
        *self
    }
}
impl<L> Copy for MemberId<L> {}
impl<L> PartialEq for MemberId<L> {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        self.index == other.index
    }
}
impl<L> Eq for MemberId<L> {}
impl<L> PartialOrd for MemberId<L> {
    #[inline]
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<L> Ord for MemberId<L> {
    #[inline]
    fn cmp(&self, other: &Self) -> Ordering {
        self.index.cmp(&other.index)
    }
}
impl<L> Hash for MemberId<L> {
    #[inline]
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.index.hash(state);
    }
}
impl<L> fmt::Debug for MemberId<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.index)
    }
}
impl<L> fmt::Display for MemberId<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.index)
    }
}
impl<L> Serialize for MemberId<L> {
    #[inline]
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.index.serialize(serializer)
    }
}
impl<'de, L> Deserialize<'de> for MemberId<L> {
    #[inline]
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        u32::deserialize(deserializer).map(Self::new)
    }
}

/// An external client. It names itself in its hello; no two clients of one external location share a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ClientId(u64);

impl ClientId {
    /// The client with this number.
    #[inline]
    pub const fn new(number: u64) -> Self {
        ClientId(number)
    }

    /// Its number.
    #[inline]
    pub const fn number(self) -> u64 {
        self.0
    }
}

/// One running copy of a location: a member of it, or one part of that member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Instance {
    /// Index of the location in [`Plan::roles`](crate::Plan::roles).
    pub role: u16,
    /// The member of the source program, from 0.
    pub member: u32,
    /// The part of this member, from 0.
    pub part: u32,
}

impl Instance {
    /// The instance at these coordinates.
    #[inline]
    pub const fn new(role: u16, member: u32, part: u32) -> Self {
        Instance { role, member, part }
    }
}

/// Where a message came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sender {
    /// An instance of the program.
    Peer(Instance),
    /// A client outside.
    Client(ClientId),
}
