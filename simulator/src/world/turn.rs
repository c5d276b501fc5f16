//! Turns of processes: what has arrived is stepped over, what that yields is sent, what is logged is synced.

use super::World;
use crate::agenda::Event;
use crate::mail::Letter;
use crate::oracle::{Oracle, Violation};
use suki_runtime::client::check::Spec;
use suki_runtime::client::program::Program;
use suki_runtime::host::Receiver;

impl<P, S> World<'_, P, S>
where
    P: Program,
    S: Spec<Request = P::Request, Reply = P::Reply>,
{
    /// A process has reason for a turn: it takes one before long, over all that has arrived until then.
    #[inline]
    pub(super) fn due(&mut self, place: u32) {
        let process = &mut self.processes[place as usize];
        if process.is_due || process.is_syncing {
            return;
        }
        process.is_due = true;
        let epoch = process.epoch;
        let wait_us = if self.is_calm() { 0 } else { self.record.choices.below(self.weather.turn_us + 1) };
        let at_us = self.now_us.max(self.processes[place as usize].paused_until_us) + u64::from(wait_us);
        self.agenda.note(at_us, Event::Turn { place, epoch });
    }

    pub(super) fn turn(&mut self, place: u32, epoch: u32) -> Result<(), Violation> {
        let setting = self.setting;
        let map = setting.map;
        let process = &mut self.processes[place as usize];
        let Some(host) = process.host.as_mut().filter(|_| process.epoch == epoch) else { return Ok(()) };
        if process.paused_until_us > self.now_us {
            self.agenda.note(process.paused_until_us, Event::Turn { place, epoch });
            return Ok(());
        }
        self.record.trace.note(self.now_us, || (map.name(place), "steps", String::new()));
        let (mail, outgoing) = (&mut self.mail, &mut self.outgoing);
        let again = host.turn(|receiver, frame| {
            let to = match receiver {
                Receiver::Place(place) => map.number(place),
                Receiver::Client(client) => map.client(client),
            };
            let payload = mail.copy(frame.payload);
            outgoing.push(Letter { channel: frame.channel, from: place, to, epoch: 0, payload });
        });
        if let Some(ended) = host.ended() {
            return Err(Violation::new(Oracle::Failed, format!("{}: {ended}", map.name(place))));
        }
        process.pending = host.take_records();
        process.is_due = false;
        process.is_syncing = !process.pending.is_empty();
        let is_syncing = process.is_syncing;
        let mut outgoing = std::mem::take(&mut self.outgoing);
        for mut letter in outgoing.drain(..) {
            letter.epoch = self.processes.get(letter.to as usize).map_or(0, |process| process.epoch);
            self.record.trace.note(self.now_us, || {
                let (name, to) = (map.plan.channels[letter.channel as usize].name, map.name(letter.to));
                let shown = setting.subject.shown(letter.channel, &letter.payload);
                (map.name(place), "sends", format!("{name} to {to}: {shown}"))
            });
            self.send(letter);
        }
        self.outgoing = outgoing;
        if is_syncing {
            let sync_us = self.record.choices.below(self.weather.sync_us + 1);
            self.agenda.note(self.now_us + u64::from(sync_us), Event::Synced { place, epoch });
        } else if again {
            self.due(place);
        }
        Ok(())
    }

    pub(super) fn synced(&mut self, place: u32, epoch: u32) {
        let map = self.setting.map;
        let process = &mut self.processes[place as usize];
        let Some(host) = process.host.as_mut().filter(|_| process.epoch == epoch) else { return };
        for (log, records) in process.pending.drain(..) {
            self.record.trace.note(self.now_us, || {
                let name = map.plan.logs[log as usize].name;
                (map.name(place), "has on disk", format!("{} more in {name}", records.len()))
            });
            process.disk[log as usize].extend(records);
        }
        host.persisted();
        process.is_syncing = false;
        self.due(place);
    }

    pub(super) fn fire(&mut self, place: u32, epoch: u32, timer: u16) {
        let map = self.setting.map;
        let now_us = self.now_us;
        let process = &mut self.processes[place as usize];
        let Some(host) = process.host.as_mut().filter(|_| process.epoch == epoch && !self.is_silent) else { return };
        if process.paused_until_us > now_us {
            // Beats that it has missed are skipped.
            self.agenda.note(process.paused_until_us, Event::Fire { place, epoch, timer });
            return;
        }
        self.record.trace.note(now_us, || (map.name(place), "fires", map.plan.timers[timer as usize].name.to_string()));
        host.fire(timer);
        let period_us = self.period_us(place, timer);
        let late_us = u64::from(self.record.choices.below((period_us / 8) as u32));
        self.agenda.note(now_us + period_us + late_us, Event::Fire { place, epoch, timer });
        self.due(place);
    }
}
