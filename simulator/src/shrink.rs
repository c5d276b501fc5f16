//! Fewer choices that fail alike (after Hypothesis: MacIver and Donaldson, ECOOP 2020).

use crate::limits::{SHRINK_RUNS_MAX, SHRINK_STEPS_MAX};

/// A simulation that fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failing {
    /// Its choices.
    pub choices: Vec<u32>,
    /// How long it is.
    pub steps: u64,
}

impl Failing {
    /// Smaller is simpler.
    fn size(&self) -> (u64, usize) {
        (self.steps, self.choices.iter().filter(|choice| **choice > 0).count())
    }
}

struct Search<F> {
    best: Failing,
    attempt: F,
    runs: usize,
    steps: u64,
}

/// The smallest simulation found. `attempt` runs one, and says its size if it fails alike; it gets how many steps it
/// took in any case.
pub fn shrink(first: Failing, attempt: impl FnMut(Vec<u32>) -> (u64, Option<Failing>)) -> Failing {
    let mut search = Search { best: first, attempt, runs: 0, steps: 0 };
    loop {
        let before = search.best.size();
        search.truncate();
        search.lower();
        search.chunks();
        if search.best.size() >= before || search.is_spent() {
            return search.best;
        }
    }
}

impl<F: FnMut(Vec<u32>) -> (u64, Option<Failing>)> Search<F> {
    fn is_spent(&self) -> bool {
        self.runs >= SHRINK_RUNS_MAX || self.steps >= SHRINK_STEPS_MAX
    }

    /// Whether the candidate fails and is smaller: then it is the best.
    fn try_one(&mut self, candidate: Vec<u32>) -> bool {
        if self.is_spent() || candidate == self.best.choices {
            return false;
        }
        self.runs += 1;
        let (steps, failing) = (self.attempt)(candidate);
        self.steps += steps;
        match failing.filter(|failing| failing.size() < self.best.size()) {
            Some(mut smaller) => {
                let end = smaller.choices.iter().rposition(|choice| *choice > 0).map_or(0, |last| last + 1);
                smaller.choices.truncate(end);
                self.best = smaller;
                true
            }
            None => false,
        }
    }

    /// Nothing but simple choices from somewhere on.
    fn truncate(&mut self) {
        let mut kept = 0;
        while kept < self.best.choices.len() && !self.is_spent() {
            let candidate = self.best.choices[..kept].to_vec();
            if self.try_one(candidate) {
                return;
            }
            kept = (kept * 2).max(8);
        }
    }

    /// The first choices are those of the whole weather: each as low as possible.
    fn lower(&mut self) {
        const FIRST: usize = 48;
        for at in 0..FIRST {
            let Some(value) = self.best.choices.get(at).copied().filter(|value| *value > 0) else { continue };
            let with = |value: u32, choices: &[u32]| {
                let mut candidate = choices.to_vec();
                candidate[at] = value;
                candidate
            };
            let mut lower = 0;
            while lower < value && !self.try_one(with(lower, &self.best.choices)) {
                lower = lower + (value - lower) / 2 + 1;
            }
        }
    }

    /// Stretches left out, or made simple.
    fn chunks(&mut self) {
        let mut length = self.best.choices.len() / 2;
        while length > 0 && !self.is_spent() {
            let mut at = 0;
            while at < self.best.choices.len() && !self.is_spent() {
                let end = (at + length).min(self.best.choices.len());
                let mut simple = self.best.choices.clone();
                simple[at..end].fill(0);
                let mut without = self.best.choices.clone();
                without.drain(at..end);
                let is_smaller = self.try_one(simple) || self.try_one(without);
                let rest = self.best.choices.get(at..end);
                let is_simple = rest.is_some_and(|rest| rest.iter().all(|choice| *choice == 0));
                // What has been left out is followed by something new to look at.
                if !is_smaller || is_simple {
                    at += length;
                }
            }
            length /= 2;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_matters_is_left() {
        // Fails whenever some choice is above 90; a choice is a step.
        let fails = |choices: Vec<u32>| {
            let steps = choices.len() as u64;
            let failing = choices.iter().any(|choice| *choice > 90).then_some(Failing { choices, steps });
            (steps, failing)
        };
        let choices: Vec<u32> = (0..200).map(|at| at * 7 % 101).collect();
        let shrunk = shrink(Failing { steps: choices.len() as u64, choices }, fails);
        assert!(shrunk.choices.len() == 1 && shrunk.choices[0] > 90, "{shrunk:?}");
    }

    #[test]
    fn what_cannot_be_smaller_stays() {
        let first = Failing { choices: vec![5; 30], steps: 30 };
        let mut runs = 0;
        let same = shrink(first.clone(), |_| {
            runs += 1;
            (1, None)
        });
        assert_eq!(same, first);
        assert!(0 < runs && runs <= SHRINK_RUNS_MAX);
    }
}
