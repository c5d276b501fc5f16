use super::*;
use std::process::{Command, Stdio};

const MOUNTS_V1: &str = "tmpfs /sys/fs/cgroup tmpfs rw 0 0
cgroup2 /sys/fs/cgroup/unified cgroup2 rw 0 0
cgroup /sys/fs/cgroup/cpuset cgroup rw,cpuset 0 0
cgroup /sys/fs/cgroup/cpu cgroup rw,cpu,cpuacct 0 0
";

const MOUNTS_V2: &str = "proc /proc proc rw 0 0\ncgroup2 /sys/fs/cgroup cgroup2 rw,nosuid 0 0\n";

#[test]
fn the_version_is_found() {
    let check = |mounts, expect: Option<(Version, &str)>| {
        assert_eq!(Files::find(mounts), expect.map(|(version, root)| Files::at(version, Path::new(root))));
    };
    check(MOUNTS_V1, Some((Version::V1, "/sys/fs/cgroup/cpu")));
    check(MOUNTS_V2, Some((Version::V2, "/sys/fs/cgroup")));
    check("proc /proc proc rw 0 0\n", None);
}

/// What is written, in a folder that is no control group.
fn written(version: Version, file: &str) -> String {
    let root = tempfile::tempdir().expect("a folder");
    let files = Files::at(version, root.path());
    files.limit(root.path(), Some(Quota::for_locations(7))).expect("it is a folder");
    fs::read_to_string(root.path().join(file)).expect("it was written")
}

#[test]
fn quotas_have_the_form_of_their_version() {
    assert_eq!(written(Version::V1, "cpu.cfs_quota_us"), "1000");
    assert_eq!(written(Version::V1, "cpu.cfs_period_us"), "20000");
    assert_eq!(written(Version::V2, "cpu.max"), "1000 20000");
}

/// Where the machine has no groups, or we may not make any, there is nothing to test.
#[test]
fn nothing_is_left_behind() {
    let name = format!("suki-test-{}", std::process::id());
    let Some(groups) = Groups::make(&name) else { return };
    let mut process = Command::new("sleep").arg("600").stdin(Stdio::null()).spawn().expect("it is a command");
    let group = groups.group("one", Some(Quota::for_locations(1))).expect("the kernel takes it");
    group.adopt(process.id()).expect("it runs");
    let folder = group.folder.clone();
    assert!(fs::read_to_string(folder.join("cgroup.procs")).expect("it is there").contains(&process.id().to_string()));
    drop(groups);
    assert!(!folder.exists() && !folder.parent().expect("it has one").exists());
    assert!(!process.wait().expect("it is ours").success(), "it was killed");
}
