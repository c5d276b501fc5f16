//! What a process says of itself: its counters, and whether it is ready.

use serde_json::Value;
use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

/// An answer takes no longer, unless the process is stuck.
const PATIENCE: Duration = Duration::from_secs(2);

/// What a process has done so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// CPU time.
    pub cpu_ns: u64,
    /// Reads from and writes to connections and logs.
    pub syscalls: u64,
    /// Bytes read from and written to connections.
    pub bytes: u64,
}

impl Counters {
    /// What has been done since `earlier`.
    pub fn since(self, earlier: Counters) -> Counters {
        Counters {
            cpu_ns: self.cpu_ns.saturating_sub(earlier.cpu_ns),
            syscalls: self.syscalls.saturating_sub(earlier.syscalls),
            bytes: self.bytes.saturating_sub(earlier.bytes),
        }
    }

    /// Of two together.
    pub fn plus(self, other: Counters) -> Counters {
        Counters {
            cpu_ns: self.cpu_ns + other.cpu_ns,
            syscalls: self.syscalls + other.syscalls,
            bytes: self.bytes + other.bytes,
        }
    }
}

/// What the process has done, and how many bytes wait in its longest queue.
pub fn counters(admin: &Path) -> Option<(Counters, u64)> {
    let value = get(admin, "/counters")?;
    let number = |name: &str| value[name].as_u64().unwrap_or(0);
    let counters = Counters {
        cpu_ns: number("cpu_ns"),
        syscalls: number("reads") + number("writes") + number("syncs"),
        bytes: number("read_bytes") + number("written_bytes"),
    };
    let queues = value["peers"].as_array().into_iter().flatten();
    let longest = queues.filter_map(|peer| peer["queued_bytes"].as_u64()).max().unwrap_or(0);
    Some((counters, longest))
}

/// All that it counts, as it says it.
pub fn all(admin: &Path) -> Option<Value> {
    get(admin, "/counters")
}

/// Whether the process has met all its peers.
pub fn is_ready(admin: &Path) -> bool {
    get(admin, "/health").is_some_and(|health| health["ready"] == true)
}

/// The answer to one request. None: there is none.
fn get(admin: &Path, path: &str) -> Option<Value> {
    let mut stream = UnixStream::connect(admin).ok()?;
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    stream.write_all(format!("GET {path} HTTP/1.1\r\nHost: suki\r\n\r\n").as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    serde_json::from_str(answer.split_once("\r\n\r\n")?.1).ok()
}
