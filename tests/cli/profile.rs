//! `suki-opt profile`: what voting carries is known beforehand.

use crate::support::{command, run, scratch, suki_opt};
use std::path::{Path, PathBuf};
use suki_cost_model::Profile;

#[test]
fn voting_has_three_votes_for_a_request() {
    let runs = std::env::temp_dir().join(format!("suki-profile-{}", std::process::id()));
    std::fs::create_dir_all(&runs).expect("the folder can be written");
    let path = scratch("voting.profile.toml", "");
    let out = path.to_str().expect("it is UTF-8");
    let args = ["profile", "examples/voting.ir", "--build", "dev", "--requests", "500", "--out", out];
    let mut command = command(&args);
    let cache = Path::new(env!("CARGO_TARGET_TMPDIR")).join("run-cache");
    let run = run(command.env("SUKI_CACHE", cache).env("TMPDIR", &runs));
    assert_eq!((run.code, run.stdout.as_str()), (0, ""), "{run:?}");
    let profile = Profile::parse(&std::fs::read_to_string(&path).expect("it was written")).expect("it is a profile");
    let of = |name: &str| (profile.streams[name].rate, profile.streams[name].bytes);
    // A request that is asked again is counted again, and so are its votes.
    let (requests, votes) = (of("requests").0.expect("it is measured"), of("votes").0.expect("it is measured"));
    assert!((1.0..1.5).contains(&requests) && (votes - 3.0 * requests).abs() < 1e-3, "{profile:?}");
    assert_eq!((of("ready").0, of("replies").0), (Some(1.0), Some(1.0)));
    // A vote is one `u64`.
    assert_eq!(of("votes").1, Some(8.0));
    let planned = suki_opt(&["examples/voting.ir", "--profile", out, "--message-format", "json"]);
    assert_eq!((planned.code, planned.stderr.as_str()), (0, ""));
    let left: Vec<PathBuf> = std::fs::read_dir(&runs).expect("it is there").flatten().map(|it| it.path()).collect();
    assert_eq!(left, Vec::<PathBuf>::new());
    std::fs::remove_dir_all(&runs).expect("it is ours");
}
