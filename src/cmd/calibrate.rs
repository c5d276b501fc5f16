//! `suki-opt calibrate`: what messages and operators cost on this machine, as a target.

use super::Problem;
use super::read::reason;
use crate::ui::Ui;
use std::path::PathBuf;
use suki_benches::calibrate::{Constants, measure};
use suki_cost_model::{Calls, Clients, Isolation, Link, Machine, Operators, Target, Turn};

/// Measures what messages and operators cost on this machine, in some seconds, and prints a target
#[derive(Debug, clap::Args)]
#[group(id = "calibrate")]
pub struct Args {
    /// Where the target goes, a TOML file; without it to standard output
    #[arg(long, value_name = "FILE.toml")]
    out: Option<PathBuf>,

    /// What the target is called
    #[arg(long, value_name = "NAME", default_value = "this-machine")]
    name: String,
}

/// What a reader of the file wants to know first.
const HEADER: &str = "\
# Measured by `suki-opt calibrate` on the machine that it ran on: one box, whose processes share its cores.
# Fields and units, and how each was measured: cost-model/TARGETS.md.
# For many machines like this one: isolation = \"machine\".
";

/// Measures, writes.
pub fn run(args: &Args, ui: &Ui) -> Result<(), Problem> {
    let live = ui.live();
    let measured = measure(&std::env::temp_dir(), &mut |what| live.say(what));
    drop(live);
    let measured = measured.map_err(|error| Problem::could_not_run(format!("could not measure: {error}")))?;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let target = target(&args.name, cores, &measured);
    let toml = toml::to_string(&target).map_err(|error| Problem::could_not_run(error.to_string()))?;
    let text = format!("{HEADER}{toml}");
    let written = match &args.out {
        Some(path) => std::fs::write(path, text),
        None => ui.product(&text),
    };
    written.map_err(|error| Problem::could_not_run(format!("could not write the target: {}", reason(&error))))
}

fn target(name: &str, cores: usize, measured: &Constants) -> Target {
    let Constants { busy, idle, coalesced, operators, disk, .. } = *measured;
    let link = Link {
        write_ns: tenths(busy.write_ns),
        read_ns: tenths(busy.read_ns),
        codec_ns: tenths(measured.codec_ns),
        codec_ns_per_byte: thousandths(measured.codec_ns_per_byte),
        delay_ns_p50: tenths(measured.delay_ns_p50),
        queue_ns: tenths(measured.queue_ns),
        turn: Turn {
            writes_per_message: thousandths(coalesced.peers.writes_per_message),
            reads_per_message: thousandths(coalesced.peers.reads_per_message),
            call_ns: Some(tenths(coalesced.call_ns)),
            clients: Some(Clients {
                writes_per_message: thousandths(coalesced.clients.writes_per_message),
                reads_per_message: thousandths(coalesced.clients.reads_per_message),
                write_ns: tenths(idle.write_ns),
            }),
        },
        idle: Some(Calls { write_ns: tenths(idle.write_ns), read_ns: tenths(idle.read_ns) }),
    };
    let operators = Operators {
        stateless_ns: tenths(operators.stateless_ns),
        hash_ns: tenths(operators.hash_ns),
        scan_ns: tenths(operators.scan_ns),
        tick_ns: tenths(operators.tick_ns),
        disk_ns: tenths(disk.append_ns),
        disk_delay_ns_p50: tenths(disk.sync_ns_p50),
    };
    let machine = Machine { cores: cores as f64, share: 1.0, price_per_hour: None };
    Target {
        name: name.into(),
        isolation: Isolation::Process,
        machines_max: None,
        machine,
        link,
        operators,
        regions: None,
    }
}

/// More digits than these would not come out again.
fn tenths(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

fn thousandths(value: f64) -> f64 {
    (value * 1_000.0).round() / 1_000.0
}
