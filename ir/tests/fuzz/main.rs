//! Random and damaged texts: whatever a text is, reading, checking, laying out and printing it ends, soon and in
//! little memory.
//!
//! A short campaign runs with the other tests. A long one:
//! `SUKI_FUZZ_INPUTS=10000000 SUKI_FUZZ_SEED=1 cargo test -p suki-ir --release --test fuzz -- --ignored --nocapture`

mod generate;
mod memory;
mod random;

use generate::Corpus;
use random::Random;
use std::io::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use suki_ir::text::{format, lexemes, read};
use suki_ir::{Diagnostic, json, parse};

/// Seconds that one input may take, on a busy machine.
const INPUT_SECONDS_MAX: u64 = 60;
/// Bytes of memory that a campaign may need at a time.
const MEMORY_BYTES_MAX: usize = 1 << 30;
/// Inputs between two looks at the memory.
const MEMORY_INPUTS: u64 = 256;
/// Inputs of the short campaign.
const SHORT_INPUTS: u64 = 3_000;

#[test]
fn a_short_campaign_finds_nothing() {
    campaign(SHORT_INPUTS, number("SUKI_FUZZ_SEED").unwrap_or(1));
}

#[test]
#[ignore = "runs as long as SUKI_FUZZ_INPUTS says"]
fn a_long_campaign_finds_nothing() {
    campaign(number("SUKI_FUZZ_INPUTS").unwrap_or(100_000), number("SUKI_FUZZ_SEED").unwrap_or(1));
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

fn campaign(inputs: u64, seed: u64) {
    let corpus = Corpus::load();
    let current: Arc<Mutex<String>> = Arc::default();
    let done = Arc::new(AtomicU64::new(0));
    watch(Arc::clone(&current), Arc::clone(&done), inputs);
    let (mut sound, mut wrong, mut peak_bytes) = (0u64, 0u64, 0usize);
    let mut slowest = Duration::ZERO;
    for number in 0..inputs {
        let mut random = Random::new(seed, number);
        let text = corpus.input(&mut random);
        current.lock().expect("nobody panics with it").clone_from(&text);
        let start = Instant::now();
        match std::panic::catch_unwind(|| examine(&text, &corpus)) {
            Ok(true) => sound += 1,
            Ok(false) => wrong += 1,
            Err(_) => panic!("seed {seed}, input {number}:\n{text:?}"),
        }
        slowest = slowest.max(start.elapsed());
        if number % MEMORY_INPUTS == 0 || number + 1 == inputs {
            peak_bytes = memory::peak_bytes().unwrap_or(0);
            let before = format!("seed {seed}, one of the {MEMORY_INPUTS} inputs up to {number}");
            assert!(peak_bytes <= MEMORY_BYTES_MAX, "{before}: {} MiB of memory", peak_bytes >> 20);
        }
        done.store(number + 1, Ordering::Relaxed);
    }
    let _ = writeln!(
        std::io::stderr(),
        "{inputs} inputs, seed {seed}: {sound} without errors, {wrong} with; at most {} MiB of memory, {} ms for one",
        peak_bytes >> 20,
        slowest.as_millis()
    );
    assert!(sound > 0 && wrong > 0, "both sorts are tried");
}

/// Ends the process when one input takes too long, and says which.
fn watch(current: Arc<Mutex<String>>, done: Arc<AtomicU64>, inputs: u64) {
    std::thread::spawn(move || {
        let (mut last, mut since) = (0, Instant::now());
        while last < inputs {
            std::thread::sleep(Duration::from_millis(200));
            let now = done.load(Ordering::Relaxed);
            if now != last {
                (last, since) = (now, Instant::now());
            } else if since.elapsed() > Duration::from_secs(INPUT_SECONDS_MAX) {
                let text = current.lock().map(|text| text.clone()).unwrap_or_default();
                let _ = writeln!(std::io::stderr(), "more than {INPUT_SECONDS_MAX} s for input {now}:\n{text:?}");
                std::process::exit(1);
            }
        }
    });
}

/// Reads, checks, lays out and prints one text; whether it is a program without errors.
fn examine(text: &str, corpus: &Corpus) -> bool {
    let mut at = 0;
    for lexeme in lexemes(text) {
        let (start, end) = (lexeme.span.start as usize, lexeme.span.end as usize);
        assert!(at <= start && start < end && text.get(start..end).is_some(), "{lexeme:?}");
        let invisible = |c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200e}' | '\u{200f}');
        assert!(text[at..start].chars().all(invisible), "{:?} is lost", &text[at..start]);
        at = end;
    }
    if let Ok(once) = format(text) {
        assert_eq!(format(&once).as_ref(), Ok(&once), "formatting again changes it");
    }
    let mut load = |name: &str| corpus.file(name).ok_or_else(|| "not found".to_string());
    let reading = read("main.ir", text, &mut load);
    for one in &reading.diagnostics {
        for span in std::iter::once(one.span).chain(one.notes.iter().map(|(span, _)| *span)) {
            let (file, local) = reading.sources.locate(span).expect("every place is in a file");
            let range = local.start as usize..local.end as usize;
            assert!(file.text.get(range).is_some(), "{one:?}");
        }
    }
    if reading.diagnostics.iter().any(Diagnostic::is_error) {
        return false;
    }
    let printed = reading.program.to_string();
    let (again, diagnostics) = parse(&printed);
    assert_eq!(diagnostics, [], "{printed}");
    assert!(again == reading.program, "{printed}");
    assert!(suki_ir::canonicalize(again) == reading.program, "{printed}");
    assert!(json::read(&json::write(&reading.program)).as_ref() == Ok(&reading.program), "{printed}");
    true
}
