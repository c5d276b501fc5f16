//! What drives a program, and how its replies are read: implemented by the generated client crate.

use super::check::View;
use super::rng::Rng;
use rustc_hash::FxHasher;
use std::fmt::Debug;
use std::hash::{Hash, Hasher};

/// Which element of an input is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Call {
    /// Its number: no other element of any client has it. Those of one client grow, and all smaller ones have been
    /// asked for before, by it or by others.
    pub i: u64,
    /// All of this client's elements with smaller numbers have been answered.
    pub acked: u64,
    /// How often it has been asked for before.
    pub attempt: u64,
    /// The member of a cluster that the client takes to be the one to ask.
    pub target: u32,
}

/// What a reply is to its client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// It may answer a request, one with this key where replies have keys.
    Answer(Option<u64>),
    /// Request `i` is to be asked of another member.
    Redirect {
        /// The request's number.
        i: u64,
        /// The member to ask.
        member: u32,
    },
    /// It is seen, and nobody waits for it.
    Notice,
}

/// The `workload { .. }` of a program, without its network.
pub trait Workload {
    /// An element of a driven input.
    type Request: Clone + Debug;
    /// An element of an output.
    type Reply: Debug;

    /// Makes the element `call`; the same for every attempt but for what `call` says.
    fn request(&self, call: &Call, rng: &mut Rng) -> Self::Request;

    /// What the client does with `reply`.
    fn meaning(&self, reply: &Self::Reply) -> Meaning;

    /// A key that a request shares with its answer ([`Meaning::Answer`]), where the program's `answer` has one.
    fn key(&self, request: &Self::Request) -> Option<u64>;

    /// Whether `reply` answers `request`.
    fn answers(&self, request: &Self::Request, reply: &Self::Reply) -> bool;

    /// What an observer sees of the output that `reply` comes from.
    fn view(&self, reply: &Self::Reply) -> View;

    /// Members of the cluster that [`Call::target`] chooses from.
    fn targets(&self) -> u32;

    /// After how long without an answer a client asks again; none: never.
    fn retry_after_ms(&self) -> Option<u64>;
}

/// The key of a request or a reply, from the part that they have in common.
///
/// ```
/// use suki_runtime::client::workload::key_of;
/// assert_eq!(key_of(&7_u64), key_of(&7_u64));
/// ```
#[inline]
pub fn key_of(part: &impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    part.hash(&mut hasher);
    hasher.finish()
}
