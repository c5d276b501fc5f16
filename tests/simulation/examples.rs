//! Nothing is wrong with the examples.

use crate::{built, root, shown, violation};

/// All examples: as they are written, and as they are planned.
const EXAMPLES: [&str; 14] = [
    "cart",
    "echo",
    "gossip_membership",
    "kvs",
    "lock_service",
    "paxos",
    "primary_backup",
    "reliable_broadcast",
    "token_ring",
    "total_order",
    "transitive_closure",
    "two_pc",
    "voting",
    "word_count",
];
const SEEDS: u64 = 1_000;

#[track_caller]
fn check(file: &str, name: &str, seeds: u64) {
    let binary = built(&root().join(file), name);
    let shown = shown(&binary, file, &["--seeds", &seeds.to_string(), "--jobs", "2"]);
    assert_eq!(violation(&shown), None, "{file}");
    assert_eq!(shown["seeds"], seeds, "{file}: {shown}");
    for fault in ["crash", "pause", "partition", "drift", "delay"] {
        assert!(shown["faults"][fault].as_u64() > Some(0), "{file}: no {fault}: {shown}");
    }
}

#[test]
fn examples_do_nothing_wrong() {
    for name in EXAMPLES {
        check(&format!("examples/{name}.ir"), name, SEEDS);
    }
    check("tests/simulation/programs/ledger.ir", "ledger", SEEDS);
}

#[test]
fn plans_do_nothing_wrong() {
    for name in EXAMPLES {
        check(&format!("tests/golden/{name}.plan.ir"), &format!("{name}-plan"), SEEDS);
    }
}

#[test]
fn all_examples_are_simulated() {
    let entries = std::fs::read_dir(root().join("examples")).expect("it is there").flatten();
    let mut names: Vec<String> =
        entries.filter_map(|entry| entry.file_name().to_str()?.strip_suffix(".ir").map(str::to_string)).collect();
    names.sort();
    assert_eq!(names, EXAMPLES);
}

/// As many seeds as `SUKI_SEEDS` says, for Paxos.
#[test]
#[ignore = "it takes long"]
fn a_long_campaign_for_paxos() {
    let seeds = std::env::var("SUKI_SEEDS").ok().and_then(|seeds| seeds.parse().ok()).unwrap_or(1_000_000);
    check("examples/paxos.ir", "paxos-long", seeds);
    check("tests/golden/paxos.plan.ir", "paxos-plan-long", seeds);
}
