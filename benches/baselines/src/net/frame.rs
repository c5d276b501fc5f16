//! Frames: the length of the payload as a little-endian `u32`, then the message in bincode.

use serde::{Serialize, de::DeserializeOwned};

const HEADER_BYTES: usize = 4;

/// Appends one frame to `out`.
///
/// ```
/// use suki_baselines::net::frame;
/// let mut bytes = Vec::new();
/// frame::append(&mut bytes, &7_u64);
/// frame::append(&mut bytes, &8_u64);
/// let mut seen = Vec::new();
/// let used = frame::take_all(&bytes[..20], |message: u64| seen.push(message)).unwrap();
/// assert_eq!((seen, used), (vec![7], 12));
/// ```
pub fn append<M: Serialize>(out: &mut Vec<u8>, message: &M) {
    let start = out.len();
    out.extend_from_slice(&[0; HEADER_BYTES]);
    bincode::serialize_into(&mut *out, message).expect("messages have a length, and a vector takes all bytes");
    let length = u32::try_from(out.len() - start - HEADER_BYTES).expect("no message of ours has 4 GiB");
    out[start..start + HEADER_BYTES].copy_from_slice(&length.to_le_bytes());
}

/// Calls `receive` for each whole frame in `bytes`, and says how many bytes they took.
///
/// # Errors
/// If a payload is not a message.
pub fn take_all<M: DeserializeOwned>(bytes: &[u8], mut receive: impl FnMut(M)) -> bincode::Result<usize> {
    let mut start = 0;
    while let Some((header, rest)) = bytes[start..].split_first_chunk::<HEADER_BYTES>() {
        let Some(payload) = rest.get(..u32::from_le_bytes(*header) as usize) else { break };
        receive(bincode::deserialize(payload)?);
        start += HEADER_BYTES + payload.len();
    }
    Ok(start)
}
