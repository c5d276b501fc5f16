//! What a seed draws before anything happens: how the network and the machines are, and which faults come when.
//!
//! Seeds differ in kind, not only in detail ("swarm testing", Groce et al., ISSTA 2012): one has a fast network and clients
//! that meet on two keys, another one messages that take longer than the program is patient.

use crate::choices::Choices;
use crate::faults::{Kind, Kinds};
use crate::limits::{FAULTS_MAX, FAULTS_STORM_MAX, WAITING_MAX};
use crate::map::Map;

/// The shortest way between two processes.
pub const LATENCY_US: u64 = 50;
/// What it takes at most above that, once all is calm.
pub const CALM_SPREAD_US: u32 = 100;

/// How a simulation is.
#[derive(Clone, Debug)]
pub struct Weather {
    /// What a message may take above [`LATENCY_US`].
    pub spread_us: u32,
    /// Of 1,000 messages so many take up to `tail_us` more.
    pub tail_permille: u32,
    /// How much more.
    pub tail_us: u32,
    /// How long what arrived waits for a turn, at most: long means turns over many messages.
    pub turn_us: u32,
    /// How long a disk takes, at most.
    pub sync_us: u32,
    /// Of 1,000 messages of lossy channels so many are lost.
    pub loss_permille: u32,
    /// By process: its clock's speed in thousandths.
    pub clock_permille: Vec<u32>,
    /// Clients.
    pub clients: u32,
    /// Requests of one client that wait at a time.
    pub outstanding: u32,
    /// Requests of each client.
    pub requests: u32,
    /// How long a client thinks between two requests, at most.
    pub think_us: u32,
    /// Whether clocks differ.
    pub drifts: bool,
    /// By process: what is said to it takes up to so much more.
    pub lag_us: Vec<u32>,
    /// Bound of the numbers that workloads draw.
    pub narrow: u64,
    /// For the numbers that workloads draw.
    pub workload: u32,
    /// From here on nothing goes wrong any more.
    pub calm_us: u64,
    /// What goes wrong before, by time.
    pub faults: Vec<Fault>,
}

/// One fault.
#[derive(Clone, Copy, Debug)]
pub struct Fault {
    /// What.
    pub kind: Kind,
    /// When.
    pub at_us: u64,
    /// For how long.
    pub lasts_us: u64,
    /// Whom.
    pub unit: u32,
    /// How, and whom else: a number to choose by.
    pub whom: u32,
}

impl Weather {
    /// Draws one, with faults of these `kinds`; `retries`: clients ask again.
    pub fn draw(choices: &mut Choices, map: &Map, kinds: &Kinds, retries: bool) -> Weather {
        let clients = 1 + choices.below(4);
        let requests = 1 + if choices.chance(300) { choices.below(60) } else { choices.below(12) };
        let think_us = choices.pick(&[0, 500, 20_000, 100_000]);
        let spread_us = choices.pick(&[100, 1_000, 20_000, 150_000]);
        let turn_us = choices.pick(&[0, 0, 200, 5_000, 40_000]);
        let delays = kinds.has(Kind::Delay) && choices.chance(400);
        let drifts = kinds.has(Kind::Drift) && choices.chance(400);
        let clock = |choices: &mut Choices| if drifts { choices.pick(&[1_000, 900, 1_100, 300, 3_000]) } else { 1_000 };
        let active_us = u64::from(requests * (think_us + spread_us)) + 50_000;
        // Long enough for whatever timers have to notice.
        let span_us = active_us + choices.pick(&[0_u64, 4, 10]) * map.period_us_max;
        let lags = kinds.has(Kind::Delay) && choices.chance(250);
        let lags_us: Vec<u32> = map.units.iter().map(|_| if lags { lag_us(choices) } else { 0 }).collect();
        let faults = faults(choices, map, kinds, retries, span_us);
        let ends_us = faults.iter().map(|fault| fault.at_us + fault.lasts_us).max().unwrap_or(0);
        Weather {
            spread_us,
            tail_permille: if delays { choices.pick(&[5, 50]) } else { 0 },
            tail_us: choices.pick(&[10_000, 200_000, 1_500_000]),
            turn_us,
            sync_us: choices.pick(&[100, 10_000]),
            loss_permille: if kinds.has(Kind::Loss) { choices.pick(&[0, 50, 300]) } else { 0 },
            clock_permille: map.places.iter().map(|_| clock(choices)).collect(),
            clients,
            outstanding: choices.pick(&[1, 2, WAITING_MAX]).min(WAITING_MAX / clients),
            requests,
            think_us,
            drifts,
            lag_us: map.unit_of.iter().map(|unit| lags_us[*unit as usize]).collect(),
            narrow: choices.pick(&[2, 3, 8, 1_000_000]),
            workload: choices.below(u32::MAX),
            calm_us: span_us.max(ends_us),
            faults,
        }
    }
}

/// Few lag behind all others, some of them far.
fn lag_us(choices: &mut Choices) -> u32 {
    if choices.chance(250) { choices.pick(&[30_000, 300_000, 2_000_000]) } else { 0 }
}

fn faults(choices: &mut Choices, map: &Map, kinds: &Kinds, retries: bool, span_us: u64) -> Vec<Fault> {
    let restartable = map.units.iter().any(|unit| unit.restartable);
    let strikes = |kind: Kind| match kind {
        Kind::Crash | Kind::Pause | Kind::Partition => true,
        Kind::Restart => restartable,
        Kind::Reset => retries,
        Kind::Drift | Kind::Delay | Kind::Loss => false,
    };
    let striking: Vec<Kind> = Kind::ALL.into_iter().filter(|kind| kinds.has(*kind) && strikes(*kind)).collect();
    if striking.is_empty() {
        return Vec::new();
    }
    // Some storms are about one location alone: its members lose touch, come back, contend.
    let homes: Vec<u16> = map.units.iter().flat_map(|unit| unit.homes.clone()).collect();
    let focus = choices.chance(500).then(|| homes[choices.below(homes.len() as u32) as usize]);
    let units: Vec<u32> = (0..map.units.len() as u32)
        .filter(|unit| focus.is_none_or(|home| map.units[*unit as usize].homes.contains(&home)))
        .collect();
    let mut faults = Vec::new();
    // A storm strikes again and again.
    let count_max = if choices.chance(250) { FAULTS_STORM_MAX } else { FAULTS_MAX };
    for _ in 0..choices.below(count_max + 1) {
        let kind = striking[choices.below(striking.len() as u32) as usize];
        let at_us = u64::from(choices.below(span_us.min(u64::from(u32::MAX)) as u32));
        let lasts_us = choices.pick(&[2_000_u64, 50_000, 300_000, 1_500_000]);
        let unit = units[choices.below(units.len() as u32) as usize];
        faults.push(Fault { kind, at_us, lasts_us, unit, whom: choices.below(1 << 16) });
    }
    faults
}
