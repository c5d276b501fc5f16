//! Registers with a key each, on one process, and their clients: what generated code would be, by hand.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use suki_runtime::client::check::{Sequential, Spec, View};
use suki_runtime::client::load::Load;
use suki_runtime::client::program::{Outbox, Program};
use suki_runtime::client::report::Report;
use suki_runtime::client::rng::Rng;
use suki_runtime::client::workload::{Call, Meaning, Workload, key_of};
use suki_runtime::client::{drive, json};
use suki_runtime::wire::{WireError, decode};
use suki_runtime::{
    Address, Channel, ClientId, Instance, Membership, Net, Node, Options, Plan, Process, Reach, Recovered, Role,
    Sender, Stop,
};

/// Number, key, and what to put there.
type Request = (u64, u64, Option<u64>);
/// Number, and what was there.
type Reply = (u64, u64);

static PLAN: Plan = Plan {
    program: "registers",
    hash: 7,
    processes: &[Process { name: "server", members: 1, parts: 1 }],
    roles: &[
        Role { name: "server", process: Some(0), members: 1, parts: 1, family: 0, restartable: false },
        Role { name: "clients", process: None, members: 0, parts: 1, family: 1, restartable: false },
    ],
    channels: &[
        Channel { name: "requests", from: 1, to: 0, reach: Reach::Everyone, lossy: false },
        Channel { name: "replies", from: 0, to: 1, reach: Reach::Everyone, lossy: false },
    ],
    timers: &[],
    logs: &[],
};

/// What the server does wrong, now and then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    None,
    Forget,
    Repeat,
    Invent,
    Stale,
    Garble,
}

struct Server {
    fault: Fault,
    values: HashMap<u64, u64>,
    arrived: Vec<(ClientId, Request)>,
    count: u64,
}

impl Node for Server {
    fn receive(&mut self, _: u16, from: Sender, payload: &[u8]) -> Result<(), WireError> {
        let Sender::Client(client) = from else { return Err(WireError::Control) };
        self.arrived.push((client, decode(payload)?));
        Ok(())
    }

    fn fire(&mut self, _: u16) {}

    fn start(&mut self, _: &Recovered) -> Result<(), WireError> {
        Ok(())
    }

    fn turn(&mut self, net: &mut Net) {
        for (client, (seq, key, put)) in self.arrived.drain(..) {
            self.count += 1;
            let value = self.values.entry(key).or_insert(0);
            let before = *value;
            let is_odd = self.count.is_multiple_of(100);
            match (put, is_odd && self.fault == Fault::Stale) {
                // A write that is answered and has no effect.
                (_, true) | (None, _) => {}
                (Some(put), false) => *value = put,
            }
            let reply: Reply = (seq, before);
            match self.fault {
                Fault::Forget if is_odd => continue,
                Fault::Repeat if is_odd => net.reply(1, client, &reply),
                Fault::Invent if is_odd => net.reply(1, client, &(seq + 1_000_000_000, before)),
                Fault::Garble if is_odd => net.reply(1, client, &7_u8),
                Fault::None | Fault::Forget | Fault::Repeat | Fault::Invent | Fault::Stale | Fault::Garble => {}
            }
            net.reply(1, client, &reply);
        }
    }
}

struct Clients;

impl Workload for Clients {
    type Request = Request;
    type Reply = Reply;

    fn request(&self, call: &Call, rng: &mut Rng) -> Request {
        (call.i, rng.below(100), (rng.below(2) == 0).then_some(call.i + 1))
    }
    fn meaning(&self, reply: &Reply) -> Meaning {
        Meaning::Answer(Some(key_of(&reply.0)))
    }
    fn key(&self, request: &Request) -> Option<u64> {
        Some(key_of(&request.0))
    }
    fn answers(&self, request: &Request, reply: &Reply) -> bool {
        request.0 == reply.0
    }
    fn view(&self, _: &Reply) -> View {
        View::Bag
    }
    fn targets(&self) -> u32 {
        1
    }
    fn retry_after_ms(&self) -> Option<u64> {
        None
    }
}

impl Program for Clients {
    fn plan(&self) -> &'static Plan {
        &PLAN
    }
    fn role(&self) -> u16 {
        1
    }
    fn send(&self, _: ClientId, request: &Request, out: &mut impl Outbox) {
        out.send(0, Instance::new(0, 0, 0), request);
    }
    fn receive(&self, channel: u16, payload: &[u8]) -> Result<Reply, WireError> {
        if channel == 1 { decode(payload) } else { Err(WireError::Channel(channel)) }
    }
    fn read_json(&self, _: &str, value: &str) -> Result<Request, String> {
        json::read(value)
    }
    fn write_json(&self, reply: &Reply) -> (&'static str, String) {
        ("replies", json::write(reply))
    }
}

fn spec() -> impl Spec<Request = Request, Reply = Reply> {
    Sequential::new(
        |request: &Request| Some(request.1),
        || 0,
        |value: &mut u64, request: &Request| {
            let before = *value;
            *value = request.2.unwrap_or(before);
            before
        },
        |reply: &Reply| Some(reply.1),
    )
}

/// What to serve.
pub struct Registers {
    pub fault: Fault,
    pub tcp: bool,
}

/// Serves, drives, stops.
pub fn drive(registers: &Registers, change: impl FnOnce(&mut Load)) -> Report {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let folder: PathBuf = std::env::temp_dir().join(format!("suki-client-{}-{number}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("it can be written");
    let stop = Stop::default();
    let (asked, fault, path, tcp) = (stop.clone(), registers.fault, folder.clone(), registers.tcp);
    let server = std::thread::spawn(move || {
        let mut options = Options::new(0, 0, Membership::read(&path).expect("it is a folder"));
        options.stop = asked;
        if !tcp {
            options.listen = Some(Address::Unix(path.join("s")));
        }
        let server = Server { fault, values: HashMap::new(), arrived: Vec::new(), count: 0 };
        suki_runtime::run(&PLAN, 0, options, server).expect("it starts")
    });
    let mut load = Load::new(folder.clone());
    change(&mut load);
    let outcome = drive::drive(Clients, spec(), load, |_| {}).expect("it runs");
    stop.ask();
    server.join().expect("no panic");
    std::fs::remove_dir_all(&folder).expect("it is ours");
    Report::of(&outcome)
}
