//! Plans of random programs are proved by their certificates.

use crate::support::generate::program;
use crate::support::plan::Ask;
use crate::support::random::Random;
use crate::support::read;
use suki_optimizer::Failure;
use suki_verification::{Refusal, check};

#[test]
fn every_plan_is_proved() {
    let mut moved = 0;
    for seed in 0..120 {
        let mut random = Random::of(seed);
        let text = program(&mut random, 10);
        let mut ask = Ask::machines(3 + random.below(12) as u32);
        if random.below(4) == 0 {
            ask.target = "loopback";
        }
        let outcome = match ask.try_of(&text) {
            Ok(outcome) => outcome,
            Err(Failure::Budget { .. }) => continue,
            Err(failure) => panic!("seed {seed}: {failure}\n{text}"),
        };
        moved += usize::from(!crate::support::plan::helpers(&outcome.plan).is_empty());
        if let Err(refusals) = check(&read(&text).0, &outcome.plan, &outcome.certificate) {
            let said: Vec<String> = refusals.iter().map(Refusal::to_string).collect();
            panic!("seed {seed}: {}\n{text}\n{}", said.join("\n"), outcome.plan);
        }
    }
    assert!(moved > 20, "{moved} plans have helpers");
}
