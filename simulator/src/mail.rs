//! What is on its way. Letters of ordered channels stand in the stream between their two ends; all others lie alone.

use std::collections::VecDeque;

/// One message.
#[derive(Debug, Default)]
pub struct Letter {
    /// The channel.
    pub channel: u16,
    /// Who sent it.
    pub from: u32,
    /// Whom it is for.
    pub to: u32,
    /// Which incarnation of the receiver.
    pub epoch: u32,
    /// The element, encoded.
    pub payload: Vec<u8>,
}

#[derive(Debug, Default)]
struct Stream {
    from: u32,
    to: u32,
    letters: VecDeque<Letter>,
    /// When the last letter will arrive.
    last_us: u64,
}

/// All letters.
#[derive(Debug)]
pub struct Mail {
    parties: usize,
    /// By channel, sender, receiver: one above the stream's position.
    index: Vec<u32>,
    streams: Vec<Stream>,
    loose: Vec<Option<Letter>>,
    free: Vec<u32>,
    spare: Vec<Vec<u8>>,
}

impl Mail {
    /// No letters yet between so many parties.
    pub fn new(channels: usize, parties: usize) -> Self {
        Mail {
            parties,
            index: vec![0; channels * parties * parties],
            streams: Vec::new(),
            loose: Vec::new(),
            free: Vec::new(),
            spare: Vec::new(),
        }
    }

    /// A payload's bytes, in a buffer that was used before.
    #[inline]
    pub fn copy(&mut self, payload: &[u8]) -> Vec<u8> {
        let mut copy = self.spare.pop().unwrap_or_default();
        copy.clear();
        copy.extend_from_slice(payload);
        copy
    }

    /// A letter has been read.
    #[inline]
    pub fn done(&mut self, letter: Letter) {
        self.spare.push(letter.payload);
    }

    /// A letter that no other holds up; its number.
    pub fn put_loose(&mut self, letter: Letter) -> u32 {
        match self.free.pop() {
            Some(at) => {
                self.loose[at as usize] = Some(letter);
                at
            }
            None => {
                self.loose.push(Some(letter));
                self.loose.len() as u32 - 1
            }
        }
    }

    /// A letter behind those before it; its stream, and when it arrives: at `at_us`, or with those before it.
    pub fn put_in_stream(&mut self, letter: Letter, at_us: u64) -> (u32, u64) {
        let (from, to) = (letter.from, letter.to);
        let place = (letter.channel as usize * self.parties + from as usize) * self.parties + to as usize;
        if self.index[place] == 0 {
            self.streams.push(Stream { from, to, ..Stream::default() });
            self.index[place] = self.streams.len() as u32;
        }
        let number = self.index[place] - 1;
        let stream = &mut self.streams[number as usize];
        stream.last_us = stream.last_us.max(at_us);
        stream.letters.push_back(letter);
        (number, stream.last_us)
    }

    /// The two ends of a letter; none when it is gone.
    pub fn ends_of_loose(&self, number: u32) -> Option<(u32, u32)> {
        self.loose[number as usize].as_ref().map(|letter| (letter.from, letter.to))
    }

    /// The two ends of a stream; none when no letter is in it.
    pub fn ends_of_stream(&self, number: u32) -> Option<(u32, u32)> {
        let stream = &self.streams[number as usize];
        (!stream.letters.is_empty()).then_some((stream.from, stream.to))
    }

    /// Takes a letter out; its number may be used again.
    pub fn take_loose(&mut self, number: u32) -> Option<Letter> {
        let letter = self.loose[number as usize].take();
        self.free.push(number);
        letter
    }

    /// Takes the first letter of a stream.
    pub fn take_from_stream(&mut self, number: u32) -> Option<Letter> {
        self.streams[number as usize].letters.pop_front()
    }

    /// Loses letters for which `applies` to both ends: of a stream the last ones, as many as `lost` of their number says;
    /// a loose one if `lost` of 1 says 1.
    pub fn lose(&mut self, applies: impl Fn(u32, u32) -> bool, mut lost: impl FnMut(usize) -> usize) {
        for stream in &mut self.streams {
            if !stream.letters.is_empty() && applies(stream.from, stream.to) {
                let count = stream.letters.len();
                stream.letters.truncate(count - lost(count).min(count));
            }
        }
        // The number of a loose letter stays taken until its event comes and finds nothing.
        for letter in &mut self.loose {
            if letter.as_ref().is_some_and(|letter| applies(letter.from, letter.to)) && lost(1) > 0 {
                *letter = None;
            }
        }
    }
}
