//! Numbers for the random sources of programs: foreseeable here, unlike elsewhere.

use std::cell::RefCell;
use suki_runtime::client::rng::Rng;

thread_local! {
    static NUMBERS: RefCell<Rng> = RefCell::new(Rng::new(0, 0, 0));
}

/// The next number of the simulation that runs on this thread.
pub fn random() -> u64 {
    NUMBERS.with_borrow_mut(Rng::next_u64)
}

/// A simulation begins.
pub(crate) fn begin(number: u32) {
    NUMBERS.set(Rng::new(u64::from(number), 1, 0));
}
