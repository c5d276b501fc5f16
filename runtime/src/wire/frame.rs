//! One frame: `u32` length of the payload, `u16` channel, payload. Integers are little-endian.

use super::{Codec, Wire, WireError};
use crate::limits::FRAME_BYTES_MAX;
use serde::Serialize;

/// Length and channel.
pub const HEADER_BYTES: usize = 6;
/// Channels from here on are not the program's: they carry what the sessions themselves have to say.
pub const CONTROL: u16 = 0xfff0;
/// How many bytes have arrived, as `u64`.
pub const ACKNOWLEDGE: u16 = CONTROL;
/// A sign of life, without payload.
pub const PING: u16 = CONTROL + 1;

/// A frame as it lies in a buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame<'a> {
    /// Which stream it belongs to.
    pub channel: u16,
    /// One encoded element.
    pub payload: &'a [u8],
}

impl Frame<'_> {
    /// Its length on the wire.
    #[inline]
    pub fn bytes(&self) -> usize {
        HEADER_BYTES + self.payload.len()
    }
}

/// The frame at the start of `bytes`; none if it is not all there yet.
///
/// # Errors
/// [`WireError::TooLong`] as soon as the length is there and exceeds the limit.
#[inline]
pub fn first(bytes: &[u8]) -> Result<Option<Frame<'_>>, WireError> {
    let Some((header, rest)) = bytes.split_first_chunk::<HEADER_BYTES>() else { return Ok(None) };
    let [a, b, c, d, e, f] = *header;
    let length = u32::from_le_bytes([a, b, c, d]) as usize;
    if length > FRAME_BYTES_MAX {
        return Err(WireError::TooLong(length));
    }
    Ok(rest.get(..length).map(|payload| Frame { channel: u16::from_le_bytes([e, f]), payload }))
}

/// How many bytes the frame at the start of `bytes` will have; none while that is unknown. At most
/// `HEADER_BYTES + FRAME_BYTES_MAX`: [`first`] has refused the rest.
pub fn length(bytes: &[u8]) -> Option<usize> {
    let length = bytes.first_chunk::<4>()?;
    Some(HEADER_BYTES + (u32::from_le_bytes(*length) as usize).min(FRAME_BYTES_MAX))
}

/// Appends `value` as a frame and says how long that is. `out` is as before where it fails.
///
/// # Errors
/// [`WireError::TooLong`], or the codec's error.
#[inline]
pub fn append<T: Serialize + ?Sized>(out: &mut Vec<u8>, channel: u16, value: &T) -> Result<usize, WireError> {
    let start = out.len();
    out.extend_from_slice(&[0; HEADER_BYTES]);
    let encoded = Wire::encode(value, out);
    let length = out.len() - start - HEADER_BYTES;
    if let Err(error) = encoded.and(if length > FRAME_BYTES_MAX { Err(WireError::TooLong(length)) } else { Ok(()) }) {
        out.truncate(start);
        return Err(error);
    }
    out[start..start + 4].copy_from_slice(&(length as u32).to_le_bytes());
    out[start + 4..start + HEADER_BYTES].copy_from_slice(&channel.to_le_bytes());
    Ok(HEADER_BYTES + length)
}

/// Appends a frame with these bytes.
pub fn append_bytes(out: &mut Vec<u8>, channel: u16, payload: &[u8]) {
    debug_assert!(payload.len() <= FRAME_BYTES_MAX);
    out.extend_from_slice(&(payload.len() as u32).to_le_bytes());
    out.extend_from_slice(&channel.to_le_bytes());
    out.extend_from_slice(payload);
}
