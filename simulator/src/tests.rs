//! A register by hand, right and wrong: what is wrong is found, shrunk, and the same every time.

use crate::campaign::campaign;
use crate::flags::Flags;
use crate::{Claim, Report, Subject, encoded, text};
use suki_runtime::client::check::{Sequential, Spec, View};
use suki_runtime::client::program::{Outbox, Program};
use suki_runtime::client::rng::Rng;
use suki_runtime::client::workload::{Call, Meaning, Workload};
use suki_runtime::wire::{WireError, decode};
use suki_runtime::{Channel, ClientId, Instance, Net, Node, Place, Plan, Process, Reach, Recovered, Role, Sender};

static PLAN: Plan = Plan {
    program: "register",
    hash: 1,
    processes: &[Process { name: "store", members: 1, parts: 1 }],
    roles: &[
        Role { name: "clients", process: None, members: 0, parts: 0, family: 0, restartable: false },
        Role { name: "store", process: Some(0), members: 1, parts: 1, family: 1, restartable: false },
    ],
    channels: &[
        Channel { name: "requests", from: 0, to: 1, reach: Reach::Everyone, lossy: false },
        Channel { name: "replies", from: 1, to: 0, reach: Reach::Everyone, lossy: false },
    ],
    timers: &[],
    logs: &[],
};

/// A number, and what to put; the answer is what was there before.
type Request = (u64, Option<u64>);
type Reply = (u64, u64);

#[derive(Clone, Copy, PartialEq)]
enum Bug {
    None,
    /// All of a turn see what was there when it began.
    Stale,
    /// The last answer of a long turn is forgotten.
    Forgetful,
    /// The same answer goes to somebody else, too.
    Talkative,
    Panics,
}

struct Store {
    value: u64,
    asked: Vec<(ClientId, Request)>,
    bug: Bug,
}

impl Node for Store {
    fn receive(&mut self, channel: u16, from: Sender, payload: &[u8]) -> Result<(), WireError> {
        let Sender::Client(client) = from else { return Err(WireError::Channel(channel)) };
        self.asked.push((client, decode(payload)?));
        Ok(())
    }

    fn fire(&mut self, _: u16) {}

    fn start(&mut self, _: &Recovered) -> Result<(), WireError> {
        Ok(())
    }

    fn turn(&mut self, net: &mut Net) {
        let (before, count) = (self.value, self.asked.len());
        assert!(self.bug != Bug::Panics || count < 2, "two at a time");
        for (at, (client, (seq, put))) in self.asked.drain(..).enumerate() {
            let seen = if self.bug == Bug::Stale { before } else { self.value };
            self.value = put.unwrap_or(self.value);
            if self.bug != Bug::Forgetful || at < 1 {
                net.reply(1, client, &(seq, seen));
            }
            if self.bug == Bug::Talkative && count > 1 {
                net.reply(1, client, &(seq, seen));
            }
        }
    }
}

struct Clients;

impl Workload for Clients {
    type Request = Request;
    type Reply = Reply;

    fn request(&self, call: &Call, rng: &mut Rng) -> Request {
        (call.i, (rng.below(2) == 0).then_some(call.i + 1))
    }
    fn meaning(&self, reply: &Reply) -> Meaning {
        Meaning::Answer(Some(reply.0))
    }
    fn key(&self, request: &Request) -> Option<u64> {
        Some(request.0)
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
        0
    }
    fn send(&self, _: ClientId, request: &Request, out: &mut impl Outbox) {
        out.send(0, Instance::new(1, 0, 0), request);
    }
    fn receive(&self, _: u16, payload: &[u8]) -> Result<Reply, WireError> {
        decode(payload)
    }
    fn read_json(&self, _: &str, _: &str) -> Result<Request, String> {
        Err("there are no scripts here".into())
    }
    fn write_json(&self, reply: &Reply) -> (&'static str, String) {
        ("replies", format!("{reply:?}"))
    }
}

fn register() -> impl Spec<Request = Request, Reply = Reply> {
    Sequential::new(
        |_: &Request| Some(()),
        || 0,
        |value: &mut u64, request: &Request| std::mem::replace(value, request.1.unwrap_or(*value)),
        |reply: &Reply| Some(reply.1),
    )
}

fn subject(bug: Bug) -> Subject {
    fn store(bug: Bug) -> Box<dyn Node> {
        Box::new(Store { value: 0, asked: Vec::new(), bug })
    }
    let node: fn(Place) -> Box<dyn Node> = match bug {
        Bug::None => |_| store(Bug::None),
        Bug::Stale => |_| store(Bug::Stale),
        Bug::Forgetful => |_| store(Bug::Forgetful),
        Bug::Talkative => |_| store(Bug::Talkative),
        Bug::Panics => |_| store(Bug::Panics),
    };
    fn claims(_: u16, payload: &[u8]) -> Vec<Claim> {
        let determinant = decode::<Reply>(payload).map(|(seq, _)| encoded(&seq)).unwrap_or_default();
        vec![Claim { fact: "unique(seq)", of_all: false, determinant, dependent: None }]
    }
    let show = |channel: u16, payload: &[u8]| match channel {
        0 => text::<Request>(payload),
        _ => text::<Reply>(payload),
    };
    Subject { plan: &PLAN, ordered: &[true, true], claimed: &[false, true], node, show, claims }
}

fn run(bug: Bug, flags: &str) -> Report {
    let flags = Flags::read(flags.split_whitespace().map(str::to_string), &PLAN).expect("they are right");
    campaign(&subject(bug), &Clients, &register, flags)
}

#[test]
fn what_is_right_stays_right() {
    let report = run(Bug::None, "--seeds 400 --jobs 2");
    assert_eq!((report.seeds, report.violations.as_slice()), (400, &[][..]));
    for fault in ["crash", "pause", "partition", "drift", "delay"] {
        assert!(report.faults[fault] > 0, "no {fault}: {:?}", report.faults);
    }
    // There is nothing to restart, to lose, or to ask again.
    assert_eq!([report.faults["restart"], report.faults["loss"], report.faults["reset"]], [0; 3]);
}

#[test]
fn without_faults_nothing_strikes() {
    let report = run(Bug::None, "--seeds 50 --faults none");
    assert_eq!(report.faults.values().sum::<u64>(), 0, "{:?}", report.faults);
    assert!(report.steps > 50 * 4, "requests are made all the same: {}", report.steps);
}

#[test]
fn a_seed_gives_the_same_trace_again() {
    let trace = |seed: u64| run(Bug::None, &format!("--seeds 1 --first-seed {seed} --trace yes")).trace;
    let (first, other) = (trace(5), trace(6));
    assert!(!first.is_empty());
    assert_eq!(first, trace(5));
    assert_ne!(first, other);
}

#[test]
fn turns_over_many_messages_find_a_stale_read() {
    let report = run(Bug::Stale, "--seeds 1000 --jobs 2");
    let [violated] = report.violations.as_slice() else { panic!("{report:?}") };
    assert_eq!(violated.oracle, "linearizable", "{violated:?}");
    assert!(violated.steps[1] <= violated.steps[0]);
    // Two requests in one turn: asked, arrived, stepped over, answered.
    let asked = violated.trace.iter().filter(|line| line.contains(" asks ")).count();
    assert!((2..=6).contains(&asked), "{:#?}", violated.trace);
    assert_eq!(
        report.violations,
        run(Bug::Stale, "--seeds 1000 --jobs 1").violations,
        "whatever the number of threads"
    );
}

#[test]
fn what_is_never_answered_is_lost() {
    let report = run(Bug::Forgetful, "--seeds 1000");
    assert_eq!(report.violations.first().map(|violated| violated.oracle), Some("lost"), "{report:?}");
}

#[test]
fn what_the_program_claims_is_checked() {
    let report = run(Bug::Talkative, "--seeds 1000");
    assert_eq!(report.violations.first().map(|violated| violated.oracle), Some("fact"), "{report:?}");
}

#[test]
fn a_panic_is_a_violation() {
    let report = run(Bug::Panics, "--seeds 1000");
    assert_eq!(report.violations.first().map(|violated| violated.oracle), Some("panic"), "{report:?}");
}

#[test]
fn flags_are_checked() {
    let check = |flags: &str, expect: &str| {
        let error = Flags::read(flags.split_whitespace().map(str::to_string), &PLAN).expect_err(flags);
        assert!(error.contains(expect), "{flags}: {error}");
    };
    check("--seeds", "needs a value");
    check("--seeds many", "cannot be `many`");
    check("--survives stor=1", "no location is called `stor`");
    check("--survives clients=1", "no location is called `clients`");
    check("--verbose yes", "there is no flag");
}
