//! `suki-report`: measures all that `benches/REPORT.md` is made of, and writes it.

use clap::Parser;
use serde_json::Value;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use suki_baselines::report::{CHARTS, Kind, Origin, Settings, Shown, Step, markdown, steps};

/// Measures all that the report is made of, and writes it. Run it at the root of the repository, with nothing else running.
///
/// Needs `cargo build --release` and `cargo build --profile measure -p suki-baselines` first.
#[derive(Parser)]
#[command(name = "suki-report")]
struct Args {
    /// Pairs of runs of each cell.
    #[arg(long, default_value_t = 5)]
    pairs: usize,
    /// How long each run is measured.
    #[arg(long, default_value_t = 3.0)]
    seconds: f64,
    /// Only the steps whose command contains these words; may be repeated.
    #[arg(long)]
    only: Vec<String>,
    /// Counts runs that the validity checks reject: for trying things out.
    #[arg(long)]
    keep_unsound: bool,
    /// Says what would run, and runs nothing.
    #[arg(long)]
    list: bool,
    /// The binary `suki-opt`.
    #[arg(long, default_value = "target/release/suki-opt")]
    suki_opt: PathBuf,
    /// Where the report goes.
    #[arg(long, default_value = "benches/REPORT.md")]
    out: PathBuf,
}

fn main() -> ExitCode {
    let args = Args::parse();
    let settings = Settings { pairs: args.pairs, seconds: args.seconds, keep_unsound: args.keep_unsound };
    let wanted =
        |step: &Step| args.only.is_empty() || args.only.iter().any(|words| step.words().contains(words.as_str()));
    let steps: Vec<Step> = steps(&settings).into_iter().filter(wanted).collect();
    if args.list {
        steps.iter().for_each(|step| println!("{}", step.words()));
        return ExitCode::SUCCESS;
    }
    let origin = origin();
    let mut shown = Vec::new();
    for step in steps {
        eprintln!("{}", step.words());
        shown.push(show(step, &args));
        // Whoever ends it early has what there is.
        if let Err(error) = std::fs::write(&args.out, markdown(&origin, &shown, &settings)) {
            eprintln!("error: {}: {error}", args.out.display());
            return ExitCode::FAILURE;
        }
    }
    if shown.iter().all(|shown| shown.text.is_ok()) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn show(step: Step, args: &Args) -> Shown {
    let (text, json) = match run(&step, args) {
        Ok((text, json)) => (text, json),
        Err(error) => (Err(error.to_string()), Value::Null),
    };
    Shown { step, text, json }
}

/// What the step says, and its figures.
fn run(step: &Step, args: &Args) -> io::Result<(Result<String, String>, Value)> {
    let program = match step.kind {
        Kind::Bench => std::path::absolute(&args.suki_opt)?,
        Kind::Cluster => std::env::current_exe()?.with_file_name("suki-cluster"),
    };
    let mut command = Command::new(&program);
    if step.kind == Kind::Bench {
        command.arg("bench");
    }
    let output = command.args(&step.args).stdin(Stdio::null()).output()?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let complaint = || {
        let all = String::from_utf8_lossy(&output.stderr);
        all.lines().rev().take(4).collect::<Vec<_>>().into_iter().rev().collect::<Vec<_>>().join(" ")
    };
    let json: Value = serde_json::from_str(&said).unwrap_or_default();
    let text = match step.kind {
        Kind::Bench if json.is_object() => {
            let name = json["program"].as_str().unwrap_or_default();
            std::fs::read_to_string(Path::new(CHARTS).join(step.name).join(format!("{name}.bench.md")))?
        }
        Kind::Cluster if !said.is_empty() => said,
        Kind::Bench | Kind::Cluster => return Ok((Err(complaint()), Value::Null)),
    };
    let text = if output.status.success() { text } else { format!("{text}\n{}\n", complaint()) };
    Ok((Ok(text), json))
}

/// Where we are.
fn origin() -> Origin {
    let said = |program: &str, args: &[&str]| {
        let output = Command::new(program).args(args).output().ok()?;
        Some(String::from_utf8_lossy(&output.stdout).trim().to_string())
    };
    let text = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let changed = said("git", &["status", "--porcelain", "--untracked-files=no"]).is_some_and(|list| !list.is_empty());
    let info = text("/proc/cpuinfo");
    let cpu = info.lines().find_map(|line| Some(line.strip_prefix("model name")?.split_once(": ")?.1));
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    Origin {
        commit: said("git", &["rev-parse", "--short", "HEAD"]).unwrap_or_default() + if changed { "+" } else { "" },
        machine: format!(
            "{cores} cores, {}, Linux {}",
            cpu.unwrap_or_default(),
            text("/proc/sys/kernel/osrelease").trim()
        ),
        date: said("date", &["-u", "+%Y-%m-%d %H:%M"]).unwrap_or_default(),
        load_average: text("/proc/loadavg").split(' ').next().unwrap_or_default().to_string(),
    }
}
