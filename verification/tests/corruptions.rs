//! Ten thousand corruptions of certificates and plans, all refused.
#![allow(missing_docs)]

mod corruption;

use corruption::{Proof, Random, corrupted};
use suki_verification::check;

/// Corruptions of each example's plan; together ten thousand.
const CORRUPTIONS: [(&str, u64); 5] =
    [("voting", 4_000), ("kvs", 3_700), ("two_pc", 1_200), ("word_count", 900), ("paxos", 200)];

#[test]
fn every_corruption_is_refused() {
    let mut accepted = Vec::new();
    let mut made = 0;
    for (name, count) in CORRUPTIONS {
        let proof = Proof::of(name);
        assert!(check(&proof.source, &proof.plan, &proof.certificate).is_ok(), "{name}");
        let mut seed = 0;
        let mut left = count;
        while left > 0 {
            seed += 1;
            assert!(seed < 100 * count, "{name}: what is drawn changes nothing");
            // What is drawn may be what is there already, or say the same in other words: that is no corruption.
            let Some((what, proof)) = corrupted(&proof, &mut Random::of(seed)) else { continue };
            left -= 1;
            made += 1;
            if check(&proof.source, &proof.plan, &proof.certificate).is_ok() {
                accepted.push(format!("{name}, seed {seed}: {what}"));
            }
        }
    }
    assert_eq!(made, 10_000);
    assert!(accepted.is_empty(), "{} accepted\n{}", accepted.len(), accepted.join("\n"));
}
