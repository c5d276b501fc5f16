//! The load driver against processes that answer rightly, and against some that do not.

mod register;

use register::{Fault, Registers, drive};
use suki_runtime::Flush;
use suki_runtime::client::load::Load;
use suki_runtime::client::report::Report;

/// Drives registers that have `fault`.
fn run(fault: Fault, change: impl FnOnce(&mut Load)) -> Report {
    drive(&Registers { fault, tcp: false }, |load| {
        load.requests = Some(2_000);
        load.settle = std::time::Duration::from_millis(300);
        change(load);
    })
}

#[track_caller]
fn check_right(report: &Report, requests: u64) {
    assert!(report.is_right(), "{report:?}");
    let counts = report.counts;
    assert_eq!((counts.requests, counts.replies, report.measured), (requests, requests, requests), "{report:?}");
    let checked = report.linearizable.as_ref().map(|it| (it.verdict, it.operations));
    assert_eq!(checked, Some(("holds", requests)));
    assert!(report.latency_ns.p50 > 0 && report.latency_ns.p50 <= report.latency_ns.p99, "{report:?}");
}

#[test]
fn everything_is_answered_once() {
    for flush in [Flush::Turn, Flush::Each] {
        for (connections, outstanding) in [(1, 1), (1, 1_000), (7, 30)] {
            let report = run(Fault::None, |load| {
                load.connections = connections;
                load.outstanding = outstanding;
                load.flush = flush;
            });
            check_right(&report, 2_000);
        }
    }
}

#[test]
fn a_rate_is_kept() {
    let report = run(Fault::None, |load| {
        load.rate_per_s = Some(10_000.0);
        load.connections = 3;
    });
    check_right(&report, 2_000);
    assert!(report.seconds > 0.15, "2,000 requests at 10,000 per second, and not faster: {report:?}");
}

#[test]
fn over_tcp() {
    let report = drive(&Registers { fault: Fault::None, tcp: true }, |load| load.requests = Some(500));
    check_right(&report, 500);
}

#[test]
fn lost_replies_are_counted() {
    let report = run(Fault::Forget, |load| load.outstanding = 50);
    assert!(report.counts.lost > 0 && !report.is_right(), "{report:?}");
    assert_eq!(report.counts.duplicated + report.counts.wrong, 0, "{report:?}");
}

#[test]
fn duplicated_replies_are_counted() {
    let report = run(Fault::Repeat, |load| load.outstanding = 50);
    assert!(report.counts.duplicated > 0 && !report.is_right(), "{report:?}");
    assert_eq!(report.counts.lost + report.counts.wrong, 0, "{report:?}");
}

#[test]
fn invented_replies_are_wrong() {
    let report = run(Fault::Invent, |load| load.outstanding = 50);
    assert!(report.counts.wrong > 0 && !report.is_right(), "{report:?}");
    assert!(report.examples[0].contains("answers nothing that client 0 asked"), "{:?}", report.examples);
}

#[test]
fn stale_reads_violate() {
    let report = run(Fault::Stale, |load| load.outstanding = 20);
    let found = report.linearizable.as_ref().expect("it is checked");
    assert_eq!(found.verdict, "violated", "{report:?}");
    assert!(found.why.as_ref().is_some_and(|why| why.contains("no order explains")), "{found:?}");
}

#[test]
fn unreadable_replies_are_wrong() {
    let report = run(Fault::Garble, |load| load.outstanding = 5);
    assert!(report.counts.wrong > 0 && report.examples[0].contains("cannot be read"), "{report:?}");
}

/// How fast the client is: `cargo test --release -p suki-runtime --test client -- --ignored --nocapture`.
#[test]
#[ignore = "it measures"]
fn throughput() {
    for (connections, outstanding) in [(1, 1), (50, 20), (1, 1_000), (50, 200)] {
        for check_share in [0.0, 1.0] {
            let report = drive(&Registers { fault: Fault::None, tcp: false }, |load| {
                load.connections = connections;
                load.outstanding = outstanding;
                load.check_share = check_share;
                load.measure = std::time::Duration::from_secs(3);
            });
            let cpu_ns = report.cpu_ns as f64 / report.measured as f64;
            println!(
                "{connections} x {outstanding}, checked {check_share}: {:.0}/s, p50 {} ns, p99 {} ns, {cpu_ns:.0} ns of CPU each",
                report.throughput_per_s, report.latency_ns.p50, report.latency_ns.p99
            );
            assert!(report.is_right(), "{report:?}");
        }
    }
}
