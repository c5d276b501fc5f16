//! One small message in one system call, over TCP on loopback.

use super::clock::{cpu_ns, overhead_ns};
use crate::pairs::Spread;
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

/// The command of the baselines in its frame.
const MESSAGE_BYTES: usize = 34;
const MESSAGES: usize = 4_000;
/// With a receiver that has to fall asleep in between.
const SLOW_MESSAGES: usize = 300;
/// After so long everybody sleeps who has nothing to do.
const PAUSE: Duration = Duration::from_micros(300);

/// Medians.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Calls {
    /// A write, with what the kernel does for the receiver on the way.
    pub write_ns: f64,
    /// A read of what has come.
    pub read_ns: f64,
}

/// Calls while all are awake, calls while the receiver sleeps, and the delay of a message.
pub fn measure() -> io::Result<(Calls, Calls, f64)> {
    let overhead = overhead_ns();
    let busy = awake(overhead)?;
    let write_ns = asleep()?;
    let trip_ns = round_trip()?;
    // Both ways: a write, a delay, a read.
    let delay_ns = (trip_ns / 2.0 - busy.write_ns - busy.read_ns).max(0.0);
    Ok((busy, Calls { write_ns, read_ns: busy.read_ns }, delay_ns))
}

fn pair() -> io::Result<(TcpStream, TcpStream)> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let one = TcpStream::connect(listener.local_addr()?)?;
    let (other, _) = listener.accept()?;
    one.set_nodelay(true)?;
    other.set_nodelay(true)?;
    Ok((one, other))
}

/// One thread has both ends: nobody has to be woken.
fn awake(overhead: f64) -> io::Result<Calls> {
    let (mut from, mut to) = pair()?;
    let mut message = [1_u8; MESSAGE_BYTES];
    let (mut writes, mut reads) = (Vec::with_capacity(MESSAGES), Vec::with_capacity(MESSAGES));
    for _ in 0..MESSAGES {
        let before = Instant::now();
        from.write_all(&message)?;
        let between = Instant::now();
        to.read_exact(&mut message)?;
        reads.push(between.elapsed().as_nanos() as f64);
        writes.push((between - before).as_nanos() as f64);
    }
    let middle = |times: Vec<f64>| (Spread::of(times).median - overhead).max(1.0);
    Ok(Calls { write_ns: middle(writes), read_ns: middle(reads) })
}

/// The receiver waits in a read of its own.
fn asleep() -> io::Result<f64> {
    let (mut from, mut to) = pair()?;
    let receiver = thread::spawn(move || {
        let mut message = [0_u8; MESSAGE_BYTES];
        while to.read_exact(&mut message).is_ok() {}
    });
    let message = [1_u8; MESSAGE_BYTES];
    let mut writes = Vec::with_capacity(SLOW_MESSAGES);
    for _ in 0..SLOW_MESSAGES {
        thread::sleep(PAUSE);
        // Whoever is woken may take the core of whoever has woken it: only CPU time counts.
        let before = cpu_ns();
        from.write_all(&message)?;
        writes.push((cpu_ns() - before) as f64);
    }
    drop(from);
    // It has nothing to say.
    let _ = receiver.join();
    let overhead = Spread::of((0..MESSAGES).map(|_| {
        let before = cpu_ns();
        (cpu_ns() - before) as f64
    }));
    Ok((Spread::of(writes).median - overhead.median).max(1.0))
}

/// There and back between two threads that wait for each other.
fn round_trip() -> io::Result<f64> {
    let (mut from, mut to) = pair()?;
    let echo = thread::spawn(move || {
        let mut message = [0_u8; MESSAGE_BYTES];
        while to.read_exact(&mut message).is_ok() && to.write_all(&message).is_ok() {}
    });
    let mut message = [1_u8; MESSAGE_BYTES];
    let mut trips = Vec::with_capacity(MESSAGES);
    for _ in 0..MESSAGES {
        let before = Instant::now();
        from.write_all(&message)?;
        from.read_exact(&mut message)?;
        trips.push(before.elapsed().as_nanos() as f64);
    }
    drop(from);
    // It ends with its connection.
    let _ = echo.join();
    Ok(Spread::of(trips).median)
}
