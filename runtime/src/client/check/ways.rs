//! The ways to order the operations on one key: just-in-time linearization.
//!
//! Lowe, "Testing for linearizability" (2017), after Wing and Gong (1993). A way is a state and the set of pending
//! operations that have taken effect in it. An operation takes effect no earlier than some operation's return forces it
//! to; so that few ways are kept at a time, all of them, and the search never has to go back.
//!
//! Two things make ways few. What a pending operation will answer is known already (only decided prefixes get here),
//! so an operation is tried only in states that give its answer. And one that leaves the state as it is takes effect at
//! once: wherever it stood in a right order, it may stand here.

use super::spec::Spec;
use super::verdict::Verdict;
use crate::client::limits::{CONCURRENT_MAX, WAYS_MAX};
use rustc_hash::FxHashSet;
use std::fmt::Write;

/// A set of pending operations by their positions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
struct Done([u64; CONCURRENT_MAX / 64]);

impl Done {
    fn has(&self, position: usize) -> bool {
        self.0[position / 64] & (1 << (position % 64)) != 0
    }
    fn insert(&mut self, position: usize) {
        self.0[position / 64] |= 1 << (position % 64);
    }
    fn remove(&mut self, position: usize) {
        self.0[position / 64] &= !(1 << (position % 64));
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Way<T> {
    state: T,
    done: Done,
}

struct Pending<S: Spec> {
    request: S::Request,
    /// None: it is never answered, and may or may not take effect.
    value: Option<S::Value>,
}

/// All ways to order what has happened on one key so far.
pub(super) struct Ways<S: Spec> {
    pending: Vec<Option<Pending<S>>>,
    ways: Vec<Way<S::State>>,
}

impl<S: Spec> Ways<S> {
    pub(super) fn new(spec: &S) -> Self {
        Self { pending: Vec::new(), ways: vec![Way { state: spec.init(), done: Done::default() }] }
    }

    /// An operation begins. Its position among the pending ones, or why it cannot be followed.
    pub(super) fn invoked(&mut self, spec: &S, request: S::Request, value: Option<S::Value>) -> Result<usize, Verdict> {
        let position = self.pending.iter().position(Option::is_none).unwrap_or(self.pending.len());
        if position == CONCURRENT_MAX {
            return Err(Verdict::Unknown(format!("more than {CONCURRENT_MAX} operations are concurrent on one key")));
        }
        if position == self.pending.len() {
            self.pending.push(None);
        }
        let begun = Pending { request, value };
        for way in &mut self.ways {
            if changes_nothing(spec, &way.state, &begun) {
                way.done.insert(position);
            }
        }
        self.pending[position] = Some(begun);
        Ok(position)
    }

    /// The operation at `position` has returned: in every way it has taken effect by now.
    pub(super) fn returned(&mut self, spec: &S, position: usize) -> Result<(), Verdict> {
        let before = std::mem::take(&mut self.ways);
        let mut after: Vec<Way<S::State>> = Vec::new();
        let mut open: Vec<Way<S::State>> = Vec::new();
        for way in before.iter() {
            if way.done.has(position) { after.push(way.clone()) } else { open.push(way.clone()) }
        }
        let mut met: FxHashSet<Way<S::State>> = FxHashSet::default();
        while let Some(way) = open.pop() {
            for (next, pending) in self.pending.iter().enumerate() {
                let Some(pending) = pending else { continue };
                if way.done.has(next) {
                    continue;
                }
                let Some(state) = effect(spec, &way.state, pending) else { continue };
                let mut child = Way { state, done: way.done };
                child.done.insert(next);
                self.settle(spec, &mut child);
                if child.done.has(position) {
                    after.push(child);
                } else if met.insert(child.clone()) {
                    open.push(child);
                }
            }
            if met.len() + after.len() > WAYS_MAX {
                return Err(Verdict::Unknown(format!("more than {WAYS_MAX} ways to order one key's operations")));
            }
        }
        if after.is_empty() {
            return Err(Verdict::Violated(self.explain(&before, position)));
        }
        self.pending[position] = None;
        after.iter_mut().for_each(|way| way.done.remove(position));
        if after.len() > 1 {
            let mut kept = FxHashSet::default();
            after.retain(|way| kept.insert(way.clone()));
        }
        self.ways = after;
        Ok(())
    }

    /// Whatever changes nothing in this way's state takes effect.
    fn settle(&self, spec: &S, way: &mut Way<S::State>) {
        for (position, pending) in self.pending.iter().enumerate() {
            let Some(pending) = pending else { continue };
            if !way.done.has(position) && changes_nothing(spec, &way.state, pending) {
                way.done.insert(position);
            }
        }
    }

    fn explain(&self, before: &[Way<S::State>], position: usize) -> String {
        const SHOWN_MAX: usize = 6;
        let mut text = String::new();
        let words = |pending: &Pending<S>| match &pending.value {
            Some(value) => format!("{:?} -> {value:?}", pending.request),
            None => format!("{:?}, unanswered", pending.request),
        };
        if let Some(culprit) = &self.pending[position] {
            let _ = write!(text, "no order explains {}", words(culprit));
        }
        let states: Vec<String> = before.iter().take(SHOWN_MAX).map(|way| format!("{:?}", way.state)).collect();
        let _ = write!(text, "; state before: {}", states.join(" or "));
        let others = self.pending.iter().enumerate().filter(|(other, _)| *other != position);
        let others: Vec<String> = others.filter_map(|(_, pending)| pending.as_ref().map(words)).collect();
        if !others.is_empty() {
            let more = if others.len() > SHOWN_MAX { ", .." } else { "" };
            let _ = write!(text, "; concurrent: {}{more}", others[..others.len().min(SHOWN_MAX)].join(", "));
        }
        text
    }
}

/// The state after `pending`, when it answers what it did answer.
fn effect<S: Spec>(spec: &S, state: &S::State, pending: &Pending<S>) -> Option<S::State> {
    let mut after = state.clone();
    let value = spec.apply(&mut after, &pending.request);
    match &pending.value {
        Some(answered) => (*answered == value).then_some(after),
        // To leave an unanswered operation out is the same as one without effect.
        None => (after != *state).then_some(after),
    }
}

fn changes_nothing<S: Spec>(spec: &S, state: &S::State, pending: &Pending<S>) -> bool {
    pending.value.is_some() && effect(spec, state, pending).is_some_and(|after| after == *state)
}
