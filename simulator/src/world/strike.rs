//! Faults as they strike.

use super::{Partition, Way, World};
use crate::agenda::Event;
use crate::faults::Kind;
use crate::oracle::Violation;
use crate::weather::Fault;
use suki_runtime::client::check::Spec;
use suki_runtime::client::program::Program;

impl<P, S> World<'_, P, S>
where
    P: Program,
    S: Spec<Request = P::Request, Reply = P::Reply>,
{
    pub(super) fn fault(&mut self, number: usize) {
        if self.is_calm() {
            return;
        }
        let fault = self.weather.faults[number];
        match fault.kind {
            Kind::Crash => self.crash_for_good(fault),
            Kind::Restart => self.crash_for_a_while(fault),
            Kind::Pause => self.pause(fault),
            Kind::Partition => self.partition(fault),
            Kind::Reset => self.reset(fault),
            // These are no events: letters and clocks are that way throughout.
            Kind::Drift | Kind::Delay | Kind::Loss => {}
        }
    }

    fn say(&mut self, who: String, what: &'static str, more: String) {
        self.record.trace.note(self.now_us, || (who, what, more));
    }

    fn lasts(fault: Fault) -> String {
        format!("for {}.{:03} ms", fault.lasts_us / 1_000, fault.lasts_us % 1_000)
    }

    fn pause(&mut self, fault: Fault) {
        let places = &self.setting.map.units[fault.unit as usize].places;
        let place = places[fault.whom as usize % places.len()];
        let process = &mut self.processes[place as usize];
        if process.host.is_none() {
            return;
        }
        process.paused_until_us = self.now_us + fault.lasts_us;
        self.record.struck.note(Kind::Pause);
        self.say(self.setting.map.name(place), "pauses", Self::lasts(fault));
    }

    /// One family alone, or about half of all, or the members of one location from one another.
    fn partition(&mut self, fault: Fault) {
        let map = self.setting.map;
        let homes = &map.units[fault.unit as usize].homes;
        let (way, what) = match fault.whom % 5 {
            0 | 1 => (Way::Both, "cut off"),
            2 => (Way::In, "deaf"),
            3 => (Way::Out, "dumb"),
            _ => (Way::Among, "strangers"),
        };
        let is_half = way == Way::Both && (fault.whom / 5) % 2 == 1;
        let mut groups = Vec::new();
        for (number, unit) in map.units.iter().enumerate() {
            groups.push(match way {
                Way::Among if unit.homes == *homes => number as u32 + 1,
                Way::Among => 0,
                _ if is_half => self.record.choices.below(2),
                _ => u32::from(number == fault.unit as usize),
            });
        }
        let mut group: Vec<u32> = map.unit_of.iter().map(|unit| groups[*unit as usize]).collect();
        for _ in 0..self.weather.clients {
            group.push(if is_half { self.record.choices.below(2) } else { 0 });
        }
        let names: Vec<String> =
            (0..group.len()).filter(|party| group[*party] > 0).map(|party| map.name(party as u32)).collect();
        let until_us = self.now_us + fault.lasts_us;
        self.record.struck.note(Kind::Partition);
        self.say(names.join(", "), what, Self::lasts(fault));
        self.partitions.retain(|partition| partition.until_us > self.now_us);
        self.partitions.push(Partition { until_us, group, way });
    }

    /// A unit that is up and in the way of no promise: where a program survives crashes, mostly one that it survives.
    fn crash_for_good(&mut self, fault: Fault) {
        let map = self.setting.map;
        let unit = fault.unit as usize;
        let left = |home: &u16| self.setting.survives.get(home).is_some_and(|count| self.crashed(*home) < *count);
        let is_survived = map.units[unit].homes.iter().all(left);
        // Some crashes are too much: nothing is owed then, and safety holds still.
        let rarely = if self.setting.survives.is_empty() { 2 } else { 8 };
        if !is_survived && !fault.whom.is_multiple_of(rarely) {
            return;
        }
        if self.crash(unit as u32) {
            self.may_lose |= !is_survived;
            self.record.struck.note(Kind::Crash);
        }
    }

    /// Members of a home that are down.
    fn crashed(&self, home: u16) -> u32 {
        let is_down = |unit: &&crate::map::Unit| {
            unit.homes.contains(&home) && unit.places.iter().any(|place| self.processes[*place as usize].host.is_none())
        };
        self.setting.map.units.iter().filter(is_down).count() as u32
    }

    fn crash_for_a_while(&mut self, fault: Fault) {
        let map = self.setting.map;
        let units: Vec<u32> =
            (0..map.units.len() as u32).filter(|unit| map.units[*unit as usize].restartable).collect();
        let unit = units[fault.whom as usize % units.len()];
        if self.crash(unit) {
            self.may_lose |= self.retry_us().is_none();
            self.record.struck.note(Kind::Restart);
            self.agenda.note(self.now_us + fault.lasts_us, Event::Restart(unit));
        }
    }

    /// All of a unit stop, with some of what they have sent and of what was on its way to disk. Whether they were up.
    fn crash(&mut self, unit: u32) -> bool {
        let map = self.setting.map;
        let places = &map.units[unit as usize].places;
        if places.iter().any(|place| self.processes[*place as usize].host.is_none()) {
            return false;
        }
        for place in places {
            let process = &mut self.processes[*place as usize];
            process.host = None;
            process.epoch += 1;
            for (log, records) in process.pending.drain(..) {
                let kept = self.record.choices.below(records.len() as u32 + 1) as usize;
                process.disk[log as usize].extend(records.into_iter().take(kept));
            }
            self.record.trace.note(self.now_us, || (map.name(*place), "crashes", String::new()));
        }
        let choices = &mut self.record.choices;
        self.mail.lose(|from, _| places.contains(&from), |count| choices.below(count as u32 + 1) as usize);
        true
    }

    pub(super) fn restart(&mut self, unit: u32) -> Result<(), Violation> {
        let map = self.setting.map;
        for place in &map.units[unit as usize].places {
            self.record.trace.note(self.now_us, || (map.name(*place), "comes back", String::new()));
            self.start(*place)?;
        }
        Ok(())
    }

    fn reset(&mut self, fault: Fault) {
        let map = self.setting.map;
        let client = fault.whom % self.weather.clients;
        let party = map.places.len() as u32 + client;
        let choices = &mut self.record.choices;
        self.mail.lose(|from, to| from == party || to == party, |count| choices.below(count as u32 + 1) as usize);
        self.record.struck.note(Kind::Reset);
        self.say(format!("client {client}"), "reconnects", String::new());
    }
}
