//! Encoding and decoding, with the frame that a message travels in.

use super::clock::per_step_ns;
use serde::{Deserialize, Serialize};
use std::hint::black_box;

const MESSAGES: usize = 20_000;
/// Messages of one turn.
const BATCH: usize = 64;
/// A payload whose bytes outweigh the rest.
const LONG_BYTES: usize = 4_096;
const LONG_MESSAGES: usize = 2_000;

/// The command of the baselines: 28 bytes.
#[derive(Clone, Copy, Serialize, Deserialize)]
struct Command {
    client: u32,
    seq: u64,
    key: u64,
    value: u64,
}

/// For a small message, the mean of both ends; and for each byte of a long one.
pub fn measure() -> (f64, f64) {
    let command = Command { client: 1, seq: 2, key: 3, value: 4 };
    let encode = round_ns(MESSAGES, |bytes| append(bytes, &black_box(command)));
    let mut bytes = Vec::new();
    (0..BATCH).for_each(|_| append(&mut bytes, &command));
    let decode = per_step_ns(MESSAGES, |count| {
        for _ in 0..count / BATCH {
            let mut rest = black_box(bytes.as_slice());
            while let Some((payload, behind)) = split(rest) {
                black_box(bincode::deserialize::<Command>(payload).ok());
                rest = behind;
            }
        }
    });
    let long = vec![7_u8; LONG_BYTES];
    let copy = round_ns(LONG_MESSAGES, |bytes| bytes.extend_from_slice(black_box(&long)));
    (f64::midpoint(encode, decode), copy / LONG_BYTES as f64)
}

/// For one message, where each turn fills a buffer anew.
fn round_ns(count: usize, mut append: impl FnMut(&mut Vec<u8>)) -> f64 {
    let mut bytes = Vec::new();
    per_step_ns(count, |count| {
        for at in 0..count {
            if at % BATCH == 0 {
                black_box(&mut bytes).clear();
            }
            append(&mut bytes);
        }
    })
}

/// A length, a channel, the message.
fn append(bytes: &mut Vec<u8>, command: &Command) {
    let start = bytes.len();
    bytes.extend_from_slice(&[0; 6]);
    // A vector takes all bytes.
    let _ = bincode::serialize_into(&mut *bytes, command);
    let length = (bytes.len() - start) as u32;
    bytes[start..start + 4].copy_from_slice(&length.to_le_bytes());
}

/// The first message's payload, and what is behind it.
fn split(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let length = u32::from_le_bytes(bytes.get(..4)?.try_into().ok()?) as usize;
    Some((bytes.get(6..length)?, bytes.get(length..)?))
}
