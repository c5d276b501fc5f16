//! What a serializer has to offer.

use serde::Serialize;
use serde::de::DeserializeOwned;

/// What is wrong with bytes that came in, or with a message that shall go out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// A payload is no message of its channel.
    #[error("no message of this channel: {0}")]
    Message(String),
    /// A frame is longer than [`FRAME_BYTES_MAX`](crate::limits::FRAME_BYTES_MAX).
    #[error("a frame of {0} bytes is longer than the limit")]
    TooLong(usize),
    /// A frame for a channel that this sender has not.
    #[error("channel {0} does not lead here from this sender")]
    Channel(u16),
    /// A control frame that makes no sense.
    #[error("a control frame that makes no sense")]
    Control,
}

/// A layout of messages. One instance of it is chosen for a whole program: [`Wire`](crate::wire::Wire).
pub trait Codec {
    /// Appends `value` to `out`.
    ///
    /// # Errors
    /// [`WireError::Message`] where the type has no encoding.
    fn encode<T: Serialize + ?Sized>(value: &T, out: &mut Vec<u8>) -> Result<(), WireError>;

    /// Reads one value from all of `bytes`. Lengths in `bytes` are checked against what is left of it before
    /// anything is allocated for them, beyond a fixed 1 MiB that serde may reserve.
    ///
    /// # Errors
    /// [`WireError::Message`] for bytes that are no `T`, too few or too many.
    fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, WireError>;
}
