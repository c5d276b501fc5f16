//! All clients of one load driver: what they ask, and what becomes of the replies. No sockets are opened here.

use super::check::{Operation, Spec, Tally};
use super::checker::Checker;
use super::figures::Figures;
use super::limits::UNDECIDED_MAX;
use super::link::{Flushed, Link, Post, Routes};
use super::load::Load;
use super::program::Program;
use super::requests::{Outcome, Requests};
use crate::ClientId;
use crate::transport::Writing;
use crate::wire::{WireError, frame};
use std::rc::Rc;
use std::time::Instant;

/// What is done with requests and answers at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Connections are being made: nothing is asked.
    Connect,
    /// It runs, and is not measured.
    WarmUp,
    /// It is measured.
    Measure,
    /// Nothing is asked any more.
    Settle,
}

struct Client<P: Program> {
    id: ClientId,
    requests: Requests<P>,
    links: Vec<Link>,
}

/// The clients.
pub(super) struct Driver<P: Program, S: Spec> {
    pub program: P,
    pub load: Load,
    pub figures: Figures,
    pub routes: Routes,
    phase: Phase,
    clients: Vec<Client<P>>,
    dirty: Vec<(u32, u32)>,
    checker: Option<Checker<S>>,
    /// Events so far: the time that histories are told in.
    events: u64,
    started: Instant,
    /// Whom the next request at a rate comes from.
    turn: usize,
    /// What came, in words, where a script wants to see it.
    pub outputs: Option<Vec<Output>>,
}

/// An element of an output.
#[derive(Debug)]
pub(super) struct Output {
    /// Who got it.
    pub client: u32,
    /// The output's name.
    pub port: &'static str,
    /// The element, as JSON.
    pub value: String,
}

impl<P, S> Driver<P, S>
where
    P: Program,
    S: Spec<Request = P::Request, Reply = P::Reply>,
{
    /// Clients as many as `load` says, without connections.
    pub fn new(program: P, spec: S, load: Load) -> std::io::Result<Self> {
        let routes = Routes::new(program.plan(), program.role());
        let count = u64::from(load.connections);
        let client = |number| Client {
            id: ClientId::new(number),
            requests: Requests::new(load.seed),
            links: routes.places.iter().map(|_| Link::default()).collect(),
        };
        let clients = (0..count).map(client).collect();
        let checker = Some(Checker::start(spec, load.check_share)?);
        Ok(Self {
            program,
            figures: Figures::new(),
            routes,
            phase: Phase::Connect,
            clients,
            dirty: Vec::new(),
            checker,
            events: 0,
            started: Instant::now(),
            turn: 0,
            outputs: None,
            load,
        })
    }

    /// How many clients there are.
    pub fn clients(&self) -> u32 {
        self.clients.len() as u32
    }

    /// A client's name.
    pub fn id(&self, client: u32) -> ClientId {
        self.clients[client as usize].id
    }

    /// Nanoseconds since the driver was made.
    pub fn now_ns(&self) -> u64 {
        self.started.elapsed().as_nanos() as u64
    }

    /// Requests that wait for their answers.
    pub fn waiting(&self) -> usize {
        self.clients.iter().map(|client| client.requests.waiting()).sum()
    }

    /// The next phase begins.
    pub fn enter(&mut self, phase: Phase) {
        self.phase = phase;
    }

    /// Whether all requests that were asked for have been made.
    pub fn has_asked_all(&self) -> bool {
        self.load.requests.is_some_and(|requests| self.figures.counts.requests >= requests)
    }

    /// A connection has been made.
    pub fn connected(&mut self, client: u32, place: usize, writing: Writing) {
        self.clients[client as usize].links[place].connected(writing);
    }

    /// A connection is gone.
    pub fn lost(&mut self, client: u32, place: usize) {
        self.clients[client as usize].links[place].lost();
        self.figures.counts.reconnects += 1;
    }

    /// Takes all whole frames at the start of `bytes`; how many bytes they are.
    pub fn take(&mut self, client: u32, bytes: &[u8]) -> Result<usize, WireError> {
        let now_ns = self.now_ns();
        let mut taken = 0;
        while let Some(frame) = frame::first(&bytes[taken..])? {
            taken += frame.bytes();
            if frame.channel < frame::CONTROL {
                self.reply(client, frame.channel, frame.payload, now_ns);
            }
        }
        self.refill(client, now_ns);
        Ok(taken)
    }

    /// Makes requests of a client until as many wait as may.
    pub fn refill(&mut self, client: u32, now_ns: u64) {
        if self.load.rate_per_s.is_some() {
            return;
        }
        let outstanding = self.load.outstanding as usize;
        while self.clients[client as usize].requests.waiting() < outstanding && self.ask(client, now_ns, now_ns) {}
    }

    /// Makes a request of the next client in turn, which was due at `due_ns`.
    pub fn ask_in_turn(&mut self, due_ns: u64, now_ns: u64) {
        if !self.is_asking() {
            return;
        }
        let client = self.turn as u32;
        self.turn = (self.turn + 1) % self.clients.len();
        if !self.ask(client, due_ns, now_ns) {
            self.figures.counts.skipped += 1;
        }
    }

    /// Asks again what has waited too long.
    pub fn ask_again(&mut self) {
        let Some(after_ms) = self.program.retry_after_ms() else { return };
        let now_ns = self.now_ns();
        let Some(before_ns) = now_ns.checked_sub(after_ms * 1_000_000) else { return };
        for client in 0..self.clients() {
            let late = self.clients[client as usize].requests.overdue(&self.program, before_ns, now_ns);
            self.figures.counts.retried += late.len() as u64;
            late.into_iter().for_each(|slot| self.send(client, slot));
        }
    }

    /// Whether there is something to write.
    pub fn is_dirty(&self) -> bool {
        !self.dirty.is_empty()
    }

    /// Writes what there is; the connections that it has to be waited for.
    pub fn flush(&mut self) -> Vec<(u32, u32, Rc<Writing>)> {
        let mut blocked = Vec::new();
        for (client, place) in self.dirty.drain(..) {
            if let Flushed::Blocked(writing) = self.clients[client as usize].links[place as usize].flush() {
                blocked.push((client, place, writing));
            }
        }
        blocked
    }

    /// A connection can be written to again; the connection, when it is to be waited for once more.
    pub fn unblocked(&mut self, client: u32, place: u32) -> Option<Rc<Writing>> {
        let link = &mut self.clients[client as usize].links[place as usize];
        link.unblocked();
        match link.flush() {
            Flushed::All => None,
            Flushed::Blocked(writing) => Some(writing),
        }
    }

    /// Counts what is still waiting as lost, and ends the check.
    pub fn finish(&mut self) -> Option<Tally> {
        self.figures.counts.lost = self.waiting() as u64;
        let mut checker = self.checker.take()?;
        for client in &mut self.clients {
            for (invoked, request) in client.requests.give_up(u64::MAX) {
                checker.over(Operation { invoked, request, answer: None });
            }
        }
        checker.finish()
    }

    fn is_asking(&self) -> bool {
        matches!(self.phase, Phase::WarmUp | Phase::Measure) && !self.has_asked_all()
    }

    /// Asks for what a script says; whether there was room for it.
    pub fn ask_for(&mut self, client: u32, request: P::Request) -> bool {
        let now_ns = self.now_ns();
        self.events += 1;
        let requests = &mut self.clients[client as usize].requests;
        let (i, events) = (self.figures.counts.requests, self.events);
        let Some(slot) = requests.adopt(&self.program, request, i, events, now_ns, now_ns) else { return false };
        self.figures.counts.requests += 1;
        self.send(client, slot);
        true
    }

    fn ask(&mut self, client: u32, due_ns: u64, now_ns: u64) -> bool {
        if !self.is_asking() {
            return false;
        }
        self.events += 1;
        let Client { id, requests, links } = &mut self.clients[client as usize];
        // One count for all clients: whenever they stop, all smaller numbers have been asked for too.
        let (i, events) = (self.figures.counts.requests, self.events);
        let Some(request) = requests.issue(&self.program, i, events, due_ns, now_ns) else { return false };
        self.figures.counts.requests += 1;
        let (routes, flush, dirty) = (&self.routes, self.load.flush, &mut self.dirty);
        self.program.send(*id, request, &mut Post { routes, links, flush, dirty, client });
        true
    }

    fn send(&mut self, client: u32, slot: usize) {
        let Client { id, requests, links } = &mut self.clients[client as usize];
        let Some(request) = requests.request(slot) else { return };
        let (routes, flush, dirty) = (&self.routes, self.load.flush, &mut self.dirty);
        self.program.send(*id, request, &mut Post { routes, links, flush, dirty, client });
    }

    fn reply(&mut self, client: u32, channel: u16, payload: &[u8], now_ns: u64) {
        let reply = match self.program.receive(channel, payload) {
            Ok(reply) => reply,
            Err(error) => return self.figures.wrong(|| format!("a reply that cannot be read: {error}")),
        };
        if let Some(outputs) = &mut self.outputs {
            let (port, value) = self.program.write_json(&reply);
            outputs.push(Output { client, port, value });
        }
        let requests = &mut self.clients[client as usize].requests;
        match requests.reply(&self.program, &reply, payload, now_ns) {
            Outcome::Answered(waiting) => {
                self.figures.counts.replies += 1;
                if self.phase == Phase::Measure {
                    self.figures.answered(now_ns.saturating_sub(waiting.due_ns));
                }
                self.events += 1;
                if !waiting.is_given_up {
                    let answer = Some((self.events, reply));
                    self.over(Operation { invoked: waiting.invoked, request: waiting.request, answer });
                }
            }
            Outcome::Duplicated => self.figures.counts.duplicated += 1,
            Outcome::Repeated => self.figures.counts.repeated += 1,
            Outcome::Notice => self.figures.counts.notices += 1,
            Outcome::Stale => {}
            Outcome::Wrong => self.figures.wrong(|| format!("{reply:?} answers nothing that client {client} asked")),
            Outcome::Redirected(slot) => {
                self.figures.counts.redirected += 1;
                self.send(client, slot);
            }
        }
    }

    fn over(&mut self, operation: Operation<P::Request, P::Reply>) {
        let Some(checker) = &mut self.checker else { return };
        if !checker.over(operation) {
            return;
        }
        // What waits for so long would make all later operations wait for their decision.
        let too_old = self.events.saturating_sub(UNDECIDED_MAX as u64);
        let mut watermark = u64::MAX;
        for client in &mut self.clients {
            for (invoked, request) in client.requests.give_up(too_old) {
                checker.over(Operation { invoked, request, answer: None });
            }
            let open = client.requests.all_waiting().filter(|waiting| !waiting.is_given_up);
            watermark = open.map(|waiting| waiting.invoked).min().unwrap_or(u64::MAX).min(watermark);
        }
        checker.pass_on(watermark.min(self.events));
    }
}
