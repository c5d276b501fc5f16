//! What the runtime costs: frames, and a process that answers, over loopback, with both flush policies.
//!
//! `cargo bench -p suki-benches --bench runtime`. An echo of `1` waits for each answer; of `1000`, a thousand requests
//! are under way at once. Client and process are two threads of this program.

#![allow(missing_docs, reason = "criterion_group! makes a function without documentation")]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use serde::{Deserialize, Serialize};
use std::hint::black_box;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};
use suki_runtime::wire::frame::{self, HEADER_BYTES};
use suki_runtime::wire::hello::{From, Hello, WELCOME_BYTES, decode_answer};
use suki_runtime::wire::{WireError, decode};
use suki_runtime::{
    Address, Channel, ClientId, Flush, Membership, Net, Node, Options, Place, Plan, Process, Reach, Recovered, Role,
    Sender, Stop, run,
};

const PLACE: Place = Place { process: 0, member: 0, part: 0 };
const CLIENTS: u16 = 1;
const REQUESTS: u16 = 0;
const REPLIES: u16 = 1;

const fn role(name: &'static str, process: Option<u16>, family: u16) -> Role {
    Role { name, process, members: 1, parts: 1, family, restartable: false }
}

const fn channel(name: &'static str, from: u16, to: u16) -> Channel {
    Channel { name, from, to, reach: Reach::Everyone, lossy: false }
}

static PLAN: Plan = Plan {
    program: "echo",
    hash: 1,
    processes: &[Process { name: "echo", members: 1, parts: 1 }],
    roles: &[role("echo", Some(0), 0), role("clients", None, CLIENTS)],
    channels: &[channel("requests", CLIENTS, 0), channel("replies", 0, CLIENTS)],
    timers: &[],
    logs: &[],
};

/// The command of prototypes/paxos-by-hand: 28 bytes.
#[derive(Clone, Copy, Serialize, Deserialize)]
struct Command {
    client: u32,
    seq: u64,
    key: u64,
    value: u64,
}

const COMMAND: Command = Command { client: 1, seq: 2, key: 3, value: 4 };
const FRAME_BYTES: usize = HEADER_BYTES + 28;

#[derive(Default)]
struct Echo {
    requests: Vec<(ClientId, Command)>,
}

impl Node for Echo {
    fn receive(&mut self, channel: u16, from: Sender, payload: &[u8]) -> Result<(), WireError> {
        let Sender::Client(client) = from else { return Err(WireError::Channel(channel)) };
        self.requests.push((client, decode(payload)?));
        Ok(())
    }

    fn fire(&mut self, _: u16) {}

    fn start(&mut self, _: &Recovered) -> Result<(), WireError> {
        Ok(())
    }

    fn turn(&mut self, net: &mut Net) {
        for (client, command) in self.requests.drain(..) {
            net.reply(REPLIES, client, &command);
        }
    }
}

/// Starts the process on a thread; a client's connection, and what stops it.
fn start(flush: Flush) -> (TcpStream, Stop) {
    let folder = std::env::temp_dir().join(format!("suki-bench-{}-{flush:?}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("the folder for temporary files can be written");
    let stop = Stop::default();
    let (asked, path) = (stop.clone(), folder.clone());
    std::thread::spawn(move || {
        let membership = Membership::read(&path).expect("it is a folder");
        let options = Options { flush, stop: asked, ..Options::new(0, 0, membership) };
        run(&PLAN, 0, options, Echo::default()).expect("it starts")
    });
    let membership = Membership::read(&folder).expect("it is a folder");
    let address = loop {
        match membership.address(&PLAN, PLACE).expect("the folder can be read") {
            Some(Address::Tcp(address)) => break address,
            Some(Address::Unix(_)) | None => std::thread::sleep(Duration::from_millis(1)),
        }
    };
    let mut stream = TcpStream::connect(address).expect("it listens");
    stream.set_nodelay(true).expect("it is TCP");
    let from = From::Client { role: CLIENTS, client: ClientId::new(1) };
    stream.write_all(&Hello { plan: PLAN.hash, to: PLACE, from }.encode()).expect("it is connected");
    let mut answer = [0; WELCOME_BYTES];
    stream.read_exact(&mut answer).expect("it answers");
    decode_answer(&answer).expect("we are welcome");
    std::fs::remove_dir_all(&folder).expect("it is there");
    (stream, stop)
}

/// Sends `count` requests, never more than `outstanding` without their answers.
fn drive(stream: &mut TcpStream, count: u64, outstanding: u64) -> Duration {
    let mut request = Vec::new();
    for _ in 0..outstanding {
        frame::append(&mut request, REQUESTS, &COMMAND).expect("it is short");
    }
    let mut buffer = vec![0; 64 << 10];
    let (mut sent, mut received_bytes) = (0, 0);
    let start = Instant::now();
    while received_bytes < count as usize * FRAME_BYTES {
        let received = (received_bytes / FRAME_BYTES) as u64;
        let now = (count - sent).min(outstanding - (sent - received));
        stream.write_all(&request[..now as usize * FRAME_BYTES]).expect("it is connected");
        sent += now;
        received_bytes += stream.read(&mut buffer).expect("it is connected");
    }
    start.elapsed()
}

fn frames(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("frame");
    let mut out = Vec::new();
    group.bench_function("encode", |bencher| {
        bencher.iter(|| {
            out.clear();
            frame::append(&mut out, REQUESTS, black_box(&COMMAND))
        })
    });
    group.bench_function("decode", |bencher| {
        bencher.iter(|| {
            let frame = frame::first(black_box(&out)).expect("it is short").expect("it is all there");
            decode::<Command>(frame.payload)
        })
    });
    group.finish();
}

fn echo(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("echo");
    group.throughput(Throughput::Elements(1)).sample_size(20);
    for flush in [Flush::Turn, Flush::Each] {
        for outstanding in [1, 1_000] {
            let (mut stream, stop) = start(flush);
            group.bench_function(format!("{flush:?}/{outstanding}"), |bencher| {
                bencher.iter_custom(|count| drive(&mut stream, count, outstanding))
            });
            stop.ask();
        }
    }
    group.finish();
}

criterion_group!(benches, frames, echo);
criterion_main!(benches);
