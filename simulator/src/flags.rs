//! What the program of a simulation is asked for.

use crate::faults::Kinds;
use std::collections::BTreeMap;
use suki_runtime::Plan;

/// What is printed for wrong flags.
pub const USAGE: &str = "\
--seeds N           how many seeds (1000)
--first-seed S      the first of them (0)
--jobs N            how many at a time (1)
--faults KINDS      none, or some of crash, restart, pause, partition, drift, delay, loss, reset (all)
--survives NAME=N   so many members of a location may crash without anything being lost; may be repeated
--trace yes|no      all that happens in the first seed (no)
--mutant K          the seeded bug that is switched on, in programs that have some (0: none)";

/// What was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flags {
    /// How many seeds.
    pub seeds: u64,
    /// The first of them.
    pub first_seed: u64,
    /// How many at a time.
    pub jobs: u32,
    /// What may go wrong.
    pub kinds: Kinds,
    /// By home: how many members may crash.
    pub survives: BTreeMap<u16, u32>,
    /// Whether to trace the first seed.
    pub trace: bool,
    /// The seeded bug that is switched on.
    pub mutant: u64,
}

impl Flags {
    /// Reads the flags for a plan.
    ///
    /// # Errors
    /// A sentence about the first flag that is wrong.
    pub fn read(mut arguments: impl Iterator<Item = String>, plan: &Plan) -> Result<Flags, String> {
        let mut flags = Flags {
            seeds: 1_000,
            first_seed: 0,
            jobs: 1,
            kinds: Kinds::default(),
            survives: BTreeMap::new(),
            trace: false,
            mutant: 0,
        };
        while let Some(flag) = arguments.next() {
            let value = arguments.next().ok_or_else(|| format!("{flag} needs a value"))?;
            let wrong = |_| format!("{flag} cannot be `{value}`");
            match flag.as_str() {
                "--seeds" => flags.seeds = value.parse().map_err(wrong)?,
                "--first-seed" => flags.first_seed = value.parse().map_err(wrong)?,
                "--jobs" => flags.jobs = value.parse().map_err(wrong)?,
                "--faults" => flags.kinds = value.parse()?,
                "--survives" => {
                    let (home, count) = survives(&value, plan)?;
                    flags.survives.insert(home, count);
                }
                "--mutant" => flags.mutant = value.parse().map_err(wrong)?,
                "--trace" => flags.trace = value == "yes",
                _ => return Err(format!("there is no flag {flag}")),
            }
        }
        Ok(flags)
    }
}

fn survives(value: &str, plan: &Plan) -> Result<(u16, u32), String> {
    let (name, count) = value.split_once('=').unwrap_or((value, "1"));
    let count = count.parse().map_err(|_| format!("--survives cannot be `{value}`: NAME=N"))?;
    let is_home = |(index, role): &(usize, &suki_runtime::Role)| {
        role.name == name && role.family as usize == *index && role.process.is_some()
    };
    let home = plan.roles.iter().enumerate().find(is_home);
    home.map(|(index, _)| (index as u16, count)).ok_or_else(|| format!("no location is called `{name}`"))
}
