use crate::lattice::Lattice;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, VecDeque};
use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, catch_unwind};

const POINTS: u64 = 48;
const TRIPLES: u64 = 20_000;
const FUEL: u32 = 12;

pub struct Random {
    state: u64,
    fuel: u32,
}

impl Random {
    pub fn new(seed: u64) -> Self {
        Random { state: seed, fuel: FUEL }
    }
    pub fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
    pub fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }
    pub fn variant(&mut self, variants: u64, least: u64) -> u64 {
        self.length();
        if self.fuel == 0 { least } else { self.below(variants) }
    }
    fn length(&mut self) -> u64 {
        self.fuel = self.fuel.saturating_sub(1);
        if self.fuel == 0 { 0 } else { self.below(4) }
    }
    fn items<T: Sample, C: FromIterator<T>>(&mut self) -> C {
        (0..self.length()).map(|_| T::any(self)).collect()
    }
}

pub trait Sample {
    fn any(random: &mut Random) -> Self;
}

macro_rules! numbers {
    ($from:literal: $($number:ty),*) => {
        $(impl Sample for $number {
            fn any(random: &mut Random) -> Self {
                match random.below(32) {
                    0 => <$number>::MAX,
                    1 => <$number>::MIN,
                    n => (n % 6) as $number - $from,
                }
            }
        })*
    };
}
numbers!(0: u8, u16, u32, u64, u128, usize);
numbers!(3: i8, i16, i32, i64, i128, isize);

macro_rules! choices {
    ($($chosen:ty: $choices:expr;)*) => {
        $(impl Sample for $chosen {
            fn any(random: &mut Random) -> Self {
                let choices = $choices;
                choices[random.below(choices.len() as u64) as usize]
            }
        })*
    };
}
choices! {
    bool: [false, true];
    char: ['a', 'b', 'é'];
    f32: [0.0, 1.0, -1.5, 0.1, 3.0];
    f64: [0.0, 1.0, -1.5, 0.1, 3.0];
    &'static str: ["", "a", "b", "ab"];
    (): [()];
}

macro_rules! tuples {
    ($($($part:ident)*;)*) => {
        $(impl<$($part: Sample),*> Sample for ($($part,)*) {
            fn any(random: &mut Random) -> Self {
                ($($part::any(random),)*)
            }
        })*
    };
}
tuples! { A; A B; A B C; A B C D; A B C D E; A B C D E F; }

macro_rules! collections {
    ($($collection:ident: $($bound:path),*;)*) => {
        $(impl<T: Sample $(+ $bound)*> Sample for $collection<T> {
            fn any(random: &mut Random) -> Self {
                random.items()
            }
        })*
    };
}
collections! { Vec: Sized; VecDeque: Sized; BTreeSet: Ord; HashSet: Eq, std::hash::Hash; BinaryHeap: Ord; }

impl<K: Sample + Ord, V: Sample> Sample for BTreeMap<K, V> {
    fn any(random: &mut Random) -> Self {
        random.items()
    }
}
impl<K: Sample + Eq + std::hash::Hash, V: Sample> Sample for HashMap<K, V> {
    fn any(random: &mut Random) -> Self {
        random.items()
    }
}
impl<T: Sample> Sample for Option<T> {
    fn any(random: &mut Random) -> Self {
        (random.length() > 0).then(|| T::any(random))
    }
}
impl<T: Sample, E: Sample> Sample for Result<T, E> {
    fn any(random: &mut Random) -> Self {
        if random.length() > 0 { Ok(T::any(random)) } else { Err(E::any(random)) }
    }
}
impl<T: Sample> Sample for Box<T> {
    fn any(random: &mut Random) -> Self {
        Box::new(T::any(random))
    }
}
impl<T: Sample, const N: usize> Sample for [T; N] {
    fn any(random: &mut Random) -> Self {
        std::array::from_fn(|_| T::any(random))
    }
}
impl Sample for String {
    fn any(random: &mut Random) -> Self {
        <&str>::any(random).into()
    }
}
impl<L> Sample for crate::rt::MemberId<L> {
    fn any(random: &mut Random) -> Self {
        crate::rt::MemberId::new(random.below(3) as u32)
    }
}
impl Sample for crate::rt::ClientId {
    fn any(random: &mut Random) -> Self {
        crate::rt::ClientId::new(random.below(3))
    }
}
impl<T: Sample> Sample for crate::lattice::Max<T> {
    fn any(random: &mut Random) -> Self {
        crate::lattice::Max(T::any(random))
    }
}
impl<T: Sample> Sample for crate::lattice::Min<T> {
    fn any(random: &mut Random) -> Self {
        crate::lattice::Min(T::any(random))
    }
}
impl<T: Sample + Ord> Sample for crate::lattice::SetUnion<T> {
    fn any(random: &mut Random) -> Self {
        crate::lattice::SetUnion(random.items())
    }
}
impl<K: Sample + Ord, V: Sample> Sample for crate::lattice::MapUnion<K, V> {
    fn any(random: &mut Random) -> Self {
        crate::lattice::MapUnion(random.items())
    }
}
impl<A: Sample, B: Sample> Sample for crate::lattice::Pair<A, B> {
    fn any(random: &mut Random) -> Self {
        crate::lattice::Pair(A::any(random), B::any(random))
    }
}
// The author promises that a stamp tells which value it is of.
impl<T: Sample> Sample for crate::lattice::Lww<T> {
    fn any(random: &mut Random) -> Self {
        let stamp = random.below(6);
        crate::lattice::Lww { stamp, value: T::any(&mut Random { state: stamp, fuel: random.fuel.min(1) }) }
    }
}

fn told(law: &str, values: &[&dyn Debug]) -> String {
    let plain = |value: &&dyn Debug| format!("{value:?}").replace(['\n', '\t'], " ");
    let values: Vec<String> = values.iter().map(plain).collect();
    format!("{law}\t{}", values.join("\t"))
}

fn joined<T: Lattice + Clone + Debug>(a: &T, b: &T) -> Result<(T, bool), String> {
    let merge = || {
        let mut join = a.clone();
        let grew = join.merge(b.clone());
        (join, grew)
    };
    catch_unwind(AssertUnwindSafe(merge)).map_err(|_| told("panics", &[a, b]))
}

fn pair<T: Lattice + Clone + PartialEq + Debug>(a: &T, b: &T) -> Result<(), String> {
    let (ab, grew) = joined(a, b)?;
    let (ba, _) = joined(b, a)?;
    if ab != ba {
        return Err(told("commutative", &[a, b, &ab, &ba]));
    }
    if grew != (ab != *a) {
        return Err(told("honest", &[a, b, &ab, &grew]));
    }
    Ok(())
}

fn triple<T: Lattice + Clone + PartialEq + Debug>(a: &T, b: &T, c: &T) -> Result<(), String> {
    let left = joined(&joined(a, b)?.0, c)?.0;
    let right = joined(a, &joined(b, c)?.0)?.0;
    if left == right { Ok(()) } else { Err(told("associative", &[a, b, c, &left, &right])) }
}

fn broken<T: Sample + Lattice + Clone + PartialEq + Debug>() -> Result<(), String> {
    let mut points: Vec<T> = Vec::new();
    for seed in 0..POINTS {
        let point = catch_unwind(|| T::any(&mut Random::new(seed)));
        points.push(point.map_err(|_| told("sample", &[&seed]))?);
    }
    for point in &points {
        let (join, _) = joined(point, point)?;
        if join != *point {
            return Err(told("idempotent", &[point, &join]));
        }
    }
    let mut random = Random::new(POINTS);
    for _ in 0..POINTS {
        let some = |random: &mut Random| random.below(points.len() as u64) as usize;
        let (a, b) = (some(&mut random), some(&mut random));
        let (reached, _) = joined(&points[a], &points[b])?;
        points.push(reached);
    }
    for a in &points {
        for b in &points {
            pair(a, b)?;
        }
    }
    for _ in 0..TRIPLES {
        let mut some = || &points[random.below(points.len() as u64) as usize];
        triple(some(), some(), some())?;
    }
    Ok(())
}

pub fn test<T: Sample + Lattice + Clone + PartialEq + Debug>(number: usize) {
    if let Err(told) = broken::<T>() {
        println!("{number}\t{told}");
    }
}
