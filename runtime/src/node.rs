//! What generated glue implements.

use crate::wire::WireError;
use crate::{Net, Recovered, Sender};

/// One process of the program, as the runtime sees it. Glue around one location's `State`, `Inputs` and `Outputs`, or
/// around several that are fused.
pub trait Node {
    /// One frame has arrived: decode it into the inputs of the next turn. `from` may send on `channel`: that has been
    /// checked.
    ///
    /// # Errors
    /// [`WireError::Message`] for a payload that is no message of the channel. The connection is closed then.
    fn receive(&mut self, channel: u16, from: Sender, payload: &[u8]) -> Result<(), WireError>;

    /// A timer has fired; there will be a turn.
    fn fire(&mut self, timer: u16);

    /// Before the first turn: what an earlier incarnation has left on disk.
    ///
    /// # Errors
    /// [`WireError::Message`] for a record that is no element of its log. The process does not start then.
    fn start(&mut self, disk: &Recovered) -> Result<(), WireError>;

    /// Step over everything that has arrived and hand what it yields to `net`.
    fn turn(&mut self, net: &mut Net);

    /// All that the last turn gave to [`Net::persist`] is on disk: it belongs into the inputs of the next turn, which
    /// follows at once.
    fn persisted(&mut self) {}
}
