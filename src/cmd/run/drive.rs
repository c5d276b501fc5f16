//! The load driver of a run: a process of its own, which says in lines of JSON how it goes.

use super::BEAT;
use super::child::Started;
use super::fault;
use super::fleet::{CLIENT, Done, Fleet};
use super::folder::Folder;
use super::signals::Asked;
use crate::args::When;
use crate::cmd::Problem;
use crate::cmd::read::reason;
use crate::ui::Ui;
use serde_json::Value;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// How often the live view looks into the processes.
const LOOK: Duration = Duration::from_secs(1);

/// How much is asked for.
#[derive(Clone, Debug, clap::Args)]
#[group(id = "load")]
pub struct Args {
    /// How long to measure, after one second of warm-up
    #[arg(long, value_name = "S", default_value_t = 5.0)]
    seconds: f64,

    /// Asks for so many in all instead, and measures all of them
    #[arg(long, value_name = "N")]
    requests: Option<u64>,

    /// Clients, each with connections of its own
    #[arg(long, value_name = "C", default_value_t = 10)]
    connections: u32,

    /// Requests of one client that wait for their answers at a time
    #[arg(long, value_name = "N", default_value_t = 20)]
    outstanding: u32,

    /// Requests per second of all clients, answered or not, instead of a new one for each answer
    #[arg(long, value_name = "R")]
    rate: Option<f64>,

    /// How long to wait for answers that are still due at the end, since the last one
    #[arg(long, value_name = "S", default_value_t = 10.0)]
    settle: f64,

    /// For the numbers that the workload draws
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,

    /// The share of keys whose histories are checked, where the workload says `linearizable`
    #[arg(long, value_name = "Q", default_value_t = 1.0)]
    check_share: f64,
}

/// What driving has shown.
pub struct Driven {
    /// The load driver's own report.
    pub client: Value,
    /// What the processes did while it was measured.
    pub done: Vec<Done>,
}

/// Drives until the load driver is through. Halfway, a process is struck where `fault` says so.
pub fn drive(
    args: &Args,
    fault: &fault::Args,
    flush: When,
    fleet: &mut Fleet,
    folder: &Folder,
    asked: &Asked,
    ui: &Ui,
) -> Result<Driven, Problem> {
    let mut command = command(folder);
    command.args(["--flush", flush.as_str(), "--seconds", &args.seconds.to_string()]);
    command.args(["--connections", &args.connections.to_string(), "--outstanding", &args.outstanding.to_string()]);
    command.args([
        "--settle",
        &args.settle.to_string(),
        "--seed",
        &args.seed.to_string(),
        "--check-share",
        &args.check_share.to_string(),
    ]);
    command.arg("--data").arg(folder.data());
    if let Some(requests) = args.requests {
        command.args(["--requests", &requests.to_string()]);
    }
    if let Some(rate) = args.rate {
        command.args(["--rate", &rate.to_string()]);
    }
    let (mut client, lines) = start(command, folder)?;
    let live = ui.live();
    let mut view = View::new();
    let (mut before, mut after) = (Vec::new(), Vec::new());
    let mut result = Value::Null;
    let (mut due, mut fault) = (None, fault.asked());
    loop {
        if let Some((name, blow)) = fault.take_if(|_| due.is_some_and(|due| Instant::now() >= due)) {
            fleet.strike(name, blow);
        }
        match lines.recv_timeout(BEAT) {
            Ok(line) => {
                let event: Value = serde_json::from_str(&line).unwrap_or_default();
                match event["event"].as_str() {
                    Some("begin") => {
                        before = fleet.counters();
                        due = Some(Instant::now() + Duration::from_secs_f64(args.seconds / 2.0));
                    }
                    Some("end") => after = fleet.counters(),
                    Some("progress") if live.is_seen() => live.say(&view.line(&event, fleet)),
                    Some("result") => result = event,
                    Some(_) | None => {}
                }
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
        fleet.check(asked)?;
    }
    drop(live);
    if result.is_null() {
        return Err(failed(&mut client));
    }
    Ok(Driven { client: result, done: fleet.done(&before, &after) })
}

/// Plays a script; what came, as lines of JSON.
pub fn play(script: &Path, fleet: &mut Fleet, folder: &Folder, asked: &Asked) -> Result<String, Problem> {
    let mut command = command(folder);
    command.arg("--script").arg(script).args(["--settle", "2"]);
    let (mut client, lines) = start(command, folder)?;
    let mut outputs = String::new();
    loop {
        match lines.recv_timeout(BEAT) {
            Ok(line) => outputs.extend([line.as_str(), "\n"]),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
        fleet.check(asked)?;
    }
    match client.child.wait() {
        Ok(status) if status.success() => Ok(outputs),
        _ => Err(failed(&mut client)),
    }
}

fn command(folder: &Folder) -> Command {
    let mut command = Command::new(folder.program(CLIENT));
    command.arg("--membership").arg(folder.addresses()).arg("--scratch").arg(folder.path());
    command.stdout(Stdio::piped());
    command
}

/// Starts the load driver; its lines come from a thread.
fn start(command: Command, folder: &Folder) -> Result<(Started, Receiver<String>), Problem> {
    let client = Started::new(CLIENT.into(), command, folder.log(CLIENT));
    let mut client =
        client.map_err(|error| Problem::could_not_run(format!("could not start the client: {}", reason(&error))))?;
    let (lines, received) = channel();
    if let Some(stdout) = client.child.stdout.take() {
        // It ends with the process.
        std::thread::spawn(move || read_lines(stdout).try_for_each(|line| lines.send(line)));
    }
    Ok((client, received))
}

fn read_lines(stream: impl Read) -> impl Iterator<Item = String> {
    BufReader::new(stream).lines().map_while(Result::ok)
}

fn failed(client: &mut Started) -> Problem {
    Problem::could_not_run("the client could not do its work").notes(client.last_words())
}

/// What somebody who watches gets to see.
struct View {
    seen: Instant,
    replies: u64,
    rate_per_s: f64,
    queue: String,
    looked: Option<Instant>,
}

impl View {
    fn new() -> Self {
        Self { seen: Instant::now(), replies: 0, rate_per_s: 0.0, queue: String::new(), looked: None }
    }

    fn line(&mut self, event: &Value, fleet: &Fleet) -> String {
        let replies = event["replies"].as_u64().unwrap_or(0);
        let seconds = self.seen.elapsed().as_secs_f64();
        if seconds > 0.0 {
            self.rate_per_s = (replies - self.replies) as f64 / seconds;
        }
        (self.seen, self.replies) = (Instant::now(), replies);
        if self.looked.is_none_or(|looked| looked.elapsed() > LOOK) {
            self.looked = Some(Instant::now());
            self.queue = match fleet.longest_queue() {
                Some((name, bytes)) if bytes > 0 => format!(", longest queue {bytes} bytes at {name}"),
                Some(_) | None => String::new(),
            };
        }
        let (rate, processes) = (self.rate_per_s, fleet.len());
        format!("{processes} processes, {rate:.0}/s, {replies} answered{}", self.queue)
    }
}
