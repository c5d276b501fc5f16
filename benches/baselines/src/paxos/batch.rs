//! Several commands for one slot.

use super::Command;
use std::time::Duration;

/// How often a batch that does not fill up is looked at.
pub(super) const BEAT: Duration = Duration::from_millis(5);

/// Commands that wait for more.
pub(super) struct Batch {
    commands_max: usize,
    waiting: Vec<Command>,
    /// How many waited at the last beat.
    seen: usize,
}

impl Batch {
    pub(super) fn new(commands_max: usize) -> Self {
        Batch { commands_max, waiting: Vec::with_capacity(commands_max), seen: 0 }
    }

    /// Adds a command; the batch, if it is full.
    pub(super) fn push(&mut self, command: Command) -> Option<Vec<Command>> {
        self.waiting.push(command);
        (self.waiting.len() >= self.commands_max).then(|| self.take())
    }

    /// The batch, if nothing has come since the last beat.
    pub(super) fn beat(&mut self) -> Option<Vec<Command>> {
        let idle = self.seen == self.waiting.len();
        self.seen = self.waiting.len();
        (idle && !self.waiting.is_empty()).then(|| self.take())
    }

    fn take(&mut self) -> Vec<Command> {
        self.seen = 0;
        std::mem::replace(&mut self.waiting, Vec::with_capacity(self.commands_max))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_leaves_when_full_or_idle() {
        let command = |seq| Command { client: 0, seq, key: 0, value: 0 };
        let mut batch = Batch::new(2);
        assert_eq!(batch.push(command(1)), None);
        assert_eq!(batch.push(command(2)), Some(vec![command(1), command(2)]));
        assert_eq!(batch.push(command(3)), None);
        assert_eq!(batch.beat(), None, "it has just come");
        assert_eq!(batch.beat(), Some(vec![command(3)]));
        assert_eq!(batch.beat(), None);
    }
}
