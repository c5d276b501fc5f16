//! A proxy that cuts connections.

use std::io::{Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Numbers that look random and can be had again.
#[derive(Clone)]
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

/// Forwards connections to `to`, and cuts each after a few thousand bytes in one of its directions, wherever that is.
/// Returns how often it has cut.
pub fn cutting(at: &Path, to: PathBuf, mut dice: Dice) -> Arc<AtomicU64> {
    let listener = UnixListener::bind(at).expect("the folder can be written");
    let cuts = Arc::new(AtomicU64::new(0));
    let counted = cuts.clone();
    std::thread::spawn(move || {
        while let Ok((one, _)) = listener.accept() {
            let Ok(other) = UnixStream::connect(&to) else { continue };
            let pairs = [(&one, &other), (&other, &one)].map(|(from, to)| (from.try_clone(), to.try_clone()));
            for (from, to) in pairs {
                let (from, to) = (from.expect("a handle"), to.expect("a handle"));
                let (allowed, cuts) = (60 + dice.below(20_000), counted.clone());
                std::thread::spawn(move || {
                    if forward(&from, &to, allowed) {
                        cuts.fetch_add(1, Ordering::Relaxed);
                    }
                });
            }
        }
    });
    cuts
}

/// Until so many bytes have gone through, or the connection ends. Whether it was cut.
fn forward(mut from: &UnixStream, mut to: &UnixStream, mut allowed: u64) -> bool {
    let mut buffer = [0; 4_096];
    let cut = loop {
        match from.read(&mut buffer) {
            Ok(count) if count > 0 => {
                let count = count.min(allowed as usize);
                if to.write_all(&buffer[..count]).is_err() {
                    break false;
                }
                allowed -= count as u64;
                if allowed == 0 {
                    break true;
                }
            }
            Ok(_) | Err(_) => break false,
        }
    };
    let _ = from.shutdown(std::net::Shutdown::Both);
    let _ = to.shutdown(std::net::Shutdown::Both);
    cut
}
