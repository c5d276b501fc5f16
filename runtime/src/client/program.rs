//! A program as its clients see it: a workload with its network.

use super::workload::Workload;
use crate::wire::WireError;
use crate::{ClientId, Instance, Plan};
use serde::Serialize;

/// Implemented by the generated client crate: which request goes where, and what arrives.
pub trait Program: Workload + 'static {
    /// What the hello and the addresses are made from.
    fn plan(&self) -> &'static Plan;

    /// The external location that the clients are.
    fn role(&self) -> u16;

    /// Sends `request` on every channel that its input feeds.
    fn send(&self, client: ClientId, request: &Self::Request, out: &mut impl Outbox);

    /// Reads an element of an output.
    ///
    /// # Errors
    /// Where the channel is no output, or the payload none of its elements.
    fn receive(&self, channel: u16, payload: &[u8]) -> Result<Self::Reply, WireError>;

    /// Groups of logs that must agree on every transaction, by their names.
    fn atomic(&self) -> &'static [&'static [&'static str]] {
        &[]
    }

    /// Reads an element of the input `port` from JSON: for scripts.
    ///
    /// # Errors
    /// A sentence about what is wrong.
    fn read_json(&self, port: &str, value: &str) -> Result<Self::Request, String>;

    /// The output's name, and the element as JSON.
    fn write_json(&self, reply: &Self::Reply) -> (&'static str, String);
}

/// Where requests go.
pub trait Outbox {
    /// Sends `value` to one instance.
    fn send<T: Serialize + ?Sized>(&mut self, channel: u16, to: Instance, value: &T);
}
