//! `suki-cluster BASE OTHER`: compares two deployments on an honest cluster, in pairs.

use clap::{Parser, ValueEnum};
use std::path::PathBuf;
use std::process::ExitCode;
use suki_benches::pairs::compare;
use suki_benches::quota::Quota;
use suki_benches::report::Report;
use suki_benches::sides::{Load, Side};
use suki_benches::{Error, pin, validity};

/// Compares two deployments in pairs of runs, each location with a CPU quota of its own.
///
/// Both are `base`, `compartmentalized`, `fused` or `two-pc`, with options as in `compartmentalized:proxies=6,replicas=4`,
/// or `generated:FOLDER`: a workspace of `--emit rust` in which `cargo build --profile measure` has run.
#[derive(Parser)]
#[command(name = "suki-cluster")]
struct Args {
    /// What is compared with.
    base: String,
    /// What is compared.
    other: String,
    /// The share of a core of each location, 0 for no limit; else as many locations allow
    #[arg(long)]
    share: Option<f64>,
    /// When messages are written.
    #[arg(long, default_value = "turn")]
    flush: Flush,
    /// Pairs of runs that count.
    #[arg(long, default_value_t = 5)]
    pairs: usize,
    /// Clients.
    #[arg(long, default_value_t = 50)]
    connections: u32,
    /// Requests of one client that wait for answers at a time.
    #[arg(long, default_value_t = 20)]
    outstanding: u32,
    /// How long to run before it is measured, in seconds.
    #[arg(long, default_value_t = 1.0)]
    warm_up: f64,
    /// How long to measure, in seconds.
    #[arg(long, default_value_t = 3.0)]
    seconds: f64,
    /// What is printed.
    #[arg(long, default_value = "markdown")]
    format: Format,
    /// The program `suki-baselines`; beside this one, if not given.
    #[arg(long)]
    baselines: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Flush {
    Each,
    Turn,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Markdown,
    Json,
}

fn main() -> ExitCode {
    let args = Args::parse();
    match report(&args) {
        Ok(report) => {
            match args.format {
                Format::Markdown => print!("{}", report.markdown()),
                Format::Json => println!("{}", serde_json::to_string(&report).expect("reports have a form in JSON")),
            }
            if report.pairs == args.pairs { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn report(args: &Args) -> Result<Report, Error> {
    let flush = match args.flush {
        Flush::Each => "each",
        Flush::Turn => "turn",
    };
    let Args { connections, outstanding, warm_up: warm_up_s, seconds, .. } = *args;
    let load = Load { connections, outstanding, flush, warm_up_s, seconds };
    let program = args.baselines.clone().map_or_else(beside_this, Ok)?;
    let (base, other): (Side, Side) = (args.base.parse()?, args.other.parse()?);
    let quota = match args.share {
        Some(0.0) => None,
        Some(share) => Some(Quota::of_core(share)?),
        None => Some(Quota::for_locations(base.locations().max(other.locations()))),
    };
    let cores = pin::cores()?.len();
    let comparison = compare(
        args.pairs,
        &mut || base.measure(&program, quota, &load),
        &mut || other.measure(&program, quota, &load),
        &|run| validity::faults(run, cores),
        &mut |line| eprintln!("{line}"),
    )?;
    let load = format!("{connections} x {outstanding} outstanding, flush {flush}");
    let quota = quota.map_or("no quota".into(), |quota| format!("{} of a core each", quota.share()));
    Ok(Report::of([args.base.clone(), args.other.clone()], load, quota, &comparison))
}

fn beside_this() -> Result<PathBuf, Error> {
    let this = std::env::current_exe().map_err(|source| Error::File { path: "this program".into(), source })?;
    Ok(this.with_file_name("suki-baselines"))
}
