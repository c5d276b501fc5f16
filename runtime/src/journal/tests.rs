//! What is on disk comes back, up to where the process died.

use super::*;
use crate::{Log, Process, Role};

const fn role(name: &'static str) -> Role {
    Role { name, process: Some(0), members: 1, parts: 1, family: 0, restartable: true }
}

static PLAN: Plan = Plan {
    program: "test",
    hash: 1,
    processes: &[Process { name: "p", members: 1, parts: 1 }],
    roles: &[role("p")],
    channels: &[],
    timers: &[],
    logs: &[Log { name: "a", role: 0 }, Log { name: "elsewhere", role: 1 }],
};
static OTHER: Plan = Plan { hash: 2, ..PLAN };
const PLACE: Place = Place { process: 0, member: 0, part: 0 };

/// Opens the journal in a folder of this test, with what is in it.
fn open(name: &str, plan: &'static Plan) -> Result<(Journal, Recovered), JournalError> {
    Journal::open(plan, PLACE, Some(&folder(name)))
}

fn folder(name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("suki-journal-{}-{name}", std::process::id()))
}

fn write(name: &str, values: &[u64]) {
    let (mut journal, _) = open(name, &PLAN).expect("it opens");
    for value in values {
        journal.append(0, value).expect("it is kept here");
    }
    assert!(journal.sync().expect("it is written"));
    assert!(!journal.sync().expect("there is nothing more"));
}

fn file(name: &str) -> PathBuf {
    folder(name).join("p-0-0-a.log")
}

#[test]
fn elements_come_back_over_several_starts() {
    write("starts", &[1, 2]);
    write("starts", &[3]);
    let (_, recovered) = open("starts", &PLAN).expect("it opens");
    assert_eq!(recovered.read::<u64>(0), Ok(vec![1, 2, 3]));
    assert_eq!(recovered.read::<u64>(1), Ok(vec![]));
    assert!(recovered.read::<(u64, u64)>(0).is_err(), "another type");
    std::fs::remove_dir_all(folder("starts")).expect("it is there");
}

#[test]
fn a_torn_end_is_cut_off_wherever_it_is_torn() {
    write("torn", &[1, 2, 3]);
    let whole = std::fs::read(file("torn")).expect("it is there");
    let record = RECORD_HEADER_BYTES + 8;
    for length in 0..whole.len() {
        std::fs::write(file("torn"), &whole[..length]).expect("it can be written");
        let expect: Vec<u64> = (1..=3).take(length.saturating_sub(HEADER_BYTES) / record).collect();
        let (mut journal, recovered) = open("torn", &PLAN).expect("it opens");
        assert_eq!(recovered.read::<u64>(0), Ok(expect.clone()), "{length} bytes");
        journal.append(0, &9u64).expect("it is kept here");
        journal.sync().expect("it is written");
        let (_, recovered) = open("torn", &PLAN).expect("it opens");
        assert_eq!(recovered.read::<u64>(0), Ok([expect, vec![9]].concat()));
    }
    std::fs::remove_dir_all(folder("torn")).expect("it is there");
}

#[test]
fn damage_before_the_end_is_an_error() {
    write("damaged", &[1, 2, 3]);
    let mut bytes = std::fs::read(file("damaged")).expect("it is there");
    bytes[HEADER_BYTES + RECORD_HEADER_BYTES] ^= 1;
    std::fs::write(file("damaged"), &bytes).expect("it can be written");
    let error = open("damaged", &PLAN).expect_err("it is damaged");
    assert!(error.to_string().ends_with("a record before the end is damaged"), "{error}");
    std::fs::remove_dir_all(folder("damaged")).expect("it is there");
}

#[test]
fn the_log_of_another_plan_is_refused() {
    write("plan", &[1]);
    let error = open("plan", &OTHER).expect_err("another plan");
    assert!(error.to_string().ends_with("it is no log of this plan"), "{error}");
    assert!(matches!(Journal::open(&PLAN, PLACE, None), Err(JournalError::NoFolder)));
    std::fs::remove_dir_all(folder("plan")).expect("it is there");
}
