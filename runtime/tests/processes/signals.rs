//! Real processes: this test program runs itself again as one of them.

use crate::cluster::{Cluster, Folder};
use crate::echo::{CLIENTS, ECHO_PLACE, Echo, LEADER_PLACE, Leader, PLAN, REPLIES, REQUESTS};
use std::process::{Child, Command};
use suki_runtime::{Ended, Membership, Options, run};

/// The folder of the child's membership; without it the child's test does nothing.
const FOLDER: &str = "SUKI_TEST_FOLDER";

/// Not a test of its own: the leader in a process of its own.
#[test]
fn child() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    let membership = Membership::read(folder.as_ref()).expect("it is a folder");
    let mut options = Options::new(0, 0, membership);
    options.admin = Some("127.0.0.1:0".parse().expect("it is an address"));
    let ended = run(&PLAN, LEADER_PLACE.process, options, Leader::default()).expect("it starts");
    std::process::exit(i32::from(ended.code()));
}

fn spawn(folder: &Folder) -> Child {
    let program = std::env::current_exe().expect("it has a name");
    let mut command = Command::new(program);
    command.args(["--exact", "signals::child", "--nocapture"]).env(FOLDER, folder.path());
    command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
    command.spawn().expect("it starts")
}

fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").args([name, &child.id().to_string()]).status().expect("there is `kill`");
    assert!(sent.success());
}

#[test]
fn sigterm_ends_a_process_when_its_work_is_done() {
    let cluster = Cluster::new(&PLAN, true);
    let mut child = spawn(&cluster.folder);
    let echo = cluster.start(ECHO_PLACE, Echo::default);
    let mut client = cluster.client(LEADER_PLACE, CLIENTS, 1);
    for value in 0..1_000u64 {
        client.send(REQUESTS, &value);
    }
    assert_eq!(client.receive::<u64>().expect("a reply"), (REPLIES, 1));
    signal(&child, "-TERM");
    // What it had taken in is answered.
    let mut replies = 1;
    while let Ok((_, value)) = client.receive::<u64>() {
        replies += 1;
        assert_eq!(value, replies);
    }
    assert!(replies <= 1_000);
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
    assert_eq!(echo.stop(), Ended::Stopped);
}

#[test]
fn a_killed_process_is_missed_and_not_waited_for() {
    let cluster = Cluster::new(&PLAN, true);
    let mut child = spawn(&cluster.folder);
    let echo = cluster.start(ECHO_PLACE, Echo::default);
    cluster.wait_health(ECHO_PLACE, "\"ready\":true");
    child.kill().expect("it runs");
    child.wait().expect("it ends");
    cluster.wait_health(ECHO_PLACE, "\"missing\":[\"leader/0/0\"]");
    let mut again = spawn(&cluster.folder);
    assert_eq!(again.wait().expect("it ends").code(), Some(i32::from(Ended::Fenced(String::new()).code())));
    assert_eq!(echo.stop(), Ended::Stopped);
}
