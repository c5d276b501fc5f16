//! Clients follow redirects and ask again; each command takes effect once, and all replicas agree on the order.

use messages::{ClientId, MemberId, Op, Redirect, Reply, Request, proposers};
use std::collections::{BTreeMap, BTreeSet};

pub const BEATS: u32 = 40;
const REQUESTS: u64 = 60;
const KEYS: u64 = 3;

#[derive(Default)]
pub struct Client {
    asked: BTreeMap<u64, u64>,
    open: Vec<(u64, u64, MemberId<proposers>)>,
    answered: BTreeMap<u64, Option<u64>>,
}

fn request(seq: u64, attempt: u64) -> Request {
    Request { seq, acked: 0, attempt, op: Op::Put(seq % KEYS, seq) }
}

impl Client {
    pub fn asked_demux(&mut self, rng: &mut crate::Rng) -> Option<(ClientId, (MemberId<proposers>, Request))> {
        if let Some((seq, attempt, to)) = self.open.pop() {
            return Some((ClientId::new(1), (to, request(seq, attempt))));
        }
        let seq = self.asked.len() as u64;
        let to = MemberId::new(rng.below(2) as u32);
        if seq < REQUESTS {
            self.asked.insert(seq, 0);
            return Some((ClientId::new(1), (to, request(seq, 0))));
        }
        // Everything has been asked: what has no answer is asked again, now and then.
        let missing: Vec<u64> = self.asked.keys().copied().filter(|seq| !self.answered.contains_key(seq)).collect();
        if missing.is_empty() || rng.below(20) > 0 {
            return None;
        }
        let seq = missing[rng.below(missing.len() as u64) as usize];
        let attempt = self.asked.get_mut(&seq)?;
        *attempt += 1;
        (*attempt < 200).then(|| (ClientId::new(1), (to, request(seq, *attempt))))
    }

    pub fn redirects(&mut self, _: ClientId, redirect: Redirect) {
        if self.open.len() < 100 && !self.answered.contains_key(&redirect.seq) {
            self.open.push((redirect.seq, 1, redirect.leader));
        }
    }

    pub fn replies(&mut self, _: ClientId, reply: Reply) {
        let before = self.answered.insert(reply.seq, reply.value);
        assert!(before.is_none_or(|value| value == reply.value), "{} has two effects", reply.seq);
    }

    pub fn check(&self) {
        assert_eq!(self.answered.len() as u64, REQUESTS, "every command is answered");
        let mut replaced = BTreeSet::new();
        for (seq, value) in &self.answered {
            assert!(value.is_none_or(|value| value % KEYS == seq % KEYS), "a value of another key");
            assert!(replaced.insert((seq % KEYS, *value)), "{value:?} is replaced twice");
        }
    }
}
