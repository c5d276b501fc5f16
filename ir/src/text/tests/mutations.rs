//! Random damage to the example programs: it is reported, never a panic.

use super::PROGRAMS;
use crate::parse;
use proptest::prelude::*;

/// Pieces of the language to insert.
const PIECES: [&str; 30] = [
    "let",
    "=",
    ";",
    ".",
    ",",
    "(",
    ")",
    "{",
    "}",
    "[",
    "]",
    "|",
    "<",
    ">",
    "::",
    "#",
    "!",
    "\"",
    "'",
    "process p;",
    "cluster",
    "let a = b;",
    ".until(a, |x| x)",
    ".map",
    "//",
    "/*",
    "20ms",
    "\u{0}",
    "é",
    "#[rate(1/0)]",
];

#[derive(Clone, Debug)]
enum Damage {
    Delete { at: prop::sample::Index, length: usize },
    Duplicate { at: prop::sample::Index, length: usize },
    Insert { at: prop::sample::Index, piece: usize },
    Swap { at: prop::sample::Index, length: usize },
}

fn damage() -> impl Strategy<Value = Damage> {
    let index = || any::<prop::sample::Index>();
    prop_oneof![
        (index(), 1usize..12).prop_map(|(at, length)| Damage::Delete { at, length }),
        (index(), 1usize..40).prop_map(|(at, length)| Damage::Duplicate { at, length }),
        (index(), 0..PIECES.len()).prop_map(|(at, piece)| Damage::Insert { at, piece }),
        (index(), 1usize..12).prop_map(|(at, length)| Damage::Swap { at, length }),
    ]
}

impl Damage {
    fn apply(&self, units: &mut Vec<String>) {
        if units.is_empty() {
            return;
        }
        match self {
            Damage::Delete { at, length } => {
                let at = at.index(units.len());
                units.drain(at..(at + length).min(units.len()));
            }
            Damage::Duplicate { at, length } => {
                let at = at.index(units.len());
                let copy = units[at..(at + length).min(units.len())].to_vec();
                units.splice(at..at, copy);
            }
            Damage::Insert { at, piece } => units.insert(at.index(units.len()), PIECES[*piece].to_string()),
            Damage::Swap { at, length } => {
                let at = at.index(units.len());
                let other = (at + length) % units.len();
                units.swap(at, other);
            }
        }
    }
}

/// A text in words and single signs, or in characters.
fn units(text: &str, words: bool) -> Vec<String> {
    let mut units: Vec<String> = Vec::new();
    let mut in_word = false;
    for c in text.chars() {
        let wordy = words && (c.is_alphanumeric() || c == '_');
        match units.last_mut() {
            Some(last) if wordy && in_word => last.push(c),
            _ => units.push(c.to_string()),
        }
        in_word = wordy;
    }
    units
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn damage_is_reported(
        program in 0..PROGRAMS.len(),
        words in any::<bool>(),
        damages in prop::collection::vec(damage(), 1..5),
    ) {
        let mut units = units(PROGRAMS[program].1, words);
        for damage in &damages {
            damage.apply(&mut units);
        }
        let text = units.concat();
        let (program, diagnostics) = parse(&text);
        for diagnostic in &diagnostics {
            let (start, end) = (diagnostic.span.start as usize, diagnostic.span.end as usize);
            prop_assert!(start <= end && text.get(start..end).is_some(), "{diagnostic:?}");
        }
        if !diagnostics.iter().any(|diagnostic| diagnostic.is_error()) {
            super::round_trip(&program);
        }
    }
}
