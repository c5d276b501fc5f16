//! Every deployment answers every request once, and rightly: all roles in this process, over real sockets.

use clap::Parser;
use suki_baselines::cli::Cli;
use suki_baselines::client::Report;
use suki_baselines::deployment::{Deployment, Process};
use suki_baselines::paxos::Quorum;

const REQUESTS: u64 = 5_000;

fn run(deployment: &Deployment, flags: &[&str]) -> Report {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("an event loop");
    let processes = deployment.processes();
    tokio::task::LocalSet::new().block_on(&runtime, async {
        for Process { args, .. } in processes.servers {
            tokio::task::spawn_local(parse(args, flags).run(|_| {}));
        }
        let mut client = processes.client;
        let requests = REQUESTS.to_string();
        client.extend(["--connections", "3", "--outstanding", "20", "--requests", &requests].map(str::to_string));
        parse(client, flags).run(|_| {}).await.expect("the sockets work").expect("clients report")
    })
}

fn parse(args: Vec<String>, flags: &[&str]) -> Cli {
    let flags = flags.iter().map(|flag| (*flag).to_string());
    Cli::try_parse_from(["suki-baselines".to_string()].into_iter().chain(args).chain(flags)).expect("the flags exist")
}

fn check(deployment: &Deployment, flags: &[&str]) {
    let report = run(deployment, flags);
    assert!(report.is_right(), "{deployment:?} {flags:?}: {report:?}");
    assert_eq!(report.replies, REQUESTS, "{deployment:?} {flags:?}");
}

fn check_both(deployment: &Deployment) {
    check(deployment, &["--flush", "turn"]);
    check(deployment, &["--flush", "each"]);
}

#[test]
fn base() {
    for quorum in [Quorum::All, Quorum::Thrifty] {
        check_both(&Deployment::Base { quorum, replicas: 3, batch: 1 });
    }
    check_both(&Deployment::Base { quorum: Quorum::Thrifty, replicas: 3, batch: 7 });
}

#[test]
fn compartmentalized() {
    check_both(&Deployment::Compartmentalized { proxies: 3, replicas: 4, batch: 1 });
    check_both(&Deployment::Compartmentalized { proxies: 2, replicas: 3, batch: 7 });
}

#[test]
fn fused() {
    check_both(&Deployment::Fused { batch: 1 });
    check_both(&Deployment::Fused { batch: 7 });
}

#[test]
fn omni_paxos() {
    check_both(&Deployment::Omni { batch: 1 });
}

#[test]
fn two_phase_commit() {
    check_both(&Deployment::TwoPc { participants: 3 });
}

#[test]
fn two_phase_commit_on_disk() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().to_str().expect("a path in UTF-8");
    let mut processes = Deployment::TwoPc { participants: 3 }.processes();
    for process in &mut processes.servers {
        process.args.extend(["--data".into(), data.into()]);
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("an event loop");
    let report = tokio::task::LocalSet::new().block_on(&runtime, async {
        for Process { args, .. } in processes.servers {
            tokio::task::spawn_local(parse(args, &[]).run(|_| {}));
        }
        processes.client.extend(["--outstanding", "20", "--requests", "200"].map(str::to_string));
        parse(processes.client, &[]).run(|_| {}).await.expect("the sockets work").expect("clients report")
    });
    assert!(report.is_right() && report.replies == 200, "{report:?}");
    let journals = std::fs::read_dir(folder.path()).expect("it is there").flatten();
    let sizes: Vec<u64> = journals.map(|file| file.metadata().expect("it is there").len()).collect();
    assert!(sizes.len() == 4 && sizes.iter().all(|bytes| *bytes > 0), "{sizes:?}");
}

#[test]
fn a_slower_cpu_gets_there_too() {
    check(&Deployment::Base { quorum: Quorum::Thrifty, replicas: 3, batch: 1 }, &["--slow-cpu", "0.5"]);
}
