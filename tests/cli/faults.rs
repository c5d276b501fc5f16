//! What goes wrong. A process of the optimised Paxos is killed, or stopped for ever, under load: the others go on, nothing that was
//! acknowledged is lost or done twice, and the history is linearizable.

use crate::run::{instances, left, processes, ran, runner, runs, tried, wait_until};
use crate::support::suki_opt;
use serde_json::Value;
use std::io::Write;
use std::os::unix::fs::FileTypeExt;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::Stdio;

/// Locations of the plan, with the members that the program gives them.
const MEMBERS: [(&str, u64); 4] = [("proposers", 2), ("acceptors", 3), ("replicas", 3), ("proposers_helper", 2)];

/// Runs the plan; halfway `blow`, `--kill` or `--freeze`, hits `victim`. Every request is answered all the same.
#[track_caller]
fn check(blow: &str, victim: &str) -> Value {
    let name = format!("fault{blow}-{}", victim.replace('/', "-"));
    let report = ran(&name, &["examples/paxos.ir", "--seconds", "4", "--settle", "15", blow, victim]);
    let count = |field: &str| report[field].as_u64().unwrap_or(u64::MAX);
    assert_eq!([count("lost"), count("duplicated"), count("wrong")], [0, 0, 0], "{blow} {victim}: {report}");
    assert_eq!(report["linearizable"]["verdict"], "holds", "{blow} {victim}: {report}");
    report
}

#[test]
fn the_leader_stops_for_ever() {
    let report = check("--freeze", "proposers/0/0");
    assert!(report["client"]["retried"].as_u64() > Some(0), "clients have to find the standby: {report}");
}

#[test]
fn a_helper_of_the_leader_is_killed() {
    let report = check("--kill", "proposers_helper/0/1");
    assert!(report["client"]["redirected"].as_u64() > Some(0), "the leader stops with its helper: {report}");
}

#[test]
fn an_acceptor_is_killed() {
    check("--kill", "acceptors/1/0");
}

#[test]
#[ignore = "takes several minutes: cargo test --test cli faults -- --ignored"]
fn any_process_is_killed_or_stops_for_ever() {
    let report = check("--kill", "proposers/1/0");
    for (name, count) in instances(&report) {
        let (_, members) = MEMBERS.iter().find(|(location, _)| *location == name).expect("the plan has no others");
        let parts = count / members;
        for (member, part) in (0..*members).flat_map(|member| (0..parts).map(move |part| (member, part))) {
            let victim = format!("{name}/{member}/{part}");
            check("--kill", &victim);
            check("--freeze", &victim);
        }
    }
}

/// All sockets of the run in `runs`: those of processes, and those of their metrics.
fn sockets(runs: &Path) -> Vec<PathBuf> {
    let below = |folder: &Path| std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let files = below(runs).flat_map(|run| below(&run).collect::<Vec<_>>());
    files.filter(|path| path.metadata().is_ok_and(|metadata| metadata.file_type().is_socket())).collect()
}

#[test]
fn noise_on_every_port_does_no_harm() {
    let runs = runs("noise");
    let fused = ["--target", "loopback", "--colocate", "proposers,acceptors,replicas"];
    let args = [&["examples/paxos.ir", "--seconds", "3", "--message-format", "json"], &fused[..]].concat();
    let child = runner(&args, &runs).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it is built");
    // Three processes, each with its port and its metrics.
    wait_until("start", || sockets(&runs).len() == 6);
    let mut state = 1_u64;
    let mut noise = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as u8
    };
    for round in 0..60 {
        for socket in sockets(&runs) {
            let Ok(mut stream) = UnixStream::connect(&socket) else { continue };
            let start: &[u8] = [&b"suki"[..], b"GET /metrics HTTP/1.1\r\n", b""][round % 3];
            let bytes: Vec<u8> = start.iter().copied().chain((0..round * 50).map(|_| noise())).collect();
            // It may be closed before all of it was written.
            let _ = stream.write_all(&bytes);
        }
    }
    let output = child.wait_with_output().expect("it ends");
    let report: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(report["linearizable"]["verdict"], "holds", "{report}");
    assert_eq!((left(&runs), processes(&runs)), (Vec::new(), Vec::new()));
}

#[test]
fn whoever_nobody_can_do_without_is_missed() {
    let victim = ["--seconds", "1", "--settle", "1", "--kill", "leader/0/0"];
    let run = tried("fault-voting", &[&["examples/voting.ir", "--plan", "source"], &victim[..]].concat());
    assert!(run.code == 1 && run.stderr.contains("lost"), "{run:?}");
    let run = suki_opt(&["run", "examples/voting.ir", "--kill", "leader/0/0", "--freeze", "leader/0/0"]);
    assert!(run.code == 2 && run.stderr.contains("cannot be used with"), "{run:?}");
    let wrong = ["examples/voting.ir", "--plan", "source", "--kill", "leader/0/1"];
    let run = tried("fault-nobody", &wrong);
    assert!(run.code == 2 && run.stderr.contains("no process is called `leader/0/1`"), "{run:?}");
    assert!(run.stderr.contains("did you mean `leader/0/0`?"), "{run:?}");
}
