//! The clients: what they ask, and what becomes of the replies. They are the load driver's, without its connections.

use crate::oracle::{Oracle, Violation};
use crate::weather::Weather;
use serde::Serialize;
use suki_runtime::client::check::{Linearizability, Operation, Spec, Verdict};
use suki_runtime::client::program::{Outbox, Program};
use suki_runtime::client::requests::{Outcome, Requests};
use suki_runtime::wire::{Codec, Wire};
use suki_runtime::{ClientId, Instance};

/// A request on its way out.
pub struct Sent {
    /// The channel.
    pub channel: u16,
    /// Whom it is for.
    pub to: Instance,
    /// The element, encoded.
    pub payload: Vec<u8>,
}

/// What a client has said.
#[derive(Default)]
pub struct Post(pub Vec<Sent>);

impl Outbox for Post {
    fn send<T: Serialize + ?Sized>(&mut self, channel: u16, to: Instance, value: &T) {
        let mut payload = Vec::new();
        // What has no encoding is not sent, and counts as lost.
        if Wire::encode(value, &mut payload).is_ok() {
            self.0.push(Sent { channel, to, payload });
        }
    }
}

struct Client<P: Program> {
    id: ClientId,
    requests: Requests<P>,
    left: u32,
}

/// All of them.
pub struct Clients<'a, P: Program, S: Spec> {
    program: &'a P,
    all: Vec<Client<P>>,
    outstanding: usize,
    check: Linearizability<S>,
    /// Requests and answers so far: the time that histories are told in.
    events: u64,
    waiting: usize,
    /// Requests made; each has its number from here, so that no two clients share one.
    issued: u64,
}

/// What a reply has led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replied {
    /// A request is answered.
    Answered,
    /// It is asked anew, of another member.
    Redirected,
    /// Nothing.
    Seen,
}

impl<'a, P, S> Clients<'a, P, S>
where
    P: Program,
    S: Spec<Request = P::Request, Reply = P::Reply>,
{
    /// Clients as the weather says.
    pub fn new(program: &'a P, spec: S, weather: &Weather) -> Self {
        let count = u64::from(weather.clients);
        let client = |number| Client {
            id: ClientId::new(number),
            requests: Requests::new(u64::from(weather.workload)).within(weather.narrow),
            left: weather.requests,
        };
        Clients {
            program,
            all: (0..count).map(client).collect(),
            outstanding: weather.outstanding as usize,
            check: Linearizability::new(spec),
            events: 0,
            waiting: 0,
            issued: 0,
        }
    }

    /// Makes the next request of a client, unless too many wait or it has made all. Whether it did.
    pub fn ask(&mut self, client: u32, now_us: u64, post: &mut Post) -> bool {
        let Client { id, requests, left } = &mut self.all[client as usize];
        if *left == 0 || requests.waiting() >= self.outstanding {
            return false;
        }
        self.events += 1;
        let now_ns = now_us * 1_000;
        let Some(request) = requests.issue(self.program, self.issued, self.events, now_ns, now_ns) else {
            return false;
        };
        self.issued += 1;
        *left -= 1;
        self.waiting += 1;
        self.program.send(*id, request, post);
        true
    }

    /// Asks again what has waited for `after_us`.
    pub fn ask_again(&mut self, client: u32, after_us: u64, now_us: u64, post: &mut Post) {
        let Some(before_us) = now_us.checked_sub(after_us) else { return };
        let Client { id, requests, .. } = &mut self.all[client as usize];
        for slot in requests.overdue(self.program, before_us * 1_000, now_us * 1_000) {
            if let Some(request) = requests.request(slot) {
                self.program.send(*id, request, post);
            }
        }
    }

    /// A reply has come.
    ///
    /// # Errors
    /// Where it is none.
    pub fn reply(
        &mut self,
        client: u32,
        channel: u16,
        payload: &[u8],
        now_us: u64,
        post: &mut Post,
    ) -> Result<Replied, Violation> {
        let read = self.program.receive(channel, payload);
        let reply = read.map_err(|error| Violation::new(Oracle::Failed, format!("a reply cannot be read: {error}")))?;
        let Client { id, requests, .. } = &mut self.all[client as usize];
        match requests.reply(self.program, &reply, payload, now_us * 1_000) {
            Outcome::Answered(waiting) => {
                self.events += 1;
                self.waiting -= 1;
                let answer = Some((self.events, reply));
                self.check.over(Operation { invoked: waiting.invoked, request: waiting.request, answer });
                Ok(Replied::Answered)
            }
            Outcome::Redirected(slot) => {
                if let Some(request) = requests.request(slot) {
                    self.program.send(*id, request, post);
                }
                Ok(Replied::Redirected)
            }
            Outcome::Repeated | Outcome::Notice | Outcome::Stale => Ok(Replied::Seen),
            Outcome::Duplicated => {
                Err(Violation::new(Oracle::Duplicated, format!("client {client} gets {reply:?} twice")))
            }
            Outcome::Wrong => {
                let why = format!("{reply:?} answers nothing that client {client} asked, or answers it differently");
                Err(Violation::new(Oracle::Wrong, why))
            }
        }
    }

    /// Whether a client has requests to make.
    pub fn has_more(&self, client: u32) -> bool {
        self.all[client as usize].left > 0
    }

    /// Whether all requests are made and answered.
    pub fn are_done(&self) -> bool {
        self.waiting == 0 && self.all.iter().all(|client| client.left == 0)
    }

    /// A request that waits, in words.
    pub fn example_waiting(&self) -> Option<String> {
        let waiting = |client: &Client<P>| {
            let request = client.requests.all_waiting().next()?;
            Some(format!("client {} still waits for the answer to {:?}", client.id.number(), request.request))
        };
        self.all.iter().find_map(waiting)
    }

    /// Whether the history is one that the workload allows.
    ///
    /// # Errors
    /// Where it is not, or that cannot be decided.
    pub fn finish(mut self) -> Result<(), Violation> {
        for client in &mut self.all {
            for (invoked, request) in client.requests.give_up(u64::MAX) {
                self.check.over(Operation { invoked, request, answer: None });
            }
        }
        match self.check.finish().verdict {
            Verdict::Holds => Ok(()),
            Verdict::Violated(why) => Err(Violation::new(Oracle::Linearizable, why)),
            Verdict::Unknown(why) => Err(Violation::new(Oracle::Unknown, format!("linearizable: {why}"))),
        }
    }
}
