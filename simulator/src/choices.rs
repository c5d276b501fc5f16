//! The stream of choices that a simulation is made of.
//!
//! Drawn from a seed, and recorded; or replayed from a record, with 0 for whatever lies beyond its end. 0 is always the
//! simple choice: no fault, the shortest delay, the oldest first. So a shorter stream is a simpler simulation.

use suki_runtime::client::rng::Rng;

/// Where choices come from, and what they have been so far.
#[derive(Debug)]
pub struct Choices {
    source: Source,
    taken: Vec<u32>,
}

#[derive(Debug)]
enum Source {
    Seed(Rng),
    Record(Vec<u32>),
}

impl Choices {
    /// Those of a seed.
    pub fn of_seed(seed: u64) -> Self {
        Choices { source: Source::Seed(Rng::new(seed, 0, 0)), taken: Vec::new() }
    }

    /// Those of a record.
    pub fn replay(record: Vec<u32>) -> Self {
        Choices { source: Source::Record(record), taken: Vec::new() }
    }

    /// One of `bound` numbers, from 0. Where there is nothing to choose, nothing is recorded.
    #[inline]
    pub fn below(&mut self, bound: u32) -> u32 {
        if bound <= 1 {
            return 0;
        }
        let choice = match &mut self.source {
            Source::Seed(rng) => rng.below(u64::from(bound)) as u32,
            Source::Record(record) => record.get(self.taken.len()).map_or(0, |choice| choice % bound),
        };
        self.taken.push(choice);
        choice
    }

    /// Whether something happens that does so in `permille` of 1,000 cases.
    #[inline]
    pub fn chance(&mut self, permille: u32) -> bool {
        permille > 0 && self.below(1_000) >= 1_000 - permille.min(999)
    }

    /// One of some values, of which the first is the simplest.
    pub fn pick<T: Copy>(&mut self, values: &[T]) -> T {
        values[self.below(values.len() as u32) as usize]
    }

    /// What has been chosen.
    pub fn into_taken(self) -> Vec<u32> {
        self.taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_gives_the_same_again_and_then_zeros() {
        let mut drawn = Choices::of_seed(7);
        let first: Vec<u32> = (2..40).map(|bound| drawn.below(bound)).collect();
        assert!(first.iter().any(|choice| *choice > 0));
        let mut replayed = Choices::replay(drawn.into_taken());
        let again: Vec<u32> = (2..40).map(|bound| replayed.below(bound)).collect();
        assert_eq!(first, again);
        assert_eq!((replayed.below(1_000), replayed.chance(999)), (0, false));
    }

    #[test]
    fn chances_are_as_often_as_they_say() {
        let mut choices = Choices::of_seed(1);
        let often = (0..10_000).filter(|_| choices.chance(100)).count();
        assert!((800..1_200).contains(&often), "{often}");
    }
}
