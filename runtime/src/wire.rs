//! Bytes on a connection: a hello, then frames. Nothing here does I/O, and no bytes make it panic.

mod bincode;
mod codec;
pub mod frame;
pub mod hello;
mod postcard;
#[cfg(test)]
mod tests;

pub use bincode::Bincode;
pub use codec::{Codec, WireError};
pub use postcard::Postcard;

/// The codec that this build uses for messages.
#[cfg(not(feature = "postcard"))]
pub type Wire = Bincode;
/// The codec that this build uses for messages.
#[cfg(feature = "postcard")]
pub type Wire = Postcard;

/// Reads one message, all of `payload`.
///
/// # Errors
/// [`WireError::Message`] for bytes that are no `T`, too few or too many.
#[inline]
pub fn decode<T: serde::de::DeserializeOwned>(payload: &[u8]) -> Result<T, WireError> {
    Wire::decode(payload)
}
