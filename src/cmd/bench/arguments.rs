//! What is measured, and how.

use crate::args::{Group, When};
use crate::cmd::run::build::Profile;
use std::path::PathBuf;
use std::str::FromStr;

/// Measures a program beside its plans: pairs of runs on this machine, each location with a CPU quota of its own
#[derive(Debug, clap::Args)]
#[group(id = "bench")]
pub struct Args {
    /// The program or plan, an .ir file; `-` reads standard input
    #[arg(value_name = "FILE")]
    pub file: PathBuf,

    /// Machines that plans may use, one plan for each number [default: as the target says, else 20]
    #[arg(long, value_name = "N,..", value_delimiter = ',', value_parser = clap::value_parser!(u32).range(1..))]
    pub budget: Vec<u32>,

    /// When processes write, of both sides: `each`, `turn`, or one after the other
    #[arg(long, value_name = "WHEN,..", value_delimiter = ',', default_value = "each,turn")]
    pub flush: Vec<When>,

    /// Clients, and the requests of each that wait for answers at a time; several make a curve
    #[arg(long, value_name = "CxN,..", value_delimiter = ',', default_value = "50x20")]
    pub clients: Vec<Clients>,

    /// Requests per second of all clients, answered or not, instead of a new one for each answer
    #[arg(long, value_name = "R,..", value_delimiter = ',', value_parser = positive)]
    pub rate: Vec<f64>,

    /// How long each run is measured
    #[arg(long, value_name = "S", default_value = "10", value_parser = positive)]
    pub seconds: f64,

    /// How long each run goes on before it is measured
    #[arg(long, value_name = "S", default_value = "1", value_parser = positive)]
    pub warm_up: f64,

    /// Pairs of runs that count
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    pub pairs: u32,

    /// The share of a core of each process, 0 for no quota [default: as the target says]
    #[arg(long, value_name = "Q", value_parser = share)]
    pub share: Option<f64>,

    /// Machines and network that plans are for [default: emulated-cluster; without quota loopback]
    #[arg(long, value_name = "NAME|FILE.toml")]
    target: Option<String>,

    /// Measured rates and sizes of streams, a TOML file
    #[arg(long, value_name = "FILE.toml")]
    pub profile: Option<PathBuf>,

    /// Locations that may share a process though the program does not say so; may be repeated
    #[arg(long, value_name = "A,B")]
    pub colocate: Vec<Group>,

    /// The share of keys whose histories are checked, where the workload says `linearizable`; each reply is checked anyway
    #[arg(long, value_name = "Q", default_value = "0.05", value_parser = share)]
    pub check_share: f64,

    /// Processes keep to their quotas by themselves, though the system may have control groups
    #[arg(long)]
    pub slow_cpu: bool,

    /// Counts runs that the validity checks reject, and says so: for trying things out
    #[arg(long)]
    pub keep_unsound: bool,

    /// Compiles for speed, or quickly
    #[arg(long, value_name = "PROFILE", default_value = "measure")]
    pub build: Profile,

    /// Keeps the programs that were built, in folders `source` and `plan-MACHINES-FLUSH`, for `suki-cluster`
    #[arg(long, value_name = "DIR")]
    pub keep: Option<PathBuf>,

    /// Where JSON, Markdown and charts go
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

impl Args {
    /// The target's name or file.
    pub fn target(&self) -> &str {
        let usual = if self.share == Some(0.0) { "loopback" } else { "emulated-cluster" };
        self.target.as_deref().unwrap_or(usual)
    }
}

/// So many clients with so many requests each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Clients {
    /// Connections.
    pub connections: u32,
    /// Requests of each that wait at a time.
    pub outstanding: u32,
}

impl FromStr for Clients {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let number = |text: &str| text.parse().ok().filter(|number| *number > 0);
        let numbers = word.split_once('x').and_then(|(one, other)| Some((number(one)?, number(other)?)));
        let (connections, outstanding) = numbers.ok_or("expected clients and requests, as in 50x20")?;
        Ok(Clients { connections, outstanding })
    }
}

fn positive(word: &str) -> Result<f64, String> {
    let number = word.parse().ok().filter(|number: &f64| *number > 0.0 && number.is_finite());
    number.ok_or_else(|| "expected a number above 0".into())
}

fn share(word: &str) -> Result<f64, String> {
    let number = word.parse().ok().filter(|number| (0.0..=1.0).contains(number));
    number.ok_or_else(|| "expected a share, from 0 to 1".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clients_have_two_numbers() {
        assert_eq!("50x20".parse(), Ok(Clients { connections: 50, outstanding: 20 }));
        for wrong in ["50", "x", "0x3", "3x0", "-1x3", "1x2x3"] {
            assert!(wrong.parse::<Clients>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn numbers_are_in_their_ranges() {
        assert_eq!((positive("0.5"), share("0"), share("1")), (Ok(0.5), Ok(0.0), Ok(1.0)));
        assert!(positive("0").is_err() && positive("inf").is_err() && share("1.1").is_err() && share("NaN").is_err());
    }
}
