//! The e-graph's language: two sorts, heads interned, so that a node is two words and its children.

use crate::{Logical, Place};
use egg::{Id, Language};
use indexmap::IndexSet;
use rustc_hash::FxBuildHasher;
use smallvec::SmallVec;
use std::hash::Hash;
use suki_ir::OperatorId;

/// An interned [`Logical`] head.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LogicalId(u32);

/// An interned [`Place`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PlaceId(u32);

/// The head of an e-node. [`Head::Logical`] is of sort D, all others are of sort S.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Head {
    /// A logical operator; children are D.
    Logical(LogicalId),
    /// A demand: its D child, materialised there. It names the class and is never extracted.
    At(PlaceId),
    /// A logical operator, executed there; children are S.
    Execute(PlaceId, LogicalId),
    /// A hop of one S child at the first place to the second; the head names the hop.
    Enter(PlaceId, PlaceId, LogicalId),
    /// One S child at the first place, moved within its family to the second.
    Move(PlaceId, PlaceId),
    /// One S child at the first place seen at the second, which asks for less.
    Widen(PlaceId, PlaceId),
    /// The feedback variable, read there. No children: its definition is demanded beside it.
    Refer(PlaceId, OperatorId),
}

impl Head {
    /// Where the node's stream is; none for sort D.
    pub fn place(self) -> Option<PlaceId> {
        match self {
            Head::Logical(_) => None,
            Head::At(place) | Head::Execute(place, _) | Head::Refer(place, _) => Some(place),
            Head::Enter(_, to, _) | Head::Move(_, to) | Head::Widen(_, to) => Some(to),
        }
    }
}

impl Head {
    /// Whether it reads a feedback variable: then its definition is no child.
    pub fn is_reference(self) -> bool {
        matches!(self, Head::Refer(..))
    }
}

/// An e-node.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Node {
    /// What it is.
    pub head: Head,
    /// Its operands.
    pub children: Children,
}

/// The operands of a node: nearly all have four at most, and nodes are copied all the time.
pub type Children = SmallVec<[Id; 4]>;

impl Language for Node {
    type Discriminant = Head;

    fn discriminant(&self) -> Head {
        self.head
    }

    fn matches(&self, other: &Self) -> bool {
        self.head == other.head && self.children.len() == other.children.len()
    }

    fn children(&self) -> &[Id] {
        &self.children
    }

    fn children_mut(&mut self) -> &mut [Id] {
        &mut self.children
    }
}

/// Hash-consed payloads: equal payloads, equal ids, in order of first appearance.
#[derive(Clone, Debug)]
struct Interner<T>(IndexSet<T, FxBuildHasher>);

impl<T: Hash + Eq> Interner<T> {
    fn intern(&mut self, value: T) -> u32 {
        u32::try_from(self.0.insert_full(value).0).expect("fewer than 2^32 payloads")
    }

    fn find(&self, value: &T) -> Option<u32> {
        self.0.get_index_of(value).map(|index| index as u32)
    }
}

/// All payloads of one e-graph.
#[derive(Clone, Debug)]
pub struct Payloads {
    logicals: Interner<Logical>,
    places: Interner<Place>,
}

impl Default for Payloads {
    fn default() -> Self {
        Self { logicals: Interner(IndexSet::default()), places: Interner(IndexSet::default()) }
    }
}

impl Payloads {
    /// The id of `logical`.
    pub fn intern_logical(&mut self, logical: Logical) -> LogicalId {
        LogicalId(self.logicals.intern(logical))
    }

    /// The id of `place`.
    pub fn intern_place(&mut self, place: &Place) -> PlaceId {
        PlaceId(self.places.find(place).unwrap_or_else(|| self.places.intern(place.clone())))
    }

    /// The payload of `id`.
    pub fn logical(&self, id: LogicalId) -> &Logical {
        &self.logicals.0[id.0 as usize]
    }

    /// The payload of `id`.
    pub fn place(&self, id: PlaceId) -> &Place {
        &self.places.0[id.0 as usize]
    }
}
