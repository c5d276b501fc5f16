//! Whom a slot's accept goes to.

use super::VOTES;
use crate::net::Peer;
use std::rc::Rc;

/// Which acceptors hear of a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Quorum {
    /// All; the first votes count.
    All,
    /// As many as are needed, in turn.
    Thrifty,
    /// One column of a grid with two rows, in turn. Reads would ask a row.
    Grid,
}

impl Quorum {
    /// The lists of acceptors that the slots use in turn.
    pub(super) fn sets(self, acceptors: &[Rc<Peer>]) -> Vec<Vec<Rc<Peer>>> {
        let votes = VOTES as usize;
        match self {
            Quorum::All => vec![acceptors.to_vec()],
            Quorum::Thrifty => {
                let set = |first| acceptors.iter().cycle().skip(first).take(votes).cloned().collect();
                (0..acceptors.len()).map(set).collect()
            }
            Quorum::Grid => acceptors.chunks_exact(votes).map(<[_]>::to_vec).collect(),
        }
    }
}
