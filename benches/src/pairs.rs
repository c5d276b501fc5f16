//! Two things measured in turn: machines drift, so only what was measured side by side is compared.

use crate::Error;
use crate::run::Run;
use serde::Serialize;

/// How often a pair is measured again because a run was rejected, for each pair that is wanted.
const ATTEMPTS_MAX: usize = 3;

/// Pairs of sound runs, and the reasons why others were rejected.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Comparison {
    /// What was measured, first one then the other.
    pub pairs: Vec<Pair>,
    /// Why runs were rejected.
    pub rejected: Vec<String>,
}

/// Two runs, one right after the other.
#[derive(Clone, Debug, Serialize)]
pub struct Pair {
    /// The one that is compared with.
    pub base: Run,
    /// The one that is compared.
    pub other: Run,
}

/// Of several numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Spread {
    /// Half are below.
    pub median: f64,
    /// The smallest.
    pub min: f64,
    /// The largest.
    pub max: f64,
}

/// Something that can be measured again and again.
pub type Measure<'a> = dyn FnMut() -> Result<Run, Error> + 'a;

/// Measures until there are `wanted` pairs of runs without faults, or too many were rejected. Pairs begin with `base`
/// and with `other` in turn. `tell` hears of each pair and of each rejection.
///
/// # Errors
/// Of a measurement; and of the first run with a reply that is not right: how fast a wrong program is is no figure.
pub fn compare(
    wanted: usize,
    base: &mut Measure<'_>,
    other: &mut Measure<'_>,
    faults: &dyn Fn(&Run) -> Vec<String>,
    tell: &mut dyn FnMut(&str),
) -> Result<Comparison, Error> {
    let mut comparison = Comparison::default();
    for attempt in 0..wanted * ATTEMPTS_MAX {
        if comparison.pairs.len() == wanted {
            break;
        }
        let pair = if attempt % 2 == 0 {
            let base = base()?;
            Pair { base, other: other()? }
        } else {
            let other = other()?;
            Pair { base: base()?, other }
        };
        for (which, run) in [("base", &pair.base), ("other", &pair.other)] {
            let complaints = run.outcome.complaints();
            if !complaints.is_empty() {
                return Err(Error::Wrong { which, complaints });
            }
        }
        let found: Vec<String> = [&pair.base, &pair.other].into_iter().flat_map(faults).collect();
        if found.is_empty() {
            tell(&format!("{:.0}/s and {:.0}/s: {:.2}", pair.base_per_s(), pair.other_per_s(), pair.ratio()));
            comparison.pairs.push(pair);
        } else {
            found.iter().for_each(|fault| tell(&format!("rejected: {fault}")));
            comparison.rejected.extend(found);
        }
    }
    Ok(comparison)
}

impl Pair {
    /// Commands per second of the other for each of the base.
    #[must_use]
    pub fn ratio(&self) -> f64 {
        self.other_per_s() / self.base_per_s()
    }

    fn base_per_s(&self) -> f64 {
        self.base.outcome.throughput_per_s
    }

    fn other_per_s(&self) -> f64 {
        self.other.outcome.throughput_per_s
    }
}

impl Comparison {
    /// Of the ratios.
    #[must_use]
    pub fn ratio(&self) -> Spread {
        Spread::of(self.pairs.iter().map(Pair::ratio))
    }

    /// Of the commands per second of the base.
    #[must_use]
    pub fn base_per_s(&self) -> Spread {
        Spread::of(self.pairs.iter().map(Pair::base_per_s))
    }

    /// Of the commands per second of the other.
    #[must_use]
    pub fn other_per_s(&self) -> Spread {
        Spread::of(self.pairs.iter().map(Pair::other_per_s))
    }

    /// The runs of the base.
    #[must_use]
    pub fn base(&self) -> Vec<&Run> {
        self.pairs.iter().map(|pair| &pair.base).collect()
    }

    /// The runs of the other.
    #[must_use]
    pub fn other(&self) -> Vec<&Run> {
        self.pairs.iter().map(|pair| &pair.other).collect()
    }

    /// Of the median latency of the other for each of the base.
    #[must_use]
    pub fn latency_ratio(&self) -> Spread {
        let p50 = |run: &Run| run.outcome.latency_ns.p50 as f64;
        Spread::of(self.pairs.iter().map(|pair| p50(&pair.other) / p50(&pair.base)))
    }
}

impl Spread {
    /// All zero if there are no numbers.
    ///
    /// ```
    /// use suki_benches::pairs::Spread;
    /// assert_eq!(Spread::of([3.0, 1.0, 2.0]), Spread { median: 2.0, min: 1.0, max: 3.0 });
    /// assert_eq!(Spread::of([3.0, 1.0]).median, 2.0);
    /// ```
    #[must_use]
    pub fn of(numbers: impl IntoIterator<Item = f64>) -> Self {
        let mut sorted: Vec<f64> = numbers.into_iter().collect();
        sorted.sort_unstable_by(f64::total_cmp);
        let (Some(min), Some(max)) = (sorted.first(), sorted.last()) else { return Spread::default() };
        let (low, high) = (sorted[(sorted.len() - 1) / 2], sorted[sorted.len() / 2]);
        Spread { median: f64::midpoint(low, high), min: *min, max: *max }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::Outcome;
    use std::cell::RefCell;

    fn run(throughput_per_s: f64) -> Run {
        Run { outcome: Outcome { throughput_per_s, ..Outcome::default() }, ..Run::default() }
    }

    #[test]
    fn a_pair_with_a_rejected_run_is_measured_again() {
        let order = RefCell::new(String::new());
        let mut rates = [100.0, 7.0, 110.0].into_iter();
        let mut base = || {
            order.borrow_mut().push('a');
            Ok(run(rates.next().expect("three are enough")))
        };
        let mut other = || {
            order.borrow_mut().push('b');
            Ok(run(220.0))
        };
        let faults = |run: &Run| if run.outcome.throughput_per_s < 10.0 { vec!["slow".into()] } else { vec![] };
        let mut said = Vec::new();
        let comparison = compare(2, &mut base, &mut other, &faults, &mut |line| said.push(line.to_string()));
        let comparison = comparison.expect("nothing fails");
        assert_eq!(said, ["100/s and 220/s: 2.20", "rejected: slow", "110/s and 220/s: 2.00"]);
        assert_eq!((comparison.ratio().median, comparison.rejected.len()), (2.1, 1));
        assert_eq!(*order.borrow(), "abbaab");
    }

    #[test]
    fn a_wrong_reply_ends_it() {
        let mut base = || Ok(run(1.0));
        let mut other = || Ok(Run { outcome: Outcome { wrong: 3, ..Outcome::default() }, ..run(1.0) });
        let error = compare(2, &mut base, &mut other, &|_| vec![], &mut |_| {}).expect_err("it is wrong");
        assert_eq!(error.to_string(), "the other was not right: 3 replies wrong");
    }

    #[test]
    fn it_gives_up() {
        let (mut base, mut other) = (|| Ok(run(1.0)), || Ok(run(1.0)));
        let comparison = compare(2, &mut base, &mut other, &|_| vec!["never".into()], &mut |_| {});
        let comparison = comparison.expect("nothing fails");
        assert_eq!((comparison.pairs.len(), comparison.rejected.len()), (0, 2 * 2 * ATTEMPTS_MAX));
    }
}
