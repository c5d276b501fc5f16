//! Locations, and the wishes that bind them together or keep them apart.

use crate::{Constant, LocationId, Span};

/// A place where operators live.
#[derive(Clone, Debug)]
pub struct Location {
    /// The declared name.
    pub name: String,
    /// What it is.
    pub kind: LocationKind,
    /// What it should run on.
    pub wishes: Wishes,
    /// Where it is declared.
    pub span: Span,
}

impl Location {
    /// A location without wishes or text.
    pub fn new(name: impl Into<String>, kind: LocationKind) -> Self {
        Self { name: name.into(), kind, wishes: Wishes::default(), span: Span::NONE }
    }
}

/// What each instance of a location should run on, as its attributes say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wishes {
    /// `#[machine("n2-standard-4")]`: a type of machine.
    pub machine: Option<String>,
    /// `#[region("us-east1")]`: where the machine stands.
    pub region: Option<String>,
    /// `#[cpu(2.0)]`: thousandths of a core.
    pub cpu_milli: Option<u32>,
    /// `#[memory_mib(512)]`: memory in MiB.
    pub memory_mib: Option<u64>,
}

/// The kinds of location.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LocationKind {
    /// One instance; one fault domain.
    Process,
    /// Several members, each a fault domain of its own.
    Cluster {
        /// The count as written.
        count: Constant,
        /// The count as a number.
        members: u32,
    },
    /// Clients outside the system; their elements arrive as `(ClientId, T)`.
    External,
    /// Instances that a plan adds to the family of `of`: `parts` for every member of it.
    Helper {
        /// The source location whose family and fault domain this is.
        of: LocationId,
        /// Instances for each member of `of`.
        parts: u32,
    },
}

impl PartialEq for Location {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.kind == other.kind && self.wishes == other.wishes
    }
}
impl Eq for Location {}

/// A wish about which locations share a fault domain.
#[derive(Clone, Debug)]
pub struct Affinity {
    /// What is wished.
    pub kind: AffinityKind,
    /// The locations it speaks of, at least two, none external or helper.
    pub locations: Vec<LocationId>,
    /// Where it is declared.
    pub span: Span,
}

impl PartialEq for Affinity {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind && self.locations == other.locations
    }
}
impl Eq for Affinity {}

/// The kinds of affinity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AffinityKind {
    /// The author allows these fault domains to be merged: `colocate(a, b);`.
    Colocate,
    /// The author forbids it: `separate(a, b);`.
    Separate,
    /// A plan has merged them, member by member, into one process: `fuse(a, b);`.
    Fuse,
}
