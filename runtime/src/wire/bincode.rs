//! bincode 1: fixed-width little-endian integers, `u64` lengths, no padding.

use super::{Codec, WireError};
use bincode::Options;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The layout of bincode 1.3.
#[derive(Clone, Copy, Debug)]
pub struct Bincode;

// No limit: the slice is one. A bound would be counted down at every field.
fn options() -> impl Options {
    bincode::DefaultOptions::new().with_fixint_encoding()
}

impl Codec for Bincode {
    #[inline]
    fn encode<T: Serialize + ?Sized>(value: &T, out: &mut Vec<u8>) -> Result<(), WireError> {
        options().serialize_into(out, value).map_err(|error| WireError::Message(error.to_string()))
    }

    #[inline]
    fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, WireError> {
        options().deserialize(bytes).map_err(|error| WireError::Message(error.to_string()))
    }
}
