//! Bytes of any kind: what was written is read, and nothing else makes trouble.

use super::frame::{self, HEADER_BYTES};
use super::hello::{From, HELLO_BYTES, Hello, Refusal, WELCOME_BYTES, Welcome, decode_answer, encode_answer};
use super::{Bincode, Codec, Postcard, WireError};
use crate::limits::FRAME_BYTES_MAX;
use crate::{ClientId, Place};
use proptest::collection::vec;
use proptest::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Message {
    Unit,
    Text(String),
    Many { numbers: Vec<u64>, inner: Vec<Vec<(u8, Option<String>)>> },
}

fn messages() -> impl Strategy<Value = Message> {
    let inner = vec(vec((any::<u8>(), proptest::option::of(".{0,9}")), 0..5), 0..5);
    prop_oneof![
        Just(Message::Unit),
        ".{0,40}".prop_map(Message::Text),
        (vec(any::<u64>(), 0..20), inner).prop_map(|(numbers, inner)| Message::Many { numbers, inner }),
    ]
}

fn places() -> impl Strategy<Value = Place> {
    (any::<u16>(), any::<u32>(), any::<u32>()).prop_map(|(process, member, part)| Place { process, member, part })
}

fn hellos() -> impl Strategy<Value = Hello> {
    let peer = (places(), any::<u64>(), any::<u64>(), any::<u64>())
        .prop_map(|(place, incarnation, met, received)| From::Peer { place, incarnation, met, received });
    let client =
        (any::<u16>(), any::<u64>()).prop_map(|(role, number)| From::Client { role, client: ClientId::new(number) });
    (any::<u64>(), places(), prop_oneof![peer, client]).prop_map(|(plan, to, from)| Hello { plan, to, from })
}

fn round_trip<C: Codec>(message: &Message) {
    let mut bytes = Vec::new();
    C::encode(message, &mut bytes).expect("it has an encoding");
    assert_eq!(C::decode::<Message>(&bytes).as_ref(), Ok(message));
    bytes.push(0);
    assert!(C::decode::<Message>(&bytes).is_err(), "a byte too many");
    bytes.truncate(bytes.len() - 2);
    assert!(C::decode::<Message>(&bytes).is_err(), "a byte too few");
}

proptest! {
    #[test]
    fn codecs_read_what_they_write(message in messages()) {
        round_trip::<Bincode>(&message);
        round_trip::<Postcard>(&message);
    }

    #[test]
    fn no_bytes_make_a_codec_panic(bytes in vec(any::<u8>(), 0..200)) {
        let _ = Bincode::decode::<Message>(&bytes);
        let _ = Postcard::decode::<Message>(&bytes);
    }

    #[test]
    fn frames_are_found_however_they_are_cut(messages in vec(messages(), 0..10), cut in any::<prop::sample::Index>()) {
        let mut bytes = Vec::new();
        for (channel, message) in messages.iter().enumerate() {
            frame::append(&mut bytes, channel as u16, message).expect("it is short");
        }
        let all = bytes.len();
        bytes.truncate(cut.index(all + 1));
        let (mut at, mut found) = (0, 0);
        while let Some(frame) = frame::first(&bytes[at..]).expect("it is short") {
            prop_assert_eq!(frame.channel, found as u16);
            let message: Message = super::decode(frame.payload).expect("it was written");
            prop_assert_eq!(&message, &messages[found]);
            prop_assert_eq!(frame::length(&bytes[at..]), Some(frame.bytes()));
            at += frame.bytes();
            found += 1;
        }
        prop_assert!(found == messages.len() || bytes.len() < all);
    }

    #[test]
    fn no_bytes_make_a_frame_panic(bytes in vec(any::<u8>(), 0..100)) {
        if let Ok(Some(frame)) = frame::first(&bytes) {
            prop_assert!(frame.bytes() <= bytes.len());
        }
    }

    #[test]
    fn hellos_are_read_as_written(hello in hellos()) {
        prop_assert_eq!(Hello::decode(&hello.encode()), Ok(hello));
    }

    #[test]
    fn answers_are_read_as_written(incarnation in any::<u64>(), received in any::<u64>()) {
        let welcome = Welcome { incarnation, received };
        prop_assert_eq!(decode_answer(&encode_answer(Ok(welcome))), Ok(welcome));
    }

    #[test]
    fn a_hello_with_another_byte_is_another_hello(hello in hellos(), at in 0..HELLO_BYTES, flip in 1u8..) {
        let mut bytes = hello.encode();
        bytes[at] ^= flip;
        let unused = matches!(hello.from, From::Client { .. }) && at >= 36;
        prop_assert_eq!(Hello::decode(&bytes) == Ok(hello), unused);
    }

    #[test]
    fn no_bytes_make_a_hello_panic(hello in any::<[u8; 32]>(), answer in any::<[u8; WELCOME_BYTES]>()) {
        let mut bytes = [0; HELLO_BYTES];
        bytes[..32].copy_from_slice(&hello);
        let _ = Hello::decode(&bytes);
        let _ = decode_answer(&answer);
    }
}

#[test]
fn every_refusal_comes_back() {
    for refusal in Refusal::ALL {
        assert_eq!(decode_answer(&encode_answer(Err(refusal))), Err(refusal));
    }
}

#[test]
fn other_protocols_and_versions_are_told_apart() {
    let mut bytes = [0; HELLO_BYTES];
    bytes[..14].copy_from_slice(b"GET / HTTP/1.1");
    assert_eq!(Hello::decode(&bytes), Err(Refusal::Magic));
    bytes[..8].copy_from_slice(b"suki\x02\x00\x00\x00");
    assert_eq!(Hello::decode(&bytes), Err(Refusal::Version));
}

#[test]
fn a_frame_that_is_too_long_is_refused_by_its_length() {
    let mut bytes = (FRAME_BYTES_MAX as u32 + 1).to_le_bytes().to_vec();
    assert_eq!(frame::first(&bytes), Ok(None));
    bytes.extend([0; 2]);
    assert_eq!(frame::first(&bytes), Err(WireError::TooLong(FRAME_BYTES_MAX + 1)));
    let mut out = b"before".to_vec();
    let long = vec![0u8; FRAME_BYTES_MAX + 1];
    assert!(matches!(frame::append(&mut out, 0, &long), Err(WireError::TooLong(_))));
    assert_eq!(out, b"before");
    let fits = vec![0u8; FRAME_BYTES_MAX - 16];
    assert!(frame::append(&mut out, 0, &fits).expect("it fits") <= FRAME_BYTES_MAX + HEADER_BYTES);
}

/// A few bytes that claim to be very many: refused at once, without the memory for them.
#[test]
fn lengths_are_checked_before_anything_is_allocated() {
    let claim = u64::MAX.to_le_bytes();
    assert!(Bincode::decode::<Vec<u64>>(&claim).is_err());
    assert!(Bincode::decode::<String>(&claim).is_err());
    assert!(Bincode::decode::<Vec<Vec<String>>>(&claim).is_err());
    let claim = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01];
    assert!(Postcard::decode::<Vec<u64>>(&claim).is_err());
    assert!(Postcard::decode::<String>(&claim).is_err());
}
