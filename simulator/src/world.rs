//! One simulation: an event after the other, until all is answered and quiet, or something is wrong.

mod logs;
mod strike;
mod turn;

use crate::agenda::{Agenda, Event};
use crate::choices::Choices;
use crate::clients::{Clients, Post, Replied};
use crate::faults::{Kind, Kinds, Struck};
use crate::limits::{DRAIN_LOGS_STEPS_MAX, DRAIN_STEPS_MAX, SETTLE_CRASHED_US_MAX, SETTLE_US_MAX, STEPS_MAX};
use crate::mail::{Letter, Mail};
use crate::map::Map;
use crate::oracle::{Oracle, Violation};
use crate::subject::Subject;
use crate::trace::Trace;
use crate::weather::{CALM_SPREAD_US, LATENCY_US, Weather};
use std::collections::BTreeMap;
use suki_runtime::ClientId;
use suki_runtime::client::check::Spec;
use suki_runtime::client::program::Program;
use suki_runtime::host::Host;

/// What is simulated, and how: the same for all seeds.
pub struct Setting<'a, P> {
    /// The program.
    pub subject: &'a Subject,
    /// Its processes.
    pub map: &'a Map,
    /// Its clients.
    pub program: &'a P,
    /// What may go wrong.
    pub kinds: Kinds,
    /// By home: how many of its members may crash without anything being lost.
    pub survives: BTreeMap<u16, u32>,
}

/// What a simulation leaves behind, also where generated code has panicked in it.
pub struct Record {
    /// What was chosen.
    pub choices: Choices,
    /// What happened, where that is kept.
    pub trace: Trace,
    /// Events that were carried out.
    pub steps: u64,
    /// Faults that struck.
    pub struck: Struck,
}

/// One process.
#[derive(Default)]
struct Process {
    /// None: it has crashed.
    host: Option<Host>,
    /// Grows when it crashes and when it comes back.
    epoch: u32,
    /// A turn is on the agenda.
    is_due: bool,
    /// Its records are on their way to disk: it waits for that.
    is_syncing: bool,
    paused_until_us: u64,
    /// By log: what is on disk.
    disk: Vec<Vec<Vec<u8>>>,
    /// By log: what is on its way there.
    pending: Vec<(u16, Vec<Vec<u8>>)>,
}

struct Partition {
    until_us: u64,
    /// By party; 0: the rest.
    group: Vec<u32>,
    way: Way,
}

/// Which letters a partition holds up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Both,
    /// Those to who is cut off.
    In,
    /// Those from who is cut off.
    Out,
    /// Those between two of who is cut off; all others reach them.
    Among,
}

impl Partition {
    fn holds(&self, from: u32, to: u32) -> bool {
        let (from, to) = (self.group[from as usize], self.group[to as usize]);
        match self.way {
            Way::Both => from != to,
            Way::In => from == 0 && to > 0,
            Way::Out => from > 0 && to == 0,
            Way::Among => from > 0 && to > 0 && from != to,
        }
    }
}

struct World<'a, P: Program, S: Spec> {
    setting: &'a Setting<'a, P>,
    record: &'a mut Record,
    weather: Weather,
    agenda: Agenda,
    mail: Mail,
    processes: Vec<Process>,
    clients: Clients<'a, P, S>,
    partitions: Vec<Partition>,
    now_us: u64,
    /// When the last answer came.
    answered_us: u64,
    /// Timers fire no more.
    is_silent: bool,
    /// A crash has struck that may take answers along.
    may_lose: bool,
    post: Post,
    outgoing: Vec<Letter>,
}

/// Runs one simulation to its end.
///
/// # Errors
/// What is wrong.
pub fn simulate<P, S>(setting: &Setting<P>, spec: S, record: &mut Record) -> Result<(), Violation>
where
    P: Program,
    S: Spec<Request = P::Request, Reply = P::Reply>,
{
    let map = setting.map;
    crate::random::begin(record.choices.below(u32::MAX));
    let retries = setting.program.retry_after_ms().is_some();
    let weather = Weather::draw(&mut record.choices, map, &setting.kinds, retries);
    let parties = map.places.len() + weather.clients as usize;
    let mut world = World {
        clients: Clients::new(setting.program, spec, &weather),
        mail: Mail::new(map.plan.channels.len(), parties),
        processes: map.places.iter().map(|_| Process::default()).collect(),
        setting,
        record,
        weather,
        agenda: Agenda::default(),
        partitions: Vec::new(),
        now_us: 0,
        answered_us: 0,
        is_silent: false,
        may_lose: false,
        post: Post::default(),
        outgoing: Vec::new(),
    };
    world.begin()?;
    world.run()?;
    world.logs_agree()?;
    world.clients.finish()
}

impl<P, S> World<'_, P, S>
where
    P: Program,
    S: Spec<Request = P::Request, Reply = P::Reply>,
{
    fn begin(&mut self) -> Result<(), Violation> {
        for place in 0..self.processes.len() as u32 {
            self.start(place)?;
        }
        let retry_us = self.retry_us();
        for client in 0..self.weather.clients {
            let at_us = u64::from(self.record.choices.below(self.weather.think_us + 1));
            self.agenda.note(at_us, Event::Ask(client));
            if let Some(retry_us) = retry_us {
                self.agenda.note(at_us + retry_us, Event::Overdue(client));
            }
        }
        if self.weather.drifts {
            self.record.struck.note(Kind::Drift);
        }
        for (number, fault) in self.weather.faults.iter().enumerate() {
            self.agenda.note(fault.at_us, Event::Fault(number as u32));
        }
        Ok(())
    }

    fn retry_us(&self) -> Option<u64> {
        self.setting.program.retry_after_ms().map(|after_ms| after_ms.max(1) * 1_000)
    }

    /// A process begins, or begins again with what is on disk.
    fn start(&mut self, place: u32) -> Result<(), Violation> {
        let map = self.setting.map;
        let process = &mut self.processes[place as usize];
        process.epoch += 1;
        process.disk.resize(map.plan.logs.len(), Vec::new());
        let role = self.setting.program.role();
        let clients: Vec<(u16, ClientId)> =
            (0..u64::from(self.weather.clients)).map(|number| (role, ClientId::new(number))).collect();
        let at = map.places[place as usize];
        let disk = suki_runtime::Recovered::new(process.disk.clone());
        let node = (self.setting.subject.node)(at);
        let host = Host::start(map.plan, at, u64::from(process.epoch), node, &disk, &clients);
        process.host =
            Some(host.map_err(|error| Violation::new(Oracle::Failed, format!("{}: {error}", map.name(place))))?);
        (process.is_due, process.is_syncing, process.paused_until_us) = (false, false, 0);
        let epoch = process.epoch;
        self.due(place);
        for timer in &map.timers[place as usize] {
            let period_us = self.period_us(place, *timer);
            let first_us = period_us / 2 + u64::from(self.record.choices.below(period_us as u32));
            self.agenda.note(self.now_us + first_us, Event::Fire { place, epoch, timer: *timer });
        }
        Ok(())
    }

    fn period_us(&self, place: u32, timer: u16) -> u64 {
        let period_us = self.setting.map.plan.timers[timer as usize].period_ms.max(1) * 1_000;
        let clock_permille = if self.is_calm() { 1_000 } else { self.weather.clock_permille[place as usize] };
        period_us * u64::from(clock_permille) / 1_000
    }

    /// Until all is answered and quiet.
    fn run(&mut self) -> Result<(), Violation> {
        let end_us = loop {
            if self.clients.are_done() {
                break self.now_us;
            }
            let patience_us = if self.may_lose { SETTLE_CRASHED_US_MAX } else { SETTLE_US_MAX };
            if self.now_us > self.weather.calm_us.max(self.answered_us) + patience_us {
                break self.now_us;
            }
            if !self.step()? {
                break self.now_us;
            }
        };
        if !self.clients.are_done() && !self.may_lose {
            let why = self.clients.example_waiting().unwrap_or_else(|| "a request is never made".into());
            return Err(Violation::new(Oracle::Lost, why));
        }
        // Whatever is wrong may show only now: late answers, logs, what timers still have to mend.
        self.weather.calm_us = self.weather.calm_us.min(end_us);
        let linger_us = end_us + 2 * self.setting.map.period_us_max + u64::from(CALM_SPREAD_US);
        while self.now_us < linger_us && self.step()? {}
        self.is_silent = true;
        let has_logs = !self.setting.program.atomic().is_empty();
        let steps_max = self.record.steps + if has_logs { DRAIN_LOGS_STEPS_MAX } else { DRAIN_STEPS_MAX };
        while self.record.steps < steps_max && self.step()? {}
        Ok(())
    }

    fn is_calm(&self) -> bool {
        self.now_us >= self.weather.calm_us
    }

    /// Carries out the next event. False: there is none.
    fn step(&mut self) -> Result<bool, Violation> {
        let Some((at_us, event)) = self.agenda.next() else { return Ok(false) };
        self.now_us = self.now_us.max(at_us);
        self.record.steps += 1;
        if self.record.steps > STEPS_MAX {
            return Err(Violation::new(Oracle::Unknown, format!("not decided after {STEPS_MAX} steps")));
        }
        match event {
            Event::Letter(number) => self.letter(number)?,
            Event::Stream(number) => self.stream(number)?,
            Event::Turn { place, epoch } => self.turn(place, epoch)?,
            Event::Synced { place, epoch } => self.synced(place, epoch),
            Event::Fire { place, epoch, timer } => self.fire(place, epoch, timer),
            Event::Ask(client) => self.ask(client),
            Event::Overdue(client) => self.overdue(client),
            Event::Fault(number) => self.fault(number as usize),
            Event::Restart(unit) => self.restart(unit)?,
        }
        Ok(true)
    }

    fn letter(&mut self, number: u32) -> Result<(), Violation> {
        if let Some((from, to)) = self.mail.ends_of_loose(number)
            && let Some(until_us) = self.held_until_us(from, to)
        {
            let at_us = until_us + u64::from(self.record.choices.below(CALM_SPREAD_US));
            self.agenda.note(at_us, Event::Letter(number));
            return Ok(());
        }
        match self.mail.take_loose(number) {
            Some(letter) => self.arrive(letter),
            None => Ok(()),
        }
    }

    fn stream(&mut self, number: u32) -> Result<(), Violation> {
        let Some((from, to)) = self.mail.ends_of_stream(number) else { return Ok(()) };
        if let Some(until_us) = self.held_until_us(from, to) {
            let at_us = until_us + u64::from(self.record.choices.below(CALM_SPREAD_US));
            self.agenda.note(at_us, Event::Stream(number));
            return Ok(());
        }
        match self.mail.take_from_stream(number) {
            Some(letter) => self.arrive(letter),
            None => Ok(()),
        }
    }

    /// Until when nothing gets from one party to another, if that is so.
    fn held_until_us(&self, from: u32, to: u32) -> Option<u64> {
        let paused_us = self.processes.get(to as usize).map_or(0, |process| process.paused_until_us);
        let holding = self.partitions.iter().filter(|partition| partition.holds(from, to));
        let until_us = holding.map(|partition| partition.until_us).max().unwrap_or(0).max(paused_us);
        (until_us > self.now_us).then_some(until_us)
    }

    fn arrive(&mut self, letter: Letter) -> Result<(), Violation> {
        let (setting, now_us) = (self.setting, self.now_us);
        let map = setting.map;
        self.record.trace.note(now_us, || {
            let (name, from) = (map.plan.channels[letter.channel as usize].name, map.name(letter.from));
            let shown = setting.subject.shown(letter.channel, &letter.payload);
            (map.name(letter.to), "receives", format!("{name} from {from}: {shown}"))
        });
        if let Some(client) = map.as_client(letter.to) {
            let replied = self.clients.reply(client, letter.channel, &letter.payload, now_us, &mut self.post)?;
            self.mail.done(letter);
            self.post_of(client);
            if replied == Replied::Answered {
                self.answered_us = now_us;
                self.think(client);
            }
            return Ok(());
        }
        let process = &mut self.processes[letter.to as usize];
        let Some(host) = process.host.as_mut().filter(|_| process.epoch == letter.epoch) else { return Ok(()) };
        let sender = map.sender(letter.channel, letter.from);
        host.receive(letter.channel, sender, &letter.payload)
            .map_err(|error| Violation::new(Oracle::Failed, format!("{}: {error}", map.name(letter.to))))?;
        let to = letter.to;
        self.mail.done(letter);
        self.due(to);
        Ok(())
    }

    /// Puts a letter on its way.
    #[inline]
    fn send(&mut self, letter: Letter) {
        let channel = letter.channel as usize;
        let is_lossy = self.setting.map.plan.channels[channel].lossy;
        if is_lossy && !self.is_calm() && self.record.choices.chance(self.weather.loss_permille) {
            self.record.struck.note(Kind::Loss);
            return;
        }
        let at_us = self.now_us + self.delay_us(letter.to);
        if self.setting.subject.ordered[channel] {
            let (stream, at_us) = self.mail.put_in_stream(letter, at_us);
            self.agenda.note(at_us, Event::Stream(stream));
        } else {
            let number = self.mail.put_loose(letter);
            self.agenda.note(at_us, Event::Letter(number));
        }
    }

    #[inline]
    fn delay_us(&mut self, to: u32) -> u64 {
        if self.is_calm() {
            return LATENCY_US + u64::from(self.record.choices.below(CALM_SPREAD_US));
        }
        let mut delay_us = self.record.choices.below(self.weather.spread_us);
        if self.record.choices.chance(self.weather.tail_permille) {
            self.record.struck.note(Kind::Delay);
            delay_us += self.record.choices.below(self.weather.tail_us);
        }
        let lag_us = self.weather.lag_us.get(to as usize).copied().unwrap_or(0);
        delay_us += self.record.choices.below(lag_us);
        LATENCY_US + u64::from(delay_us)
    }

    fn ask(&mut self, client: u32) {
        if self.clients.ask(client, self.now_us, &mut self.post) {
            self.post_of(client);
            self.think(client);
        }
    }

    /// The next request of a client comes after a while.
    fn think(&mut self, client: u32) {
        if self.clients.has_more(client) {
            let think_us = if self.is_calm() { 0 } else { self.weather.think_us };
            let at_us = self.now_us + u64::from(self.record.choices.below(think_us + 1));
            self.agenda.note(at_us, Event::Ask(client));
        }
    }

    fn overdue(&mut self, client: u32) {
        let Some(retry_us) = self.retry_us() else { return };
        if self.clients.are_done() {
            return;
        }
        self.clients.ask_again(client, retry_us, self.now_us, &mut self.post);
        self.post_of(client);
        self.agenda.note(self.now_us + retry_us / 4 + 1, Event::Overdue(client));
    }

    /// Sends what a client has said.
    fn post_of(&mut self, client: u32) {
        let setting = self.setting;
        let from = setting.map.places.len() as u32 + client;
        for sent in std::mem::take(&mut self.post.0) {
            let Some(to) = setting.map.party(sent.to) else { continue };
            self.record.trace.note(self.now_us, || {
                let (name, to) = (setting.map.plan.channels[sent.channel as usize].name, setting.map.name(to));
                let shown = setting.subject.shown(sent.channel, &sent.payload);
                (format!("client {client}"), "asks", format!("{name} to {to}: {shown}"))
            });
            let epoch = self.processes[to as usize].epoch;
            self.send(Letter { channel: sent.channel, from, to, epoch, payload: sent.payload });
        }
    }
}
