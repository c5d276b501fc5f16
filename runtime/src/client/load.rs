//! How much is asked for: the flags of a load driver.

use crate::Flush;
use std::path::PathBuf;
use std::time::Duration;

/// What is printed for wrong flags.
pub const USAGE: &str = "\
--membership PATH   a TOML file with the addresses of all, or a folder in which each one writes its own
--seconds S         how long to measure (5)
--warm-up S         how long to run before that (1)
--requests N        ask for so many in all, instead of for a time
--connections C     clients, each with connections of its own (1)
--outstanding N     requests of one client that wait for answers at a time (1)
--rate R            requests per second of all clients together, answered or not
--flush turn|each   one write for each peer and turn, or one for each message (turn)
--seed N            for the numbers that the workload draws (0)
--check-share Q     the share of keys whose histories are checked (1)
--data DIR          where the processes keep their logs, to check that they agree
--script FILE       sends the inputs in this file instead, prints the outputs; both as lines of JSON
--settle S          how long to wait for answers that are still due at the end (10)
--scratch DIR       end when the standard input does, and remove this folder then
--json yes|no       lines of JSON about the run as it goes (yes)";

/// What a load driver was asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Load {
    /// Where the processes are: a file or a folder.
    pub membership: PathBuf,
    /// How long is measured.
    pub measure: Duration,
    /// How long it runs before.
    pub warm_up: Duration,
    /// Requests in all; none: for a time.
    pub requests: Option<u64>,
    /// Clients.
    pub connections: u32,
    /// Requests of one client that wait at a time.
    pub outstanding: u32,
    /// Requests per second of all clients; none: a new one for every answer.
    pub rate_per_s: Option<f64>,
    /// When requests are written.
    pub flush: Flush,
    /// For the numbers that the workload draws.
    pub seed: u64,
    /// The share of keys whose histories are checked, from 0 to 1.
    pub check_share: f64,
    /// Where the processes keep their logs.
    pub data: Option<PathBuf>,
    /// Inputs to send instead of the workload's.
    pub script: Option<PathBuf>,
    /// How long late answers are waited for.
    pub settle: Duration,
    /// A folder to remove when the standard input ends, which ends the process.
    pub scratch: Option<PathBuf>,
    /// Whether to print events on the way.
    pub json: bool,
}

impl Load {
    /// The defaults.
    pub fn new(membership: PathBuf) -> Self {
        Self {
            membership,
            measure: Duration::from_secs(5),
            warm_up: Duration::from_secs(1),
            requests: None,
            connections: 1,
            outstanding: 1,
            rate_per_s: None,
            flush: Flush::Turn,
            seed: 0,
            check_share: 1.0,
            data: None,
            script: None,
            settle: Duration::from_secs(10),
            scratch: None,
            json: true,
        }
    }

    /// Reads the flags of a load driver.
    ///
    /// # Errors
    /// A sentence about the first flag that is wrong.
    pub fn read(mut arguments: impl Iterator<Item = String>) -> Result<Load, String> {
        let mut load = Load::new(PathBuf::new());
        while let Some(flag) = arguments.next() {
            let value = arguments.next().ok_or_else(|| format!("{flag} needs a value"))?;
            load.set(&flag, &value).ok_or_else(|| format!("{flag} cannot be `{value}`"))??;
        }
        if load.membership.as_os_str().is_empty() { Err("--membership is needed".into()) } else { Ok(load) }
    }

    /// None: the value is wrong. The error: there is no such flag.
    fn set(&mut self, flag: &str, value: &str) -> Option<Result<(), String>> {
        let seconds = || value.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
        let positive = || value.parse().ok().filter(|count| *count > 0);
        match flag {
            "--membership" => self.membership = value.into(),
            "--seconds" => self.measure = seconds()?,
            "--warm-up" => self.warm_up = seconds()?,
            "--settle" => self.settle = seconds()?,
            "--requests" => self.requests = Some(value.parse().ok().filter(|requests| *requests > 0)?),
            "--connections" => self.connections = positive()?,
            "--outstanding" => self.outstanding = positive()?,
            "--rate" => {
                self.rate_per_s = Some(value.parse().ok().filter(|rate: &f64| *rate > 0.0 && rate.is_finite())?)
            }
            "--flush" => {
                self.flush = match value {
                    "turn" => Flush::Turn,
                    "each" => Flush::Each,
                    _ => return None,
                }
            }
            "--seed" => self.seed = value.parse().ok()?,
            "--check-share" => self.check_share = value.parse().ok().filter(|share| (0.0..=1.0).contains(share))?,
            "--data" => self.data = Some(value.into()),
            "--script" => self.script = Some(value.into()),
            "--scratch" => self.scratch = Some(value.into()),
            "--json" => {
                self.json = match value {
                    "yes" => true,
                    "no" => false,
                    _ => return None,
                }
            }
            _ => return Some(Err(format!("there is no flag {flag}"))),
        }
        Some(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(arguments: &str) -> Result<Load, String> {
        Load::read(arguments.split_whitespace().map(str::to_string))
    }

    #[test]
    fn wrong_flags_are_named() {
        let check = |arguments, expect: &str| assert_eq!(read(arguments).expect_err(arguments), expect);
        check("", "--membership is needed");
        check("--seed", "--seed needs a value");
        check("--seconds -1", "--seconds cannot be `-1`");
        check("--seconds 1e400", "--seconds cannot be `1e400`");
        check("--connections 0", "--connections cannot be `0`");
        check("--rate NaN", "--rate cannot be `NaN`");
        check("--check-share 1.5", "--check-share cannot be `1.5`");
        check("--flush never", "--flush cannot be `never`");
        check("--verbose yes", "there is no flag --verbose");
    }

    #[test]
    fn flags_say_what_to_do() {
        let load = read("--membership m --seconds 0.5 --outstanding 20 --rate 1e3 --flush each --requests 7")
            .expect("it is right");
        assert_eq!((load.measure, load.outstanding, load.requests), (Duration::from_millis(500), 20, Some(7)));
        assert_eq!((load.rate_per_s, load.flush, load.connections), (Some(1_000.0), Flush::Each, 1));
    }
}
