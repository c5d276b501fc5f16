//! Linearizability of a history, key by key, while it grows.

use super::spec::Spec;
use super::verdict::Verdict;
use super::ways::Ways;
use rustc_hash::FxHashMap;
use std::mem;

/// One operation as its client saw it. Times are in any unit that grows, from one clock.
#[derive(Clone, Debug)]
pub struct Operation<Q, R> {
    /// When it was asked for.
    pub invoked: u64,
    /// What was asked for.
    pub request: Q,
    /// When the answer came, and what it said; none: it never came.
    pub answer: Option<(u64, R)>,
}

/// Checks a history that grows: gets each operation once it is over, decides each once nothing before it is open.
///
/// Memory is that of the operations not yet decided, and one state for each key.
///
/// ```
/// use suki_runtime::client::check::{Linearizability, Operation, Sequential, Verdict};
///
/// let register = Sequential::<Option<u64>, u64, _, _, _, _>::new(
///     |_: &Option<u64>| Some(()),
///     || 0,
///     |value: &mut u64, put: &Option<u64>| { let old = *value; *value = put.unwrap_or(old); old },
///     |reply: &u64| Some(*reply),
/// );
/// let mut check = Linearizability::new(register);
/// check.over(Operation { invoked: 0, request: Some(5), answer: Some((1, 0)) });
/// check.over(Operation { invoked: 2, request: None, answer: Some((3, 0)) }); // stale: 5 was there
/// assert!(matches!(check.finish().verdict, Verdict::Violated(_)));
/// ```
pub struct Linearizability<S: Spec> {
    spec: S,
    /// Operations whose beginning has not been passed on to their key.
    events: Vec<(u64, Event<S>)>,
    keys: FxHashMap<S::Key, Key<S>>,
    tally: Tally,
}

enum Event<S: Spec> {
    Begin { key: S::Key, ticket: u64, request: S::Request, value: Option<S::Value> },
    End { key: S::Key, ticket: u64 },
}

struct Key<S: Spec> {
    /// None: its verdict is out, and it is followed no more.
    ways: Option<Ways<S>>,
    /// The positions of pending operations.
    pending: Vec<(u64, usize)>,
}

/// What was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// The worst over all keys.
    pub verdict: Verdict,
    /// Operations that have been decided.
    pub operations: u64,
    /// Keys met.
    pub keys: u64,
}

impl<S: Spec> Linearizability<S> {
    /// A check against `spec`.
    pub fn new(spec: S) -> Self {
        let tally = Tally { verdict: Verdict::Holds, operations: 0, keys: 0 };
        Self { spec, events: Vec::new(), keys: FxHashMap::default(), tally }
    }

    /// An operation is over: answered, or given up for good.
    pub fn over(&mut self, operation: Operation<S::Request, S::Reply>) {
        let Operation { invoked, request, answer } = operation;
        let Some(key) = self.spec.key(&request) else { return };
        let ticket = self.tally.operations;
        self.tally.operations += 1;
        let (returned, value) = match answer {
            Some((returned, reply)) => (Some(returned), self.spec.value(&reply)),
            None => (None, None),
        };
        if let (Some(returned), Some(_)) = (returned, &value) {
            self.events.push((returned, Event::End { key: key.clone(), ticket }));
        }
        self.events.push((invoked, Event::Begin { key, ticket, request, value }));
    }

    /// Operations that wait for their decision.
    pub fn undecided(&self) -> usize {
        self.events.len() / 2
    }

    /// Every operation invoked before `watermark` has been handed in: decides all that happened before.
    pub fn advance(&mut self, watermark: u64) {
        // At one time, what begins goes first: the operations may have overlapped.
        let mut events = mem::take(&mut self.events);
        events.sort_by_key(|(time, event)| (*time, matches!(event, Event::End { .. })));
        let later = events.partition_point(|(time, _)| *time < watermark);
        self.events = events.split_off(later);
        for (_, event) in events {
            self.decide(event);
        }
    }

    /// The verdict on everything handed in.
    pub fn finish(mut self) -> Tally {
        self.advance(u64::MAX);
        self.tally.keys = self.keys.len() as u64;
        self.tally
    }

    fn decide(&mut self, event: Event<S>) {
        let spec = &self.spec;
        let (name, outcome) = match event {
            Event::Begin { key: name, ticket, request, value } => {
                let new = || Key { ways: Some(Ways::new(spec)), pending: Vec::new() };
                let key = self.keys.entry(name.clone()).or_insert_with(new);
                let Some(ways) = &mut key.ways else { return };
                let answered = value.is_some();
                let begun = ways.invoked(spec, request, value).map(|position| {
                    if answered {
                        key.pending.push((ticket, position));
                    }
                });
                (name, begun)
            }
            Event::End { key: name, ticket } => {
                let Some(key) = self.keys.get_mut(&name) else { return };
                let Some(ways) = &mut key.ways else { return };
                let Some(at) = key.pending.iter().position(|(begun, _)| *begun == ticket) else { return };
                let (_, position) = key.pending.swap_remove(at);
                (name, ways.returned(spec, position))
            }
        };
        if let Err(verdict) = outcome {
            if let Some(key) = self.keys.get_mut(&name) {
                key.ways = None;
            }
            self.tally.verdict.worsen(match verdict {
                Verdict::Violated(why) => Verdict::Violated(format!("key {name:?}: {why}")),
                Verdict::Unknown(why) => Verdict::Unknown(format!("key {name:?}: {why}")),
                Verdict::Holds => Verdict::Holds,
            });
        }
    }
}
