//! Closed-loop clients: each keeps so many requests outstanding, and checks every reply.

mod report;
mod window;
mod workload;

pub use report::{Event, Latency, Report};
pub use workload::{Puts, Reply, Transactions, Workload};

use crate::net::{Net, Peer, Role, dial, dial_all, read_from};
use hdrhistogram::Histogram;
use std::cell::RefCell;
use std::io;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{Duration, Instant};
use tokio::sync::Notify;
use window::{Answer, Window};

/// Latencies beyond it count as this long.
const LATENCY_NS_MAX: u64 = 60_000_000_000;

/// Which protocol is loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Protocol {
    /// MultiPaxos.
    Paxos,
    /// Two-phase commit.
    TwoPc,
}

/// Flags of the clients.
#[derive(clap::Args)]
pub struct Args {
    /// What to ask for.
    #[arg(long, default_value = "paxos")]
    pub protocol: Protocol,
    /// Where requests go.
    #[arg(long)]
    requests_to: SocketAddr,
    /// Where replies come from; the same place, if not given.
    #[arg(long, value_delimiter = ',')]
    replies_from: Vec<SocketAddr>,
    /// Clients, each with connections of its own.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    connections: u32,
    /// Requests of one client that wait for answers at a time.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    outstanding: u32,
    /// How long to run before it is measured, in seconds.
    #[arg(long, default_value_t = 1.0)]
    warm_up: f64,
    /// How long to measure, in seconds.
    #[arg(long, default_value_t = 5.0)]
    seconds: f64,
    /// Ask for so many in all, instead of for a time.
    #[arg(long)]
    requests: Option<u64>,
    /// How long late answers are waited for at the end, in seconds.
    #[arg(long, default_value_t = 10.0)]
    settle: f64,
}

/// All clients of one process.
struct Load<W> {
    start: Instant,
    windows: Vec<Window>,
    /// Where each sends its requests.
    servers: Vec<Rc<Peer>>,
    latency_ns: Histogram<u64>,
    report: Report,
    requests_max: u64,
    /// All answers are there, and no more requests are to be made.
    settled: Rc<Notify>,
    workload: std::marker::PhantomData<W>,
}

/// Runs the clients; `tell` hears of the beginning and the end of the part that is measured.
///
/// # Errors
/// If a connection cannot be set up.
pub async fn run<W: Workload>(net: Rc<Net>, args: &Args, mut tell: impl FnMut(&Event)) -> io::Result<Report> {
    let load = connect::<W>(&net, args).await?;
    load.borrow_mut().start(&net, args.outstanding as usize);
    let settled = Rc::clone(&load.borrow().settled);
    if args.requests.is_none() {
        tokio::time::sleep(Duration::from_secs_f64(args.warm_up)).await;
        tell(&Event::Begin);
        let begin = load.borrow_mut().begin();
        tokio::time::sleep(Duration::from_secs_f64(args.seconds)).await;
        tell(&Event::End);
        load.borrow_mut().end(begin);
    }
    // A time-out shows as requests that are lost.
    let _ = tokio::time::timeout(Duration::from_secs_f64(args.settle), settled.notified()).await;
    let mut load = load.borrow_mut();
    load.report.lost = load.waiting();
    Ok(load.report.clone())
}

async fn connect<W: Workload>(net: &Rc<Net>, args: &Args) -> io::Result<Rc<RefCell<Load<W>>>> {
    let load = Rc::new(RefCell::new(Load::<W>::new(args)));
    for client in 0..args.connections {
        let server = dial(args.requests_to).await?;
        let separate = !args.replies_from.is_empty() && args.replies_from != [args.requests_to];
        let sources = if separate { dial_all(&args.replies_from).await? } else { vec![Rc::clone(&server)] };
        for source in &sources {
            if let Some(hello) = W::hello(client) {
                net.send(source, &hello);
            }
            read_from(net, source, &load);
        }
        load.borrow_mut().servers.push(server);
    }
    // Whoever answers must have read all hellos before the first request is through.
    tokio::time::sleep(Duration::from_millis(300)).await;
    Ok(load)
}

impl<W: Workload> Load<W> {
    fn new(args: &Args) -> Self {
        Load {
            start: Instant::now(),
            windows: (0..args.connections).map(|_| Window::new(args.outstanding as usize)).collect(),
            servers: Vec::new(),
            latency_ns: Histogram::new_with_max(LATENCY_NS_MAX, 3).expect("the bounds are right"),
            report: Report::default(),
            requests_max: args.requests.unwrap_or(u64::MAX),
            settled: Rc::default(),
            workload: std::marker::PhantomData,
        }
    }

    fn start(&mut self, net: &Rc<Net>, outstanding: usize) {
        let now_ns = self.now_ns();
        for slot in 0..outstanding {
            for client in 0..self.windows.len() {
                self.ask(net, client, slot, now_ns);
            }
        }
    }

    fn ask(&mut self, net: &Rc<Net>, client: usize, slot: usize, now_ns: u64) {
        if self.report.requests < self.requests_max {
            self.report.requests += 1;
            let seq = self.windows[client].open(slot, now_ns);
            net.send(&self.servers[client], &W::request(client as u32, seq));
        } else if self.waiting() == 0 {
            self.settled.notify_one();
        }
    }

    fn begin(&mut self) -> (u64, Instant) {
        self.latency_ns.reset();
        (self.report.replies, Instant::now())
    }

    fn end(&mut self, (replies, start): (u64, Instant)) {
        self.report.seconds = start.elapsed().as_secs_f64();
        self.report.measured = self.report.replies - replies;
        self.report.throughput_per_s = self.report.measured as f64 / self.report.seconds;
        self.report.latency_ns = Latency::of(&self.latency_ns);
        self.requests_max = 0;
    }

    fn waiting(&self) -> u64 {
        self.windows.iter().map(Window::waiting).sum()
    }

    fn now_ns(&self) -> u64 {
        self.start.elapsed().as_nanos() as u64
    }
}

impl<W: Workload> Role for Load<W> {
    type Message = W::Message;

    fn receive(&mut self, net: &Rc<Net>, _: &Rc<Peer>, message: W::Message) {
        let reply = W::reply(&message);
        let Some((reply, window)) = reply.and_then(|reply| {
            let window = self.windows.get_mut(reply.client as usize)?;
            Some((reply, window))
        }) else {
            self.report.wrong += 1;
            return;
        };
        match window.answer(reply.seq) {
            Answer::First { sent_ns } => {
                let (slot, now_ns) = (window.slot(reply.seq), self.now_ns());
                self.latency_ns.saturating_record(now_ns - sent_ns);
                self.report.replies += 1;
                self.report.wrong += u64::from(!reply.possible);
                self.ask(net, reply.client as usize, slot, now_ns);
            }
            Answer::Again => self.report.duplicated += 1,
            Answer::Unasked => self.report.wrong += 1,
        }
    }
}
