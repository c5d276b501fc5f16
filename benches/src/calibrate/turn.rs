//! How many messages share a system call when each process writes once a turn.
//!
//! Clients keep many requests under way; a server passes each on to a peer, which sends it back, and answers. So the
//! server has what servers have: many clients, each with few requests, and a peer with all of them.

use super::clock::cpu_ns;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use std::collections::VecDeque;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

const MESSAGE_BYTES: usize = 34;
const CLIENTS: usize = 50;
/// Requests of each client that wait for answers.
const OUTSTANDING: usize = 20;
const WARM_UP: Duration = Duration::from_millis(200);
const MEASURE: Duration = Duration::from_millis(800);
/// It is looked that often whether it is over.
const PATIENCE: Timespec = Timespec { tv_sec: 0, tv_nsec: 20_000_000 };
const BUFFER_BYTES: usize = 1 << 16;

/// System calls for each message.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// Writes for each message sent.
    pub writes_per_message: f64,
    /// Reads for each message received.
    pub reads_per_message: f64,
}

/// At a server, at saturation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Coalesced {
    /// To and from another process.
    pub peers: Share,
    /// To and from clients.
    pub clients: Share,
    /// CPU of one call with all that it comes with: waiting for the next, waking whoever gets it.
    pub call_ns: f64,
}

/// One end of a connection, with what went over it.
struct End {
    stream: TcpStream,
    partial_bytes: usize,
    reads: u64,
    writes: u64,
    messages_in: u64,
    messages_out: u64,
}

impl End {
    fn new(stream: TcpStream) -> io::Result<Self> {
        stream.set_nodelay(true)?;
        stream.set_nonblocking(true)?;
        Ok(End { stream, partial_bytes: 0, reads: 0, writes: 0, messages_in: 0, messages_out: 0 })
    }

    /// How many messages have come to their end; one read.
    fn receive(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let bytes = match self.stream.read(buffer) {
            Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(0),
            Err(error) => return Err(error),
        };
        self.reads += 1;
        let all = self.partial_bytes + bytes;
        self.partial_bytes = all % MESSAGE_BYTES;
        self.messages_in += (all / MESSAGE_BYTES) as u64;
        Ok(all / MESSAGE_BYTES)
    }

    /// Sends so many messages with one write, or as many as it takes.
    fn send(&mut self, messages: usize, zeros: &[u8]) -> io::Result<()> {
        let mut left = messages * MESSAGE_BYTES;
        while left > 0 {
            match self.stream.write(&zeros[..left.min(zeros.len())]) {
                Ok(bytes) => {
                    left -= bytes;
                    self.writes += 1;
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => thread::yield_now(),
                Err(error) => return Err(error),
            }
        }
        self.messages_out += messages as u64;
        Ok(())
    }

    fn share(&self, before: [u64; 4]) -> Share {
        let now = self.counts();
        let per = |calls: usize, messages: usize| {
            (now[calls] - before[calls]) as f64 / (now[messages] - before[messages]).max(1) as f64
        };
        Share { writes_per_message: per(1, 3), reads_per_message: per(0, 2) }
    }

    fn counts(&self) -> [u64; 4] {
        [self.reads, self.writes, self.messages_in, self.messages_out]
    }
}

/// Which of `ends` have something to read; none after a while.
fn readable<'a>(ends: impl Iterator<Item = &'a End>) -> io::Result<Vec<bool>> {
    let mut polled: Vec<PollFd<'_>> = ends.map(|end| PollFd::new(&end.stream, PollFlags::IN)).collect();
    poll(&mut polled, Some(&PATIENCE))?;
    Ok(polled.iter().map(|fd| !fd.revents().is_empty()).collect())
}

/// Runs all three for a second.
pub fn measure() -> io::Result<Coalesced> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    let end = || -> io::Result<(End, End)> {
        let near = TcpStream::connect(address)?;
        Ok((End::new(near)?, End::new(listener.accept()?.0)?))
    };
    let (peer_end, peer) = end()?;
    let (mut client_ends, mut clients) = (Vec::new(), Vec::new());
    for _ in 0..CLIENTS {
        let (far, near) = end()?;
        client_ends.push(far);
        clients.push(near);
    }
    let is_over = Arc::new(AtomicBool::new(false));
    let over = [Arc::clone(&is_over), Arc::clone(&is_over)];
    let [for_peer, for_clients] = over;
    let echo = thread::spawn(move || answer(vec![peer_end], 0, &for_peer));
    let load = thread::spawn(move || answer(client_ends, OUTSTANDING, &for_clients));
    let served = serve(peer, clients);
    is_over.store(true, Ordering::Relaxed);
    let ended = [echo.join(), load.join()];
    let served = served?;
    // A connection that its other end has closed is how they end.
    drop(ended);
    Ok(served)
}

/// Sends `first` messages over each connection, then one for each that comes, until it is over.
fn answer(mut ends: Vec<End>, first: usize, is_over: &AtomicBool) -> io::Result<()> {
    let (mut buffer, zeros) = (vec![0; BUFFER_BYTES], vec![0; BUFFER_BYTES]);
    for end in &mut ends {
        end.send(first, &zeros)?;
    }
    while !is_over.load(Ordering::Relaxed) {
        let ready = readable(ends.iter())?;
        for (end, _) in ends.iter_mut().zip(ready).filter(|(_, ready)| *ready) {
            let came = end.receive(&mut buffer)?;
            end.send(came, &zeros)?;
        }
    }
    Ok(())
}

/// Turn after turn: reads what is there, passes it on, answers.
fn serve(mut peer: End, mut clients: Vec<End>) -> io::Result<Coalesced> {
    let (mut buffer, zeros) = (vec![0; BUFFER_BYTES], vec![0; BUFFER_BYTES]);
    let mut waiting: VecDeque<usize> = VecDeque::new();
    let mut due = vec![0; clients.len()];
    let start = Instant::now();
    let mut before: Option<([u64; 4], Vec<[u64; 4]>, u64)> = None;
    loop {
        if before.is_none() && start.elapsed() > WARM_UP {
            before = Some((peer.counts(), clients.iter().map(End::counts).collect(), cpu_ns()));
        }
        if start.elapsed() > WARM_UP + MEASURE {
            break;
        }
        let ready = readable(clients.iter().chain([&peer]))?;
        let mut asked = 0;
        for (number, client) in clients.iter_mut().enumerate().filter(|(number, _)| ready[*number]) {
            let came = client.receive(&mut buffer)?;
            waiting.extend(std::iter::repeat_n(number, came));
            asked += came;
        }
        if ready[ready.len() - 1] {
            for client in waiting.drain(..peer.receive(&mut buffer)?) {
                due[client] += 1;
            }
        }
        peer.send(asked, &zeros)?;
        for (client, due) in clients.iter_mut().zip(&mut due).filter(|(_, due)| **due > 0) {
            client.send(std::mem::take(due), &zeros)?;
        }
    }
    let (peer_before, clients_before, cpu_before) = before.unwrap_or_default();
    let used_ns = (cpu_ns() - cpu_before) as f64;
    let calls = |[reads, writes, ..]: [u64; 4]| reads + writes;
    let made = |end: &End, before: [u64; 4]| calls(end.counts()) - calls(before);
    let of_clients = clients.iter().zip(&clients_before).map(|(client, before)| made(client, *before));
    let all = made(&peer, peer_before) + of_clients.sum::<u64>();
    let shares: Vec<Share> = clients.iter().zip(clients_before).map(|(client, before)| client.share(before)).collect();
    let mean = |of: fn(&Share) -> f64| shares.iter().map(of).sum::<f64>() / shares.len() as f64;
    let clients = Share {
        writes_per_message: mean(|share| share.writes_per_message),
        reads_per_message: mean(|share| share.reads_per_message),
    };
    Ok(Coalesced { peers: peer.share(peer_before), clients, call_ns: used_ns / all.max(1) as f64 })
}
