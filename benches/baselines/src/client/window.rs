//! The requests of one client that wait for their replies.

/// What a reply turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// The first to its request, which was sent at that time.
    First { sent_ns: u64 },
    /// Its request has been answered before.
    Again,
    /// There is no such request.
    Unasked,
}

/// As many slots as there may be requests outstanding. A slot's requests have numbers that are equal modulo the slots.
pub(super) struct Window(Vec<Slot>);

struct Slot {
    seq: u64,
    sent_ns: u64,
    open: bool,
}

impl Window {
    pub(super) fn new(outstanding: usize) -> Self {
        Window((0..outstanding).map(|slot| Slot { seq: slot as u64, sent_ns: 0, open: false }).collect())
    }

    /// Opens the next request of `slot`, and says its number.
    pub(super) fn open(&mut self, slot: usize, now_ns: u64) -> u64 {
        let slot = &mut self.0[slot];
        slot.open = true;
        slot.sent_ns = now_ns;
        slot.seq
    }

    /// The slot of a request.
    pub(super) fn slot(&self, seq: u64) -> usize {
        (seq % self.0.len() as u64) as usize
    }

    pub(super) fn answer(&mut self, seq: u64) -> Answer {
        let (at, slots) = (self.slot(seq), self.0.len() as u64);
        let slot = &mut self.0[at];
        if seq < slot.seq {
            return Answer::Again;
        }
        if seq > slot.seq || !slot.open {
            return Answer::Unasked;
        }
        slot.open = false;
        slot.seq += slots;
        Answer::First { sent_ns: slot.sent_ns }
    }

    /// How many wait.
    pub(super) fn waiting(&self) -> u64 {
        self.0.iter().filter(|slot| slot.open).count() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_request_is_answered_once() {
        let mut window = Window::new(2);
        assert_eq!(window.answer(1), Answer::Unasked);
        assert_eq!(window.open(1, 10), 1);
        assert_eq!(window.answer(3), Answer::Unasked, "it has not been asked yet");
        assert_eq!(window.answer(1), Answer::First { sent_ns: 10 });
        assert_eq!(window.answer(1), Answer::Again);
        assert_eq!((window.open(1, 20), window.slot(3), window.waiting()), (3, 1, 1));
        assert_eq!(window.answer(1), Answer::Again, "however late");
        assert_eq!(window.answer(3), Answer::First { sent_ns: 20 });
    }
}
