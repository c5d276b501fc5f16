//! Two sides, connections that break anywhere, and what must have arrived in the end.

use super::*;
use crate::wire::frame;
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::VecDeque;

/// What may happen to one direction of a session.
#[derive(Clone, Copy, Debug)]
enum Event {
    /// The sender appends a frame with so many bytes.
    Send(usize),
    /// The connection takes so many bytes.
    Write(usize),
    /// So many bytes reach the receiver.
    Arrive(usize),
    /// The receiver says how far it is.
    Acknowledge,
    /// What it said reaches the sender.
    Told,
    /// The connection breaks, and another one is made.
    Reconnect,
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let event = prop_oneof![
        4 => (0usize..2_000).prop_map(Event::Send),
        6 => (1usize..5_000).prop_map(Event::Write),
        6 => (1usize..5_000).prop_map(Event::Arrive),
        2 => Just(Event::Acknowledge),
        2 => Just(Event::Told),
        1 => Just(Event::Reconnect),
    ];
    vec(event, 0..400)
}

/// One direction: sender, wire, receiver.
#[derive(Default)]
struct Direction {
    outbox: Outbox,
    inbox: Inbox,
    /// On their way.
    wire: VecDeque<u8>,
    /// Acknowledgements on their way.
    told: VecDeque<u64>,
    /// What the receiver has read of a frame that is not all there.
    buffer: Vec<u8>,
    sent: u64,
    received: Vec<u64>,
}

impl Direction {
    fn happen(&mut self, event: Event) {
        match event {
            Event::Send(bytes) => {
                let mut payload = self.sent.to_le_bytes().to_vec();
                payload.resize(8 + bytes, 0);
                frame::append_bytes(self.outbox.end(), 0, &payload);
                self.sent += 1;
            }
            Event::Write(bytes) => {
                let count = bytes.min(self.outbox.unwritten().len());
                self.wire.extend(&self.outbox.unwritten()[..count]);
                self.outbox.wrote(count);
            }
            Event::Arrive(bytes) => self.arrive(bytes),
            Event::Acknowledge => {
                let position = self.inbox.tell();
                self.told.push_back(position);
            }
            Event::Told => {
                if let Some(position) = self.told.pop_front() {
                    self.outbox.acknowledge(position).expect("it was written");
                }
            }
            Event::Reconnect => {
                self.wire.clear();
                self.told.clear();
                self.buffer.clear();
                self.outbox.resume(self.inbox.received()).expect("it is kept");
            }
        }
    }

    fn arrive(&mut self, bytes: usize) {
        let count = bytes.min(self.wire.len());
        self.buffer.extend(self.wire.drain(..count));
        let mut at = 0;
        while let Some(frame) = frame::first(&self.buffer[at..]).expect("it is a frame") {
            at += frame.bytes();
            self.inbox.take(frame.bytes());
            let number = frame.payload.first_chunk().expect("each has a number");
            self.received.push(u64::from_le_bytes(*number));
        }
        self.buffer.drain(..at);
    }
}

proptest! {
    /// Every element arrives exactly once, in order, wherever connections break.
    #[test]
    fn exactly_once_in_order(events in events()) {
        let mut direction = Direction::default();
        for event in events {
            direction.happen(event);
            let so_far: Vec<u64> = (0..direction.received.len() as u64).collect();
            prop_assert_eq!(&direction.received, &so_far);
        }
        for event in [Event::Reconnect, Event::Write(usize::MAX), Event::Arrive(usize::MAX)] {
            direction.happen(event);
        }
        prop_assert_eq!(direction.received.len() as u64, direction.sent);
        direction.happen(Event::Acknowledge);
        direction.happen(Event::Told);
        prop_assert_eq!(direction.outbox.kept_bytes(), 0);
    }
}

#[test]
fn what_was_never_sent_cannot_be_claimed() {
    let mut outbox = Outbox::default();
    outbox.end().extend([0; 100]);
    outbox.wrote(60);
    assert_eq!(outbox.acknowledge(61), Err(NeverSent));
    assert_eq!(outbox.resume(61), Err(NeverSent));
    assert_eq!(outbox.acknowledge(60), Ok(()));
    assert_eq!(outbox.resume(59), Err(NeverSent));
    assert_eq!(outbox.kept_bytes(), 40);
    assert_eq!(outbox.resume(60), Ok(()));
    assert_eq!(outbox.unwritten().len(), 40);
}

#[test]
fn memory_is_that_of_what_is_kept() {
    let mut outbox = Outbox::default();
    let mut position = 0;
    for _ in 0..10_000 {
        outbox.end().extend([0; 1_000]);
        outbox.wrote(1_000);
        position += 1_000;
        if position > 50_000 {
            outbox.acknowledge(position - 50_000).expect("it was written");
        }
    }
    assert!(outbox.bytes.capacity() <= 1 << 19, "{}", outbox.bytes.capacity());
}

#[test]
fn it_is_told_now_and_then() {
    let mut inbox = Inbox::default();
    inbox.take(10);
    assert!(!inbox.owes(10));
    inbox.take(1);
    assert!(inbox.owes(10));
    assert_eq!(inbox.tell(), 11);
    assert!(!inbox.owes(0));
}
