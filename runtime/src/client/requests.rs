//! What one client remembers of its requests: pure, no clock and no network.

use super::limits::{ANSWERED_MAX, OUTSTANDING_MAX};
use super::rng::Rng;
use super::workload::{Call, Meaning, Workload};
use rustc_hash::{FxHashMap, FxHasher};
use std::collections::VecDeque;
use std::hash::Hasher;

/// Redirects that a request follows before it waits until it is due again: two members may each point at the other.
const REDIRECTS_MAX: u32 = 2;

/// A request that waits for its answer.
#[derive(Clone, Debug)]
pub struct Waiting<Q> {
    /// What was asked for.
    pub request: Q,
    /// Its number.
    pub i: u64,
    /// When it was first asked for, in order of events.
    pub invoked: u64,
    /// When it was first due to be sent.
    pub due_ns: u64,
    /// When it was last sent.
    pub sent_ns: u64,
    /// Nobody counts on its answer any more.
    pub is_given_up: bool,
    attempt: u64,
    redirects: u32,
    target: u32,
    key: Option<u64>,
}

/// What became of a reply.
#[derive(Clone, Debug)]
pub enum Outcome<Q> {
    /// It answers this request, the first to do so.
    Answered(Waiting<Q>),
    /// It answers a request for the second time, and the observer counts.
    Duplicated,
    /// It answers a request for the second time as it may: the request was repeated, or the observer does not count.
    Repeated,
    /// Nothing that was asked for has it for an answer.
    Wrong,
    /// The request in this slot was made anew for another member.
    Redirected(usize),
    /// It is seen, and nobody waits for it.
    Notice,
    /// A redirect that comes too late, or that is not followed.
    Stale,
}

/// A request that has been answered.
struct Answered<Q> {
    key: Option<u64>,
    /// The request, where replies have no keys.
    request: Option<Q>,
    retried: bool,
    /// The hash of the reply, where it may come again.
    reply: u64,
}

/// The requests of one client.
pub struct Requests<W: Workload> {
    seed: u64,
    narrow: u64,
    /// The numbers of this client's requests, from its first one without an answer on, and which of them have one.
    numbers: VecDeque<(u64, bool)>,
    target: u32,
    slots: Vec<Option<Waiting<W::Request>>>,
    free: Vec<usize>,
    by_key: FxHashMap<u64, usize>,
    /// Slots that `by_key` does not lead to, oldest first.
    others: Vec<usize>,
    recent: VecDeque<Answered<W::Request>>,
}

impl<W: Workload> Requests<W> {
    /// Those of one client, under `seed`.
    pub fn new(seed: u64) -> Self {
        Self {
            seed,
            narrow: u64::MAX,
            numbers: VecDeque::new(),
            target: 0,
            slots: Vec::new(),
            free: Vec::new(),
            by_key: FxHashMap::default(),
            others: Vec::new(),
            recent: VecDeque::new(),
        }
    }

    /// The same, with numbers drawn below `narrow`: see [`Rng::within`].
    pub fn within(self, narrow: u64) -> Self {
        Self { narrow, ..self }
    }

    /// How many wait for their answer.
    pub fn waiting(&self) -> usize {
        self.slots.len() - self.free.len()
    }

    /// All that wait for their answer.
    pub fn all_waiting(&self) -> impl Iterator<Item = &Waiting<W::Request>> {
        self.slots.iter().flatten()
    }

    /// Makes request `i`, which no client has made yet and which is due at `due_ns`. None: too many wait.
    #[inline]
    pub fn issue(&mut self, workload: &W, i: u64, invoked: u64, due_ns: u64, now_ns: u64) -> Option<&W::Request> {
        let acked = self.first_unanswered().unwrap_or(i);
        let call = Call { i, acked, attempt: 0, target: self.target };
        let request = workload.request(&call, &mut Rng::new(self.seed, 0, i).within(self.narrow));
        let slot = self.adopt(workload, request, i, invoked, due_ns, now_ns)?;
        self.request(slot)
    }

    /// Takes request `i`, which was made elsewhere; its slot. None: too many wait.
    #[inline]
    pub fn adopt(
        &mut self,
        workload: &W,
        request: W::Request,
        i: u64,
        invoked: u64,
        due_ns: u64,
        now_ns: u64,
    ) -> Option<usize> {
        if self.waiting() == OUTSTANDING_MAX {
            return None;
        }
        self.numbers.push_back((i, false));
        let (key, target) = (workload.key(&request), self.target);
        let slot = self.free.pop().unwrap_or(self.slots.len());
        if slot == self.slots.len() {
            self.slots.push(None);
        }
        match key {
            Some(key) if !self.by_key.contains_key(&key) => drop(self.by_key.insert(key, slot)),
            Some(_) | None => self.others.push(slot),
        }
        self.slots[slot] = Some(Waiting {
            request,
            i,
            invoked,
            due_ns,
            sent_ns: now_ns,
            is_given_up: false,
            attempt: 0,
            redirects: 0,
            target,
            key,
        });
        Some(slot)
    }

    /// The request in `slot`.
    pub fn request(&self, slot: usize) -> Option<&W::Request> {
        self.slots.get(slot)?.as_ref().map(|waiting| &waiting.request)
    }

    /// A reply has come; `payload` is what it was decoded from.
    pub fn reply(&mut self, workload: &W, reply: &W::Reply, payload: &[u8], now_ns: u64) -> Outcome<W::Request> {
        match workload.meaning(reply) {
            Meaning::Notice => Outcome::Notice,
            Meaning::Redirect { i, member } => self.redirect(workload, i, member, now_ns),
            Meaning::Answer(key) => match self.find(workload, key, reply) {
                Some(slot) => self.answer(slot, payload),
                None => self.again(workload, key, reply, payload),
            },
        }
    }

    /// Makes anew, for another member, each request that has waited since `before_ns`; their slots.
    pub fn overdue(&mut self, workload: &W, before_ns: u64, now_ns: u64) -> Vec<usize> {
        let late = |slot: &usize| self.slots[*slot].as_ref().is_some_and(|waiting| waiting.sent_ns <= before_ns);
        let slots: Vec<usize> = (0..self.slots.len()).filter(late).collect();
        for slot in &slots {
            let waiting = self.slots[*slot].as_mut().filter(|waiting| waiting.target == self.target);
            if waiting.is_some() {
                // Nobody has answered for this member: the next one is as good a guess as any.
                self.target = (self.target + 1) % workload.targets().max(1);
            }
            if let Some(waiting) = &mut self.slots[*slot] {
                waiting.redirects = 0;
            }
        }
        slots.iter().for_each(|slot| self.repeat(workload, *slot, now_ns));
        slots
    }

    /// Those invoked before `invoked` that had not been given up: now they are.
    pub fn give_up(&mut self, invoked: u64) -> Vec<(u64, W::Request)> {
        let mut given_up = Vec::new();
        for waiting in self.slots.iter_mut().flatten() {
            if waiting.invoked < invoked && !waiting.is_given_up {
                waiting.is_given_up = true;
                given_up.push((waiting.invoked, waiting.request.clone()));
            }
        }
        given_up
    }

    fn first_unanswered(&self) -> Option<u64> {
        self.numbers.front().map(|(i, _)| *i)
    }

    fn find(&self, workload: &W, key: Option<u64>, reply: &W::Reply) -> Option<usize> {
        let matches = |slot: &usize| self.request(*slot).is_some_and(|request| workload.answers(request, reply));
        let keyed = key.and_then(|key| self.by_key.get(&key).copied());
        keyed.filter(matches).or_else(|| self.others.iter().copied().find(matches))
    }

    fn answer(&mut self, slot: usize, payload: &[u8]) -> Outcome<W::Request> {
        let Some(waiting) = self.slots[slot].take() else { return Outcome::Stale };
        self.free.push(slot);
        match waiting.key.filter(|key| self.by_key.get(key) == Some(&slot)) {
            Some(key) => drop(self.by_key.remove(&key)),
            None => self.others.retain(|other| *other != slot),
        }
        if let Ok(nth) = self.numbers.binary_search_by_key(&waiting.i, |(i, _)| *i) {
            self.numbers[nth].1 = true;
        }
        while self.numbers.front().is_some_and(|(_, is_answered)| *is_answered) {
            self.numbers.pop_front();
        }
        let retried = waiting.attempt > 0;
        let request = waiting.key.is_none().then(|| waiting.request.clone());
        if self.recent.len() == ANSWERED_MAX {
            self.recent.pop_front();
        }
        let reply = if retried { hash(payload) } else { 0 };
        self.recent.push_back(Answered { key: waiting.key, request, retried, reply });
        self.target = waiting.target;
        Outcome::Answered(waiting)
    }

    /// A reply that answers nothing that waits: it came before, or it is wrong.
    fn again(&self, workload: &W, key: Option<u64>, reply: &W::Reply, payload: &[u8]) -> Outcome<W::Request> {
        let matches = |answered: &&Answered<W::Request>| match &answered.request {
            Some(request) => workload.answers(request, reply),
            None => key.is_some() && answered.key == key,
        };
        match self.recent.iter().rev().find(matches) {
            None => Outcome::Wrong,
            // Attempts at one request have one effect, so one answer.
            Some(answered) if answered.retried && answered.reply != hash(payload) => Outcome::Wrong,
            Some(answered) if answered.retried || !workload.view(reply).counts() => Outcome::Repeated,
            Some(_) => Outcome::Duplicated,
        }
    }

    fn redirect(&mut self, workload: &W, i: u64, member: u32, now_ns: u64) -> Outcome<W::Request> {
        let is_it = |waiting: &Waiting<W::Request>| waiting.i == i;
        let Some(slot) = self.slots.iter().position(|slot| slot.as_ref().is_some_and(is_it)) else {
            return Outcome::Stale;
        };
        let Some(waiting) = &mut self.slots[slot] else { return Outcome::Stale };
        if waiting.target == member || waiting.redirects == REDIRECTS_MAX || member >= workload.targets() {
            return Outcome::Stale;
        }
        waiting.redirects += 1;
        self.target = member;
        self.repeat(workload, slot, now_ns);
        Outcome::Redirected(slot)
    }

    fn repeat(&mut self, workload: &W, slot: usize, now_ns: u64) {
        let (seed, narrow, target) = (self.seed, self.narrow, self.target);
        let first = self.first_unanswered();
        let Some(waiting) = &mut self.slots[slot] else { return };
        waiting.attempt += 1;
        waiting.target = target;
        waiting.sent_ns = now_ns;
        let acked = first.unwrap_or(waiting.i);
        let call = Call { i: waiting.i, acked, attempt: waiting.attempt, target };
        waiting.request = workload.request(&call, &mut Rng::new(seed, 0, waiting.i).within(narrow));
    }
}

fn hash(payload: &[u8]) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(payload);
    hasher.finish()
}

#[cfg(test)]
mod tests;
