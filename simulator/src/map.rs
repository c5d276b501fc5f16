//! Who is there: processes and clients by number, and who fails with whom.

use suki_runtime::{ClientId, Instance, Place, Plan, Sender};

/// What a plan says of its processes, worked out once.
#[derive(Debug)]
pub struct Map {
    /// The plan.
    pub plan: &'static Plan,
    /// All processes; parties below `places.len()` are these, those above are clients.
    pub places: Vec<Place>,
    /// By kind of process: the first of `places`.
    first: Vec<u32>,
    /// By process: those that fail as one have one unit.
    pub unit_of: Vec<u32>,
    /// The units.
    pub units: Vec<Unit>,
    /// By process: its timers.
    pub timers: Vec<Vec<u16>>,
    /// The longest period of a timer; 0 without timers.
    pub period_us_max: u64,
}

/// Processes that fail as one: a family, or several that share a process.
#[derive(Debug, Default)]
pub struct Unit {
    /// Its processes.
    pub places: Vec<u32>,
    /// The homes in it.
    pub homes: Vec<u16>,
    /// Whether it recovers from disk.
    pub restartable: bool,
}

impl Map {
    /// The map of a plan.
    pub fn new(plan: &'static Plan) -> Map {
        let places: Vec<Place> = plan.places().collect();
        let first = (0..plan.processes.len() as u16)
            .map(|process| places.iter().position(|place| place.process == process).unwrap_or(0) as u32);
        let timers = places.iter().map(|place| {
            let roles: Vec<u16> = plan.roles_at(*place).map(|(role, _)| role).collect();
            (0..plan.timers.len() as u16).filter(|timer| roles.contains(&plan.timers[*timer as usize].role)).collect()
        });
        let (unit_of, units) = units(plan, &places);
        Map {
            plan,
            first: first.collect(),
            timers: timers.collect(),
            period_us_max: plan.timers.iter().map(|timer| timer.period_ms * 1_000).max().unwrap_or(0),
            unit_of,
            units,
            places,
        }
    }

    /// The number of the process that an instance runs in.
    pub fn party(&self, instance: Instance) -> Option<u32> {
        self.plan.place(instance).map(|place| self.number(place))
    }

    /// The number of a process.
    #[inline]
    pub fn number(&self, place: Place) -> u32 {
        let parts = self.plan.processes[place.process as usize].parts;
        self.first[place.process as usize] + place.member * parts + place.part
    }

    /// The number of a client.
    #[inline]
    pub fn client(&self, client: ClientId) -> u32 {
        self.places.len() as u32 + client.number() as u32
    }

    /// Which client a party is; none for processes.
    #[inline]
    pub fn as_client(&self, party: u32) -> Option<u32> {
        party.checked_sub(self.places.len() as u32)
    }

    /// Who has sent on `channel`.
    #[inline]
    pub fn sender(&self, channel: u16, party: u32) -> Sender {
        match self.places.get(party as usize) {
            Some(place) => {
                Sender::Peer(Instance::new(self.plan.channels[channel as usize].from, place.member, place.part))
            }
            None => Sender::Client(ClientId::new(u64::from(party) - self.places.len() as u64)),
        }
    }

    /// What a trace calls a party.
    pub fn name(&self, party: u32) -> String {
        match self.as_client(party) {
            Some(client) => format!("client {client}"),
            None => self.plan.name(self.places[party as usize]),
        }
    }
}

/// Two processes are in one unit when parts of one member of one family are in both.
fn units(plan: &Plan, places: &[Place]) -> (Vec<u32>, Vec<Unit>) {
    let families: Vec<Vec<(u16, u32)>> = places
        .iter()
        .map(|place| plan.roles_at(*place).map(|(_, role)| (role.family, place.member)).collect())
        .collect();
    let mut unit_of: Vec<u32> = (0..places.len() as u32).collect();
    for one in 0..places.len() {
        for other in 0..one {
            let (from, to) = (unit_of[one], unit_of[other]);
            if from != to && families[one].iter().any(|family| families[other].contains(family)) {
                unit_of.iter_mut().filter(|unit| **unit == from).for_each(|unit| *unit = to);
            }
        }
    }
    let mut names: Vec<u32> = unit_of.clone();
    names.sort_unstable();
    names.dedup();
    unit_of.iter_mut().for_each(|unit| *unit = names.binary_search(unit).unwrap_or(0) as u32);
    let mut units: Vec<Unit> = names.iter().map(|_| Unit { restartable: true, ..Unit::default() }).collect();
    for (number, place) in places.iter().enumerate() {
        let unit = &mut units[unit_of[number] as usize];
        unit.places.push(number as u32);
        unit.restartable &= plan.is_restartable(*place);
        unit.homes.extend(plan.roles_at(*place).filter(|(index, role)| *index == role.family).map(|(index, _)| index));
    }
    (unit_of, units)
}
