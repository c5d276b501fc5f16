//! `suki-opt calibrate`: what it writes is a target with figures that can be, not how fast this machine is.

use crate::support::{scratch, suki_opt};
use suki_cost_model::{Isolation, Target};

#[test]
fn a_target_comes_out() {
    let path = scratch("calibrated.toml", "");
    let word = path.to_str().expect("it is UTF-8");
    let run = suki_opt(&["calibrate", "--out", word, "--name", "here"]);
    assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (0, "", ""));
    let target = Target::parse(&std::fs::read_to_string(&path).expect("it was written")).expect("it is a target");
    assert_eq!((target.name.as_str(), target.isolation, target.machine.share), ("here", Isolation::Process, 1.0));
    assert!(target.machine.cores >= 1.0);
    let (link, operators) = (target.link, target.operators);
    let idle = link.idle.expect("it is measured at low load, too");
    let times = [link.write_ns, link.read_ns, link.codec_ns, link.queue_ns, idle.write_ns, idle.read_ns];
    let more = [operators.stateless_ns, operators.hash_ns, operators.scan_ns, operators.tick_ns, operators.disk_ns];
    // Between a tenth of a nanosecond and ten milliseconds: anything else is a mistake in the units.
    assert!(times.iter().chain(&more).all(|ns| (0.1..=1e7).contains(ns)), "{target:?}");
    assert!(link.codec_ns_per_byte < 1_000.0 && operators.disk_delay_ns_p50 > 0.0, "{target:?}");
    let turn = link.turn;
    for share in [turn.writes_per_message, turn.reads_per_message] {
        assert!(share > 0.0 && share <= 2.0, "{turn:?}");
    }
    let planned = suki_opt(&["examples/voting.ir", "--target", word, "--message-format", "short"]);
    assert_eq!(planned.code, 0, "{planned:?}");
}
