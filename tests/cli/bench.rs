//! `suki-opt bench`: short runs; fields and arithmetic, never speeds.

use crate::support::{command, run, scratch, suki_opt};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// The command with the cache that tests of `run` use too, and a folder for runs that is this test's own.
fn bench(args: &[&str], runs: &Path) -> Command {
    std::fs::create_dir_all(runs).expect("the folder can be written");
    let mut all = vec!["bench", "--build", "dev", "--pairs", "1", "--warm-up", "0.2"];
    all.extend(args);
    let mut command = command(&all);
    let cache = Path::new(env!("CARGO_TARGET_TMPDIR")).join("run-cache");
    command.env("SUKI_CACHE", cache).env("TMPDIR", runs);
    command
}

fn runs(name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("suki-{name}-{}", std::process::id()))
}

/// What is left in the folder for runs, which is then removed, and control groups of the process.
fn left(runs: &Path) -> Vec<PathBuf> {
    let left = std::fs::read_dir(runs).expect("it is there").flatten().map(|entry| entry.path()).collect();
    std::fs::remove_dir_all(runs).expect("it is ours");
    left
}

#[track_caller]
fn is_about(found: &Value, expect: f64) {
    let found = found.as_f64().unwrap_or(f64::NAN);
    assert!((found / expect - 1.0).abs() < 1e-9, "{found} instead of {expect}");
}

#[test]
fn voting_is_measured_beside_its_plan() {
    let (folder, out) = (runs("bench"), scratch("bench-out", "").with_extension("d"));
    let out_word = out.to_str().expect("it is UTF-8");
    let args = ["examples/voting.ir", "--budget", "6", "--flush", "turn", "--clients", "4x5", "--slow-cpu"];
    let more = ["--seconds", "1", "--share", "0.1", "--keep-unsound", "--out", out_word, "--message-format", "json"];
    let run = run(&mut bench(&[&args[..], &more].concat(), &folder));
    assert_eq!(run.code, 0, "{run:?}");
    let report: Value = serde_json::from_str(&run.stdout).expect("it is JSON");
    assert_eq!((&report["program"], &report["target"]), (&"voting".into(), &"emulated-cluster".into()));
    let cells = report["cells"].as_array().expect("there are cells");
    assert_eq!(cells.len(), 1);
    let cell = &cells[0];
    assert_eq!((&cell["budget"], &cell["flush"], &cell["pairs"]), (&6.into(), &"turn".into(), &1.into()));
    assert_eq!((&cell["share"], &cell["quotas"]), (&0.1.into(), &"processes".into()));
    let number = |value: &Value| value.as_f64().expect("it is a number");
    let (source, optimised) = (number(&cell["source_per_s"]), number(&cell["optimised_per_s"]));
    assert!(source > 0.0 && optimised > 0.0, "{cell}");
    for name in ["median", "min", "max"] {
        is_about(&cell["ratio"][name], optimised / source);
    }
    let predicted = number(&cell["optimised"]["predicted_per_s"]) / number(&cell["source"]["predicted_per_s"]);
    is_about(&cell["predicted_ratio"], predicted);
    is_about(&cell["error_percent"], (predicted / (optimised / source) - 1.0) * 100.0);
    assert_eq!((&cell["source"]["machines"], cell["optimised"]["machines"].as_u64() <= Some(6)), (&4.into(), true));
    let locations = |side: &str| {
        let roles = cell[side]["roles"].as_array().expect("there are roles");
        assert!(roles.iter().all(|role| number(&role["cpu_ns_per_command"]) > 0.0), "{roles:?}");
        roles.iter().map(|role| role["instances"].as_u64().expect("a count")).sum::<u64>()
    };
    assert_eq!(Some(locations("source")), cell["source"]["machines"].as_u64());
    assert_eq!(Some(locations("optimised")), cell["optimised"]["machines"].as_u64());
    assert_eq!(cell["source"]["predicted_bottleneck"], "leader");
    for name in ["voting.bench.json", "voting.bench.md", "voting.throughput.svg", "voting.latency.svg"] {
        assert!(std::fs::read_to_string(out.join(name)).is_ok_and(|text| text.len() > 500), "{name}");
    }
    std::fs::remove_dir_all(&out).expect("it is ours");
    assert_eq!(left(&folder), Vec::<PathBuf>::new());
}

#[test]
fn a_program_that_is_wrong_is_not_measured() {
    let text = std::fs::read_to_string(crate::support::root().join("examples/voting.ir")).expect("it is there");
    let late = text.replace("map(|(id, (client, ()))| (client, id))", "map(|(id, (client, ()))| (client, id + 1))");
    assert_ne!(late, text);
    let (folder, file) = (runs("bench-wrong"), scratch("off_by_one.ir", late));
    let file = file.to_str().expect("it is UTF-8");
    let args = [file, "--budget", "4", "--flush", "turn", "--clients", "2x2", "--slow-cpu", "--share", "0.1"];
    let run = run(&mut bench(&[&args[..], &["--seconds", "1"]].concat(), &folder));
    assert_eq!((run.code, run.stdout.as_str()), (1, ""), "{run:?}");
    assert!(run.stderr.contains("was not right, so it is not measured"), "{}", run.stderr);
    assert_eq!(left(&folder), Vec::<PathBuf>::new());
}

/// Processes whose command line mentions `runs`.
fn processes(runs: &Path) -> usize {
    let mark = runs.display().to_string();
    let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let lines = entries.filter_map(|entry| std::fs::read(entry.path().join("cmdline")).ok());
    lines.filter(|line| String::from_utf8_lossy(line).contains(&mark)).count()
}

/// With control groups where the system has them: the processes are in them.
#[test]
fn an_interrupted_measurement_leaves_nothing() {
    let folder = runs("bench-interrupt");
    let args = ["examples/voting.ir", "--budget", "6", "--flush", "turn", "--clients", "4x5", "--seconds", "500"];
    let mut command = bench(&args, &folder);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary is built");
    let deadline = Instant::now() + Duration::from_secs(600);
    // The leader, three participants, the client.
    while processes(&folder) < 5 {
        assert!(Instant::now() < deadline, "it takes too long");
        std::thread::sleep(Duration::from_millis(20));
    }
    let pid = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &pid]).status().expect("there is a kill").success());
    let output = child.wait_with_output().expect("it ends");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(2) && stderr.contains("interrupted"), "{stderr}");
    assert_eq!((processes(&folder), left(&folder)), (0, Vec::<PathBuf>::new()));
    for groups in ["/sys/fs/cgroup", "/sys/fs/cgroup/cpu"] {
        assert!(!Path::new(groups).join(format!("suki-{pid}-0")).exists());
    }
}

#[test]
fn wrong_arguments_are_said() {
    for (args, words) in [
        (["--clients", "50"], "as in 50x20"),
        (["--seconds", "0"], "a number above 0"),
        (["--share", "2"], "a share, from 0 to 1"),
        (["--check-share", "1.5"], "a share, from 0 to 1"),
        (["--budget", "0"], "budget"),
        (["--target", "nowhere"], "no target is called `nowhere`"),
    ] {
        let run = suki_opt(&["bench", "examples/voting.ir", args[0], args[1]]);
        assert!(run.code == 2 && run.stderr.contains(words), "{run:?}");
    }
}
