//! The lock of one key at one participant.

use std::collections::HashSet;

/// Who holds it. Nothing orders a prepare before its decision: another participant may have refused.
#[derive(Default)]
pub(super) struct Lock {
    holder: Option<u64>,
    /// Voted no, decision still to come.
    refused: HashSet<u64>,
    /// Decision came first, prepare still to come.
    aborted: HashSet<u64>,
}

impl Lock {
    /// The vote.
    pub(super) fn prepare(&mut self, id: u64) -> bool {
        if self.aborted.remove(&id) {
            return false;
        }
        let free = self.holder.is_none();
        if free {
            self.holder = Some(id);
        } else {
            self.refused.insert(id);
        }
        free
    }

    pub(super) fn release(&mut self, id: u64) {
        if self.holder == Some(id) {
            self.holder = None;
        } else if !self.refused.remove(&id) {
            self.aborted.insert(id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_holds_it_at_a_time() {
        let mut lock = Lock::default();
        assert!(lock.prepare(1));
        assert!(!lock.prepare(2));
        lock.release(2);
        assert!(!lock.prepare(3), "the loser's release is not the holder's");
        lock.release(1);
        assert!(lock.prepare(4));
    }

    #[test]
    fn an_abort_may_come_first() {
        let mut lock = Lock::default();
        lock.release(1);
        assert!(!lock.prepare(1), "nobody would release it");
        assert!(lock.prepare(2));
    }
}
