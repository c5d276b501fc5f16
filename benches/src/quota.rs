//! How much of a core a location gets.

use crate::Error;
use std::time::Duration;

/// Neither a quota nor a period may be shorter: the kernel says `EINVAL`.
const KERNEL_US_MIN: u64 = 1_000;

/// A process with more than so many neighbours gets less, so that all together leave the machine some air.
const LOCATIONS_AT_FULL_SHARE: usize = 30;

/// CPU time in each period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// How much.
    pub time: Duration,
    /// Of how much.
    pub period: Duration,
}

impl Quota {
    /// `share` of a core, in the shortest period that the kernel takes, but no shorter than 20 ms.
    ///
    /// ```
    /// use suki_benches::quota::Quota;
    /// let quota = Quota::of_core(0.05).unwrap();
    /// assert_eq!((quota.time.as_micros(), quota.period.as_micros()), (1_000, 20_000));
    /// assert_eq!(Quota::of_core(0.025).unwrap().period.as_micros(), 40_000);
    /// ```
    ///
    /// # Errors
    /// If the share is no share of a core, or too small for a period of a second.
    pub fn of_core(share: f64) -> Result<Self, Error> {
        if !(share > 0.0 && share <= 1.0) {
            return Err(Error::Quota(format!("{share} is no share of a core: above 0, at most 1")));
        }
        let period_us = (KERNEL_US_MIN as f64 / share).max(20_000.0).ceil();
        if period_us > 1_000_000.0 {
            return Err(Error::Quota(format!("{share} of a core is less than the kernel can keep to: 0.001")));
        }
        let time = Duration::from_micros((share * period_us).round() as u64);
        Ok(Quota { time, period: Duration::from_micros(period_us as u64) })
    }

    /// What each of so many locations gets, unless someone says otherwise.
    #[must_use]
    pub fn for_locations(locations: usize) -> Self {
        let share = if locations > LOCATIONS_AT_FULL_SHARE { 0.025 } else { 0.05 };
        Quota::of_core(share).expect("both are shares that the kernel takes")
    }

    /// As a share of a core.
    #[must_use]
    pub fn share(&self) -> f64 {
        self.time.as_secs_f64() / self.period.as_secs_f64()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernel_takes_every_quota() {
        for share in [0.001, 0.0333, 0.05, 0.1, 0.77, 1.0] {
            let quota = Quota::of_core(share).expect("it is a share");
            assert!(quota.time.as_micros() >= u128::from(KERNEL_US_MIN), "{share}: {quota:?}");
            assert!(quota.period.as_secs() <= 1 && (quota.share() / share - 1.0).abs() < 0.001, "{share}: {quota:?}");
        }
        for share in [0.0, -1.0, 1.1, 0.0001, f64::NAN] {
            assert!(Quota::of_core(share).is_err(), "{share}");
        }
    }

    #[test]
    fn many_locations_get_less() {
        assert_eq!(Quota::for_locations(30).share(), 0.05);
        assert_eq!(Quota::for_locations(31).share(), 0.025);
    }
}
