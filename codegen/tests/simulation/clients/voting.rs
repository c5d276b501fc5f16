//! Every request is answered once, with its own number.

use messages::{ClientId, Request};
use std::collections::BTreeSet;

pub const BEATS: u32 = 0;

#[derive(Default)]
pub struct Client {
    asked: u64,
    answered: BTreeSet<u64>,
}

impl Client {
    pub fn requests(&mut self, _: &mut crate::Rng) -> Option<(ClientId, Request)> {
        let id = self.asked;
        (id < 100).then(|| {
            self.asked += 1;
            (ClientId::new(id % 3), Request { id, payload: [7; 16] })
        })
    }

    pub fn replies(&mut self, client: ClientId, id: u64) {
        assert_eq!(client, ClientId::new(id % 3), "the reply goes to who has asked");
        assert!(self.answered.insert(id), "{id} is answered twice");
    }

    pub fn check(&self) {
        assert_eq!(self.answered.len(), 100, "every request is answered");
    }
}
