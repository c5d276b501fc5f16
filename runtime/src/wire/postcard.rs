//! postcard: variable-length integers.

use super::{Codec, WireError};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The layout of postcard 1.
#[derive(Clone, Copy, Debug)]
pub struct Postcard;

impl Codec for Postcard {
    #[inline]
    fn encode<T: Serialize + ?Sized>(value: &T, out: &mut Vec<u8>) -> Result<(), WireError> {
        postcard::to_io(value, out).map(|_| ()).map_err(|error| WireError::Message(error.to_string()))
    }

    #[inline]
    fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, WireError> {
        match postcard::take_from_bytes(bytes) {
            Ok((value, [])) => Ok(value),
            Ok((_, rest)) => Err(WireError::Message(format!("{} bytes too many", rest.len()))),
            Err(error) => Err(WireError::Message(error.to_string())),
        }
    }
}
