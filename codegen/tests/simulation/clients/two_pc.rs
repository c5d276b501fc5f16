//! Every transaction ends once; one that had its key for itself commits.

use messages::{ClientId, Reply, Transaction};
use std::collections::BTreeMap;

pub const BEATS: u32 = 0;

#[derive(Default)]
pub struct Client {
    asked: u64,
    ended: BTreeMap<u64, bool>,
}

/// Transactions below this number have a key for themselves.
const ALONE: u64 = 50;

impl Client {
    pub fn requests(&mut self, rng: &mut crate::Rng) -> Option<(ClientId, Transaction)> {
        let id = self.asked;
        (id < 100).then(|| {
            self.asked += 1;
            let key = if id < ALONE { 1_000 + id } else { rng.below(4) };
            (ClientId::new(id), Transaction { id, key })
        })
    }

    pub fn replies(&mut self, client: ClientId, reply: Reply) {
        assert_eq!(client, ClientId::new(reply.id));
        assert!(self.ended.insert(reply.id, reply.committed).is_none(), "{} ends twice", reply.id);
    }

    pub fn check(&self) {
        assert_eq!(self.ended.len(), 100, "every transaction ends");
        assert!((0..ALONE).all(|id| self.ended[&id]), "who has a key alone commits");
    }
}
