//! Where a located stream is: a role of a family, and how the stream is spread over the role's parts.

use crate::Key;
use serde::{Deserialize, Serialize};
use suki_ir::LocationId;

/// A role in the family of a source location. Interchangeable roles are numbered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Role {
    /// The location itself; for externals, the clients.
    Home(LocationId),
    /// A helper that always has one part: it can keep order and unkeyed state.
    Solo(LocationId, u8),
    /// A helper whose number of parts is chosen at extraction.
    Split(LocationId, u8),
}

impl Role {
    /// The source location whose fault domain it belongs to.
    pub fn family(self) -> LocationId {
        match self {
            Role::Home(family) | Role::Solo(family, _) | Role::Split(family, _) => family,
        }
    }

    /// Whether it may have more than one part.
    pub fn is_split(self) -> bool {
        matches!(self, Role::Split(..))
    }
}

/// How a stream is spread over the parts of a role.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Distribution {
    /// One instance has it all.
    One,
    /// Each element is at one part, whichever.
    Any,
    /// Each element is at the part that the hash of its key names.
    Hash(Key),
    /// Every part has it all.
    Replicated,
}

/// A role with a distribution.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// The role.
    pub role: Role,
    /// The distribution over its parts.
    pub distribution: Distribution,
}
