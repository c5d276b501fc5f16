//! What each operator yields for requests with ids from 1,000 and keys below 3.

use messages::{ClientId, Reply, Request};
use std::collections::BTreeMap;

pub const BEATS: u32 = 0;
const REQUESTS: u64 = 30;

#[derive(Default)]
pub struct Client {
    asked: u64,
    texts: BTreeMap<(u64, String), u32>,
    sums: u32,
    totals: u32,
    last: (u64, u64),
    notes: u64,
}

impl Client {
    pub fn requests(&mut self, _: &mut crate::Rng) -> Option<(ClientId, Request)> {
        let id = 1_000 + self.asked;
        (self.asked < REQUESTS).then(|| {
            self.asked += 1;
            (ClientId::new(id), Request { id, key: id % 3 })
        })
    }

    pub fn replies(&mut self, client: ClientId, reply: Reply) {
        match reply.text.as_str() {
            "sum" => {
                assert!(reply.id < 3, "a key of the running sums");
                self.sums += 1;
            }
            "top" => assert!(reply.id > 3_999, "request, largest, least and first are all there"),
            text @ ("fresh" | "old" | "joined" | "first") => {
                assert_eq!(client, ClientId::new(reply.id));
                *self.texts.entry((reply.id, text.to_string())).or_default() += 1;
            }
            text if text.starts_with("total ") => {
                let total: u64 = text["total ".len()..].parse().expect("a total");
                let all: u64 = (0..REQUESTS).map(|i| 1_000 + i).filter(|id| id % 3 == reply.id).sum();
                assert!((1_000..=all).contains(&total), "{total} for key {}", reply.id);
                self.totals += 1;
            }
            text => {
                let (sum, count) = text.split_once(' ').expect("the running sum and the size of the set");
                let found: (u64, u64) = (sum.parse().expect("a sum"), count.parse().expect("a size"));
                assert!(found.1 <= REQUESTS && found.0 >= found.1 * 1_000, "{found:?}");
                self.last = self.last.max(found);
                *self.texts.entry((reply.id, "sorted".into())).or_default() += 1;
            }
        }
    }

    pub fn notes(&mut self, _: ClientId, note: String) {
        assert!(note.contains(' '), "{note}");
        self.notes += 1;
    }

    pub fn check(&self) {
        let times = |text: &str| -> Vec<u32> {
            (0..REQUESTS).map(|i| self.texts.get(&(1_000 + i, text.to_string())).copied().unwrap_or(0)).collect()
        };
        let once = vec![1; REQUESTS as usize];
        assert_eq!(times("sorted"), once);
        assert_eq!(times("fresh"), once, "no id was in the tick before");
        assert_eq!(times("old"), once, "no id is a key");
        assert_eq!(times("joined").iter().sum::<u32>(), 0, "no id is a count");
        assert!(times("first").contains(&1), "the first tick");
        assert!(times("first").iter().sum::<u32>() < REQUESTS as u32, "only the first tick");
        assert!(self.sums >= REQUESTS as u32 && self.sums <= 3 * REQUESTS as u32);
        assert!(self.totals > 0 && self.totals <= REQUESTS as u32, "one for each request whose key has a sum");
        let sum: u64 = (0..REQUESTS).map(|i| 1_000 + i).sum();
        assert_eq!(self.last, (sum, REQUESTS), "the last tick sees everything");
    }
}
