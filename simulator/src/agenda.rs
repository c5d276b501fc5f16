//! What happens next: events by their time, and by when they were noted where times agree.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// Something that will happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// A letter of a channel without order arrives.
    Letter(u32),
    /// The first letter of an ordered stream arrives.
    Stream(u32),
    /// A process takes a turn, unless it has crashed since.
    Turn { place: u32, epoch: u32 },
    /// What a process has logged is on disk.
    Synced { place: u32, epoch: u32 },
    /// A timer fires.
    Fire { place: u32, epoch: u32, timer: u16 },
    /// A client may ask.
    Ask(u32),
    /// A client looks whether something has waited too long.
    Overdue(u32),
    /// A fault begins.
    Fault(u32),
    /// Processes that crashed come back.
    Restart(u32),
}

#[derive(Debug, PartialEq, Eq)]
struct Entry {
    at_us: u64,
    number: u64,
    event: Event,
}

impl Ord for Entry {
    #[inline]
    fn cmp(&self, other: &Self) -> Ordering {
        // The heap gives the largest first.
        (other.at_us, other.number).cmp(&(self.at_us, self.number))
    }
}

impl PartialOrd for Entry {
    #[inline]
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// All that is to happen.
#[derive(Debug, Default)]
pub struct Agenda {
    entries: BinaryHeap<Entry>,
    noted: u64,
}

impl Agenda {
    /// Notes an event.
    #[inline]
    pub fn note(&mut self, at_us: u64, event: Event) {
        self.noted += 1;
        self.entries.push(Entry { at_us, number: self.noted, event });
    }

    /// The next one, and when it is.
    #[inline]
    pub fn next(&mut self) -> Option<(u64, Event)> {
        self.entries.pop().map(|entry| (entry.at_us, entry.event))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_come_by_time_then_as_noted() {
        let mut agenda = Agenda::default();
        for (at_us, client) in [(5, 0), (3, 1), (5, 2), (3, 3)] {
            agenda.note(at_us, Event::Ask(client));
        }
        let all: Vec<(u64, Event)> = std::iter::from_fn(|| agenda.next()).collect();
        assert_eq!(all, [(3, Event::Ask(1)), (3, Event::Ask(3)), (5, Event::Ask(0)), (5, Event::Ask(2))]);
    }
}
