//! Addresses for processes that have yet to start.

use std::net::{SocketAddr, TcpListener};
use std::sync::atomic::{AtomicU32, Ordering};

/// Ports below those that the kernel gives to outgoing connections, which would take them before a server does.
const PORTS: std::ops::Range<u16> = 10_000..32_000;

/// Addresses of this machine that are free now. Each is given out once, so that none is used twice by processes that
/// have yet to start.
#[must_use]
pub fn free_addresses(count: usize) -> Vec<SocketAddr> {
    static TAKEN: AtomicU32 = AtomicU32::new(0);
    let ports = PORTS.len() as u32;
    // Another process begins elsewhere.
    let start = std::process::id().wrapping_mul(101);
    let mut addresses = Vec::with_capacity(count);
    while addresses.len() < count {
        let taken = TAKEN.fetch_add(1, Ordering::Relaxed);
        let port = PORTS.start + (start.wrapping_add(taken) % ports) as u16;
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        if TcpListener::bind(address).is_ok() {
            addresses.push(address);
        }
    }
    addresses
}
