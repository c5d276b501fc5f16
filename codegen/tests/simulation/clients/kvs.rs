//! The operations on a key come one after the other: each put is seen by the next one, and by no other.

use messages::{ClientId, Op, Reply, Request};
use std::collections::{BTreeMap, BTreeSet};

pub const BEATS: u32 = 0;

#[derive(Default)]
pub struct Client {
    asked: Vec<(u64, Option<u64>)>,
    answered: BTreeMap<u64, Option<u64>>,
}

impl Client {
    pub fn requests(&mut self, rng: &mut crate::Rng) -> Option<(ClientId, Request)> {
        let seq = self.asked.len() as u64;
        (seq < 200).then(|| {
            let (key, is_get) = (rng.below(5), rng.below(3) == 0);
            self.asked.push((key, (!is_get).then_some(seq)));
            let op = if is_get { Op::Get } else { Op::Put(seq) };
            (ClientId::new(1), Request { seq, key, op })
        })
    }

    pub fn replies(&mut self, _: ClientId, reply: Reply) {
        assert!(self.answered.insert(reply.seq, reply.value).is_none(), "{} is answered twice", reply.seq);
    }

    pub fn check(&self) {
        assert_eq!(self.answered.len(), self.asked.len(), "every request is answered");
        let mut before = BTreeSet::new();
        for (seq, value) in &self.answered {
            let (key, put) = self.asked[*seq as usize];
            assert!(put.is_none() || before.insert((key, *value)), "{value:?} of key {key} is replaced twice");
            let known = value.is_none_or(|value| self.asked[value as usize] == (key, Some(value)));
            assert!(known, "{value:?} was never put to key {key}");
        }
    }
}
