//! What is simulated: generated code brings one.

use crate::limits::SHOWN_CHARS_MAX;
use serde::de::DeserializeOwned;
use std::fmt::{Debug, Write};
use suki_runtime::wire::decode;
use suki_runtime::{Node, Place, Plan};

/// A program with all of its processes.
pub struct Subject {
    /// The plan, as all processes know it.
    pub plan: &'static Plan,
    /// By channel: whether elements between two instances keep their order.
    pub ordered: &'static [bool],
    /// Makes the node of a process.
    pub node: fn(Place) -> Box<dyn Node>,
    /// An element of a channel, for people.
    pub show: fn(u16, &[u8]) -> String,
}

impl Subject {
    /// An element for one line of a trace.
    pub(crate) fn shown(&self, channel: u16, payload: &[u8]) -> String {
        let text = (self.show)(channel, payload);
        match text.char_indices().nth(SHOWN_CHARS_MAX) {
            Some((end, _)) => format!("{}..", &text[..end]),
            None => text,
        }
    }
}

/// An element of type `T` as its `Debug` says it; bytes where they are none.
///
/// ```
/// assert_eq!(suki_simulator::text::<Option<u8>>(&[1, 7]), "Some(7)");
/// ```
pub fn text<T: DeserializeOwned + Debug>(payload: &[u8]) -> String {
    match decode::<T>(payload) {
        Ok(element) => format!("{element:?}"),
        Err(_) => hexadecimal(payload),
    }
}

/// Bytes as they are.
pub fn hexadecimal(payload: &[u8]) -> String {
    payload.iter().fold(String::from("0x"), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
