//! Operators as generated code has them: loops over vectors, hash maps with the hasher of the runtime.

use super::clock::per_step_ns;
use rustc_hash::FxHashMap;
use std::hint::black_box;

/// Elements of one round.
const ELEMENTS: usize = 20_000;
/// Elements that wait for their counterpart at a time.
const WAITING: u64 = 1_000;
/// Elements of one turn.
const TURN: usize = 100;

/// For each element that comes in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Operators {
    /// A closure over an element.
    pub stateless_ns: f64,
    /// An element that is kept under its key until another takes it away: half of both.
    pub hash_ns: f64,
    /// A step of a state machine that is a map.
    pub scan_ns: f64,
    /// An element that is put aside for a tick and taken up in it.
    pub tick_ns: f64,
}

type Element = (u64, [u64; 3]);

/// Operators, and a hand-over in a process.
pub fn measure() -> (Operators, f64) {
    let operators = Operators { stateless_ns: stateless(), hash_ns: hash(), scan_ns: scan(), tick_ns: tick() };
    (operators, queue())
}

fn element(number: usize) -> Element {
    (number as u64, [number as u64; 3])
}

fn stateless() -> f64 {
    let elements: Vec<Element> = (0..TURN).map(element).collect();
    let mut out: Vec<Element> = Vec::with_capacity(TURN);
    per_step_ns(ELEMENTS, |count| {
        for _ in 0..count / TURN {
            out.clear();
            let moved = black_box(&elements).iter().map(|(key, rest)| (key.wrapping_add(1), *rest));
            out.extend(moved.filter(|(key, _)| *key != black_box(u64::MAX)));
            black_box(&out);
        }
    })
}

fn hash() -> f64 {
    let mut kept: FxHashMap<u64, Vec<Element>> = FxHashMap::default();
    let mut next = 0_u64;
    let both = per_step_ns(ELEMENTS, |count| {
        for _ in 0..count {
            kept.entry(black_box(next)).or_default().push(element(next as usize));
            if let Some(done) = next.checked_sub(WAITING) {
                black_box(kept.remove(&done));
            }
            next += 1;
        }
    });
    both / 2.0
}

fn scan() -> f64 {
    let mut state: FxHashMap<u64, u64> = FxHashMap::default();
    let mut number = 0_u64;
    per_step_ns(ELEMENTS, |count| {
        for _ in 0..count {
            // Keys come in no order.
            number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let value = state.entry(black_box(number >> 33) % WAITING).or_insert(0);
            *value = value.wrapping_add(number);
            black_box(*value);
        }
    })
}

fn tick() -> f64 {
    let mut waiting: Vec<Element> = Vec::new();
    per_step_ns(ELEMENTS, |count| {
        for turn in 0..count / TURN {
            waiting.extend((0..TURN).map(|at| element(black_box(turn + at))));
            let sum = waiting.drain(..).fold(0_u64, |sum, (key, _)| sum.wrapping_add(key));
            black_box(sum);
        }
    })
}

fn queue() -> f64 {
    let (mut outputs, mut inputs): (Vec<Element>, Vec<Element>) = (Vec::new(), Vec::new());
    per_step_ns(ELEMENTS, |count| {
        for turn in 0..count / TURN {
            outputs.extend((0..TURN).map(|at| element(black_box(turn + at))));
            inputs.append(black_box(&mut outputs));
            for element in inputs.drain(..) {
                black_box(element);
            }
        }
    })
}
