//! The load driver as a process: connects, drives, measures, checks, reports.

use super::check::Spec;
use super::driver::{Driver, Output, Phase};
use super::figures::Figures;
use super::json;
use super::load::Load;
use super::logs;
use super::program::Program;
use super::report;
use crate::client::check::{Tally, Verdict};
use crate::limits::READ_BYTES_MAX;
use crate::slow_cpu::thread_cpu_ns;
use crate::transport::{Reading, Writing, connect};
use crate::wire::hello::{From, HELLO_BYTES, Hello, WELCOME_BYTES, decode_answer};
use crate::{Membership, Place};
use std::cell::RefCell;
use std::io;
use std::rc::Rc;
use std::time::{Duration, Instant};
use tokio::io::AsyncReadExt;
use tokio::sync::Notify;
use tokio::task::spawn_local;
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};

/// Between two attempts to reach a process.
const REDIAL: Duration = Duration::from_millis(20);
/// How long all processes may take until they can be reached.
const CONNECT_MAX: Duration = Duration::from_secs(60);
/// How often requests at a rate are made.
const PACE: Duration = Duration::from_millis(1);
/// A request at a rate that goes out so much after it was due counts from when it was due.
const LATE: Duration = Duration::from_millis(3);
/// How often it is looked whether requests are overdue, and whether all are answered.
const BEAT: Duration = Duration::from_millis(5);
/// How often progress is said.
const PROGRESS: Duration = Duration::from_millis(200);

/// What a run has shown.
pub struct Outcome {
    /// Counts and latencies.
    pub figures: Figures,
    /// How long was measured.
    pub measured: Duration,
    /// CPU time of this thread in that time.
    pub cpu_ns: u64,
    /// What the check of histories found; none: it ended before its time.
    pub tally: Option<Tally>,
    /// Whether logs agree that have to; none: there are none, or nobody says where.
    pub atomic: Option<Verdict>,
}

struct Shared<P: Program, S: Spec> {
    driver: RefCell<Driver<P, S>>,
    /// There is something to write.
    dirty: Notify,
    membership: Membership,
}

/// Drives `program` as `load` says, on this thread.
///
/// # Errors
/// A sentence about what keeps it from running.
pub fn drive<P, S>(program: P, spec: S, load: Load, say: impl FnMut(report::Event)) -> Result<Outcome, String>
where
    P: Program,
    S: Spec<Request = P::Request, Reply = P::Reply>,
{
    let membership = Membership::read(&load.membership).map_err(|error| error.to_string())?;
    let driver = Driver::new(program, spec, load).map_err(|error| format!("no thread: {error}"))?;
    let shared = Rc::new(Shared { driver: RefCell::new(driver), dirty: Notify::new(), membership });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| format!("no event loop: {error}"))?;
    let local = tokio::task::LocalSet::new();
    local.block_on(&runtime, run(shared, say))
}

async fn run<P, S>(shared: Rc<Shared<P, S>>, mut say: impl FnMut(report::Event)) -> Result<Outcome, String>
where
    P: Program,
    S: Spec<Request = P::Request, Reply = P::Reply>,
{
    connect_all(&shared).await?;
    spawn_local(write(Rc::clone(&shared)));
    spawn_local(ask_again(Rc::clone(&shared)));
    let load = shared.driver.borrow().load.clone();
    say(report::Event::Ready);
    if load.rate_per_s.is_some() {
        spawn_local(pace(Rc::clone(&shared)));
    }
    let begin = |phase| {
        let mut driver = shared.driver.borrow_mut();
        driver.enter(phase);
        let now_ns = driver.now_ns();
        (0..driver.clients()).for_each(|client| driver.refill(client, now_ns));
        shared.dirty.notify_one();
    };
    if load.requests.is_none() && !load.warm_up.is_zero() {
        begin(Phase::WarmUp);
        watch(&shared, load.warm_up, &mut say, |_| false).await;
    }
    say(report::Event::Begin);
    let (started, cpu_ns) = (Instant::now(), thread_cpu_ns());
    begin(Phase::Measure);
    let measure = if load.requests.is_some() { Duration::MAX } else { load.measure };
    let mut silent = Silence::new(load.settle);
    let is_over =
        |driver: &Driver<P, S>| driver.has_asked_all() && (driver.waiting() == 0 || silent.is_too_long(driver));
    watch(&shared, measure, &mut say, is_over).await;
    let (measured, cpu_ns) = (started.elapsed(), thread_cpu_ns() - cpu_ns);
    say(report::Event::End);
    shared.driver.borrow_mut().enter(Phase::Settle);
    let mut silent = Silence::new(load.settle);
    watch(&shared, Duration::MAX, &mut say, |driver| driver.waiting() == 0 || silent.is_too_long(driver)).await;
    let mut driver = shared.driver.borrow_mut();
    let tally = driver.finish();
    let groups = driver.program.atomic();
    let data = load.data.as_deref().filter(|_| !groups.is_empty());
    let atomic = data.map(|folder| logs::agreement(driver.program.plan(), groups, folder));
    Ok(Outcome { figures: std::mem::take(&mut driver.figures), measured, cpu_ns, tally, atomic })
}

/// How long no answer has come.
struct Silence {
    answered: u64,
    since: Instant,
    longest: Duration,
}

impl Silence {
    fn new(longest: Duration) -> Self {
        Self { answered: u64::MAX, since: Instant::now(), longest }
    }

    fn is_too_long<P: Program, S: Spec>(&mut self, driver: &Driver<P, S>) -> bool {
        if self.answered != driver.figures.counts.replies {
            *self = Self { answered: driver.figures.counts.replies, since: Instant::now(), longest: self.longest };
        }
        self.since.elapsed() >= self.longest
    }
}

/// Waits for a time, or until the work is done, and says how it goes.
async fn watch<P: Program, S: Spec>(
    shared: &Shared<P, S>,
    time: Duration,
    say: &mut impl FnMut(report::Event),
    mut is_over: impl FnMut(&Driver<P, S>) -> bool,
) {
    let started = Instant::now();
    let mut said = started;
    while started.elapsed() < time && !is_over(&shared.driver.borrow()) {
        sleep(BEAT.min(time.saturating_sub(started.elapsed()))).await;
        if said.elapsed() >= PROGRESS {
            said = Instant::now();
            let driver = shared.driver.borrow();
            say(report::Event::Progress { replies: driver.figures.counts.replies });
        }
    }
}

async fn connect_all<P, S>(shared: &Rc<Shared<P, S>>) -> Result<(), String>
where
    P: Program,
    S: Spec<Request = P::Request, Reply = P::Reply>,
{
    let (clients, places) = {
        let driver = shared.driver.borrow();
        (driver.clients(), driver.routes.places.len())
    };
    let deadline = Instant::now() + CONNECT_MAX;
    for client in 0..clients {
        for place in 0..places {
            let reading = loop {
                match dial(shared, client, place).await {
                    Ok(reading) => break reading,
                    Err(error) if Instant::now() > deadline => {
                        let driver = shared.driver.borrow();
                        let name = driver.program.plan().name(driver.routes.places[place]);
                        return Err(format!("{name} cannot be reached: {error}"));
                    }
                    Err(_) => sleep(REDIAL).await,
                }
            };
            spawn_local(stay_connected(Rc::clone(shared), client, place, reading));
        }
    }
    Ok(())
}

/// Connects a client with a process and says hello.
async fn dial<P, S>(shared: &Shared<P, S>, client: u32, place: usize) -> io::Result<Reading>
where
    P: Program,
    S: Spec<Request = P::Request, Reply = P::Reply>,
{
    let (hello, place_at, name) = {
        let driver = shared.driver.borrow();
        let (plan, to): (_, Place) = (driver.program.plan(), driver.routes.places[place]);
        let from = From::Client { role: driver.program.role(), client: driver.id(client) };
        (Hello { plan: plan.hash, to, from }, to, plan.name(to))
    };
    let plan = shared.driver.borrow().program.plan();
    let address = shared.membership.address(plan, place_at).map_err(|error| io::Error::other(error.to_string()))?;
    let address = address.ok_or_else(|| io::Error::other(format!("{name} has not started yet")))?;
    let (mut reading, writing): (Reading, Writing) = connect(&address).await?;
    let greeting: [u8; HELLO_BYTES] = hello.encode();
    writing.write_all(&greeting).await?;
    let mut answer = [0; WELCOME_BYTES];
    let answered = timeout(Duration::from_millis(crate::limits::HELLO_MS_MAX), reading.read_exact(&mut answer)).await;
    answered.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))??;
    decode_answer(&answer).map_err(|refusal| io::Error::other(format!("{name} refuses: {refusal}")))?;
    shared.driver.borrow_mut().connected(client, place, writing);
    Ok(reading)
}

/// Reads what comes over one connection, and makes it anew when it is lost.
async fn stay_connected<P, S>(shared: Rc<Shared<P, S>>, client: u32, place: usize, mut reading: Reading)
where
    P: Program,
    S: Spec<Request = P::Request, Reply = P::Reply>,
{
    loop {
        read(&shared, client, reading).await;
        shared.driver.borrow_mut().lost(client, place);
        reading = loop {
            sleep(REDIAL).await;
            if let Ok(reading) = dial(&shared, client, place).await {
                break reading;
            }
        };
    }
}

/// Until the connection ends.
async fn read<P, S>(shared: &Shared<P, S>, client: u32, mut reading: Reading)
where
    P: Program,
    S: Spec<Request = P::Request, Reply = P::Reply>,
{
    let mut buffer = vec![0; READ_BYTES_MAX];
    let mut filled = 0;
    loop {
        if filled == buffer.len() {
            // A frame that is longer than the buffer; `take` refuses one beyond the limit.
            buffer.resize(buffer.len() * 2, 0);
        }
        match reading.read(&mut buffer[filled..]).await {
            Ok(0) | Err(_) => return,
            Ok(count) => filled += count,
        }
        let mut driver = shared.driver.borrow_mut();
        let taken = match driver.take(client, &buffer[..filled]) {
            Ok(taken) => taken,
            Err(error) => return driver.figures.wrong(|| format!("a frame that cannot be read: {error}")),
        };
        buffer.copy_within(taken..filled, 0);
        filled -= taken;
        if driver.is_dirty() {
            shared.dirty.notify_one();
        }
    }
}

/// Writes what there is to write, behind all reads of one turn of the event loop.
async fn write<P, S>(shared: Rc<Shared<P, S>>)
where
    P: Program,
    S: Spec<Request = P::Request, Reply = P::Reply>,
{
    loop {
        shared.dirty.notified().await;
        let blocked = shared.driver.borrow_mut().flush();
        for (client, place, writing) in blocked {
            let shared = Rc::clone(&shared);
            spawn_local(async move {
                let mut waits = Some(writing);
                while let Some(writing) = waits {
                    if writing.writable().await.is_err() {
                        return;
                    }
                    waits = shared.driver.borrow_mut().unblocked(client, place);
                }
            });
        }
    }
}

async fn ask_again<P, S>(shared: Rc<Shared<P, S>>)
where
    P: Program,
    S: Spec<Request = P::Request, Reply = P::Reply>,
{
    loop {
        sleep(BEAT).await;
        shared.driver.borrow_mut().ask_again();
        shared.dirty.notify_one();
    }
}

/// Makes requests at a rate, whether or not earlier ones are answered. A request counts from when it was due.
async fn pace<P, S>(shared: Rc<Shared<P, S>>)
where
    P: Program,
    S: Spec<Request = P::Request, Reply = P::Reply>,
{
    let Some(rate_per_s) = shared.driver.borrow().load.rate_per_s else { return };
    let start_ns = shared.driver.borrow().now_ns();
    let mut beats = interval(PACE);
    beats.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut due = 0_u64;
    loop {
        beats.tick().await;
        let mut driver = shared.driver.borrow_mut();
        let now_ns = driver.now_ns();
        loop {
            let due_ns = start_ns + (due as f64 * 1e9 / rate_per_s) as u64;
            if due_ns > now_ns {
                break;
            }
            // They go out once a beat; only what is later than that has been waiting.
            let is_late = now_ns - due_ns > LATE.as_nanos() as u64;
            driver.ask_in_turn(if is_late { due_ns } else { now_ns }, now_ns);
            due += 1;
        }
        shared.dirty.notify_one();
    }
}

/// Plays a script instead of the workload: what came, as lines of JSON. It ends when everything that is answered by
/// nature is, or nothing comes any more for the time to settle.
///
/// # Errors
/// A sentence about what keeps it from running.
pub fn play<P, S>(program: P, spec: S, load: Load, script: Vec<(u32, P::Request)>) -> Result<Vec<String>, String>
where
    P: Program,
    S: Spec<Request = P::Request, Reply = P::Reply>,
{
    let membership = Membership::read(&load.membership).map_err(|error| error.to_string())?;
    let mut driver = Driver::new(program, spec, load).map_err(|error| format!("no thread: {error}"))?;
    driver.outputs = Some(Vec::new());
    let settle = driver.load.settle;
    let shared = Rc::new(Shared { driver: RefCell::new(driver), dirty: Notify::new(), membership });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| format!("no event loop: {error}"))?;
    tokio::task::LocalSet::new().block_on(&runtime, async {
        connect_all(&shared).await?;
        spawn_local(write(Rc::clone(&shared)));
        spawn_local(ask_again(Rc::clone(&shared)));
        for (client, request) in script {
            while !shared.driver.borrow_mut().ask_for(client, request.clone()) {
                sleep(BEAT).await;
            }
            shared.dirty.notify_one();
        }
        let mut silent = Silence::new(settle);
        let is_over = |driver: &Driver<P, S>| driver.waiting() == 0 || silent.is_too_long(driver);
        watch(&shared, Duration::MAX, &mut |_| {}, is_over).await;
        let outputs = shared.driver.borrow_mut().outputs.take().unwrap_or_default();
        let line = |output: &Output| {
            let Output { client, port, value } = output;
            format!(r#"{{"port":{},"client":{client},"value":{value}}}"#, json::write(port))
        };
        Ok(outputs.iter().map(line).collect())
    })
}
