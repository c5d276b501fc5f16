//! All examples as real processes, as they are written and as they are planned: nothing is lost, answered twice, or
//! answered wrongly, and what a workload says of its outputs holds.

use crate::run::{check, instances};
use crate::support::root;
use serde_json::Value;

/// Runs an example as it is written, by TCP, and its plan, by Unix sockets; the reports.
#[track_caller]
fn both(name: &str, plan_args: &[&str]) -> [Value; 2] {
    let file = format!("examples/{name}.ir");
    let source = check(name, &[&file, "--plan", "source", "--tcp", "--flush", "turn"]);
    let plan = check(&format!("{name}-plan"), &[&[file.as_str()], plan_args].concat());
    assert_eq!((&source["program"], &source["plan"]), (&name.into(), &"source".into()));
    assert_eq!((&plan["program"], &plan["plan"], &plan["flush"]), (&name.into(), &"optimised".into(), &"each".into()));
    [source, plan]
}

#[track_caller]
fn is_linearizable(report: &Value) {
    let checked = &report["linearizable"];
    assert_eq!((&checked["verdict"], &checked["operations"]), (&"holds".into(), &2_000.into()), "{report}");
}

#[test]
fn voting() {
    let [source, plan] = both("voting", &["--max-machines", "8"]);
    assert_eq!(instances(&source), [("leader".into(), 1), ("participants".into(), 3)]);
    assert!(instances(&plan).len() > 2, "the plan has helpers: {plan}");
}

#[test]
fn kvs_is_linearizable() {
    both("kvs", &["--max-machines", "3"]).iter().for_each(is_linearizable);
}

#[test]
fn two_pc_logs_agree() {
    for report in both("two_pc", &["--max-machines", "8"]) {
        assert_eq!(report["client"]["atomic"]["verdict"], "holds", "{report}");
    }
}

#[test]
fn paxos_is_linearizable() {
    let [source, plan] = both("paxos", &[]);
    [&source, &plan].into_iter().for_each(is_linearizable);
    assert!(instances(&plan).len() > instances(&source).len(), "the plan has helpers: {plan}");
}

#[test]
fn fused_paxos_is_linearizable() {
    // Three members in one process each: of the proposers there are only two.
    let fused = ["--target", "loopback", "--colocate", "proposers,acceptors,replicas"];
    let report = check("paxos-fused", &[&["examples/paxos.ir"], &fused[..]].concat());
    assert_eq!(instances(&report), [("proposers_acceptors_replicas".into(), 3)]);
    is_linearizable(&report);
}

/// Examples that have no more to show than that their answers are right.
const OTHERS: [&str; 10] = [
    "cart",
    "echo",
    "gossip_membership",
    "lock_service",
    "primary_backup",
    "reliable_broadcast",
    "token_ring",
    "total_order",
    "transitive_closure",
    "word_count",
];

#[test]
fn the_other_examples() {
    OTHERS.iter().for_each(|name| drop(both(name, &[])));
}

#[test]
fn no_example_is_left_out() {
    let mut all = [&["voting", "kvs", "two_pc", "paxos"], &OTHERS[..]].concat();
    all.sort_unstable();
    let entries = std::fs::read_dir(root().join("examples")).expect("they are there").flatten();
    let files = entries.filter_map(|entry| entry.file_name().to_str()?.strip_suffix(".ir").map(str::to_string));
    let mut files: Vec<String> = files.collect();
    files.sort();
    assert_eq!(files, all);
}
