//! What the author states about a stream for the optimizer's sake.

/// A fact or estimate in an attribute on a `let`; it speaks of the `let`'s result.
#[derive(Clone, Debug, PartialEq)]
pub enum Fact {
    /// `#[rate(0.001)]`: elements per unit of workload, summed over all members. An estimate.
    Rate(f64),
    /// `#[selectivity(0.9)]`: elements out for each element in. An estimate.
    Selectivity(f64),
    /// `#[bytes(64)]`: encoded size of one element. An estimate.
    Bytes(u64),
    /// `#[fd((ballot, slot) -> command)]`: the fields on the left determine those on the right.
    Fd {
        /// The determining fields, by name.
        determinant: Vec<String>,
        /// The determined fields, by name.
        dependent: Vec<String>,
    },
    /// `#[unique(id)]`: no two elements agree on these fields.
    Unique(Vec<String>),
    /// `#[routed]`: the client library may route this input by a key.
    Routed,
    /// `#[balanced]`: a demux whose targets get equal shares.
    Balanced,
    /// `#[at_least_once]`: clients may send an element of this input again.
    AtLeastOnce,
    /// `#[lossy]`: elements may be lost on this hop.
    Lossy,
}
