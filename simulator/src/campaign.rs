//! Many seeds.

use crate::choices::Choices;
use crate::faults::{Kind, Struck};
use crate::flags::{Flags, USAGE};
use crate::limits::{SEEDS_PER_TURN, TRACE_LINES_MAX};
use crate::map::Map;
use crate::oracle::{Oracle, Violation};
use crate::report::{Report, Violated};
use crate::shrink::{Failing, shrink};
use crate::subject::Subject;
use crate::trace::Trace;
use crate::world::{Record, Setting, simulate};
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::Mutex;
use suki_runtime::client::check::Spec;
use suki_runtime::client::program::Program;
use suki_runtime::host;

thread_local! {
    /// What the last panic on this thread said.
    static LAST_WORDS: RefCell<String> = const { RefCell::new(String::new()) };
}

/// The `main` of a simulation: reads the flags, simulates, says what that has shown. Exit codes: 0 nothing was wrong, 1
/// something was, 2 wrong flags.
pub fn main<P, S>(subject: &Subject, program: P, spec: impl Fn() -> S + Sync) -> ExitCode
where
    P: Program + Sync,
    S: Spec<Request = P::Request, Reply = P::Reply>,
{
    let flags = match Flags::read(host::arguments(), subject.plan) {
        Ok(flags) => flags,
        Err(error) => {
            host::say(&format!("{error}\n\n{USAGE}"));
            return ExitCode::from(2);
        }
    };
    let report = campaign(subject, &program, &spec, flags);
    host::say(&serde_json::to_string(&report).unwrap_or_default());
    ExitCode::from(u8::from(!report.violations.is_empty()))
}

/// Simulates seed after seed; the first one that fails is the last, and is shrunk.
pub(crate) fn campaign<P, S>(subject: &Subject, program: &P, spec: &(impl Fn() -> S + Sync), flags: Flags) -> Report
where
    P: Program + Sync,
    S: Spec<Request = P::Request, Reply = P::Reply>,
{
    host::choose_mutant(flags.mutant);
    let map = Map::new(subject.plan);
    let setting = Setting { subject, map: &map, program, kinds: flags.kinds, survives: flags.survives };
    std::panic::set_hook(Box::new(|info| LAST_WORDS.set(info.to_string())));
    let shared = Mutex::new(Progress { next: 0, end: flags.seeds, failed: None, report: Report::default() });
    let struck = Mutex::new(Struck::default());
    std::thread::scope(|scope| {
        for _ in 0..flags.jobs.max(1) {
            scope.spawn(|| work(&setting, spec, flags.first_seed, &shared, &struck));
        }
    });
    let Progress { failed, mut report, .. } = shared.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner());
    let struck = struck.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner());
    report.faults = Kind::ALL.into_iter().map(|kind| (kind.as_str(), struck.count(kind))).collect();
    if let Some(failed) = failed {
        report.violations.push(explained(&setting, spec, failed));
    }
    if flags.trace {
        report.trace = attempt(&setting, spec, Choices::of_seed(flags.first_seed), Trace::kept()).lines();
    }
    let _ = std::panic::take_hook();
    report
}

/// What all threads share.
struct Progress {
    /// Seeds, from 0, that have been given out.
    next: u64,
    end: u64,
    /// The first seed that fails, so far.
    failed: Option<Failed>,
    report: Report,
}

struct Failed {
    seed: u64,
    violation: Violation,
    failing: Failing,
}

fn work<P, S>(
    setting: &Setting<P>,
    spec: &impl Fn() -> S,
    first_seed: u64,
    shared: &Mutex<Progress>,
    struck: &Mutex<Struck>,
) where
    P: Program,
    S: Spec<Request = P::Request, Reply = P::Reply>,
{
    let (mut seeds, mut steps, mut all) = (0, 0, Struck::default());
    loop {
        let (from, to) = {
            let mut shared = lock(shared);
            let from = shared.next;
            shared.next = shared.end.min(from + SEEDS_PER_TURN);
            (from, shared.next)
        };
        if from == to {
            break;
        }
        for seed in (from..to).map(|seed| first_seed.wrapping_add(seed)) {
            let shown = attempt(setting, spec, Choices::of_seed(seed), Trace::default());
            (seeds, steps) = (seeds + 1, steps + shown.record.steps);
            all.add(&shown.record.struck);
            if let Err(violation) = shown.ended {
                let failing = Failing { choices: shown.record.choices.into_taken(), steps: shown.record.steps };
                let mut shared = lock(shared);
                // Seeds below have been given out already: the first one that fails is always found.
                shared.end = shared.end.min(shared.next);
                if shared.failed.as_ref().is_none_or(|failed| seed < failed.seed) {
                    shared.failed = Some(Failed { seed, violation, failing });
                }
                break;
            }
        }
    }
    let mut shared = lock(shared);
    shared.report.seeds += seeds;
    shared.report.steps += steps;
    lock(struck).add(&all);
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

/// A simulation, over.
struct Shown {
    ended: Result<(), Violation>,
    record: Record,
}

impl Shown {
    fn lines(self) -> Vec<String> {
        let mut lines = self.record.trace.into_lines();
        lines.extend(self.ended.err().map(|violation| violation.to_string()));
        let above = lines.len().saturating_sub(TRACE_LINES_MAX);
        lines.drain(..above);
        lines
    }
}

fn attempt<P, S>(setting: &Setting<P>, spec: &impl Fn() -> S, choices: Choices, trace: Trace) -> Shown
where
    P: Program,
    S: Spec<Request = P::Request, Reply = P::Reply>,
{
    let mut record = Record { choices, trace, steps: 0, struck: Struck::default() };
    let ended = catch_unwind(AssertUnwindSafe(|| simulate(setting, spec(), &mut record)));
    let ended = ended.unwrap_or_else(|_| Err(Violation::new(Oracle::Panic, LAST_WORDS.take())));
    Shown { ended, record }
}

/// The smallest simulation found that fails as this seed does.
fn explained<P, S>(setting: &Setting<P>, spec: &impl Fn() -> S, failed: Failed) -> Violated
where
    P: Program,
    S: Spec<Request = P::Request, Reply = P::Reply>,
{
    let Failed { seed, violation, failing } = failed;
    let steps = failing.steps;
    let smallest = shrink(failing, |candidate| {
        let shown = attempt(setting, spec, Choices::replay(candidate), Trace::default());
        let steps = shown.record.steps;
        let alike = shown.ended.is_err_and(|found| found.oracle == violation.oracle);
        (steps, alike.then(|| Failing { choices: shown.record.choices.into_taken(), steps }))
    });
    let shown = attempt(setting, spec, Choices::replay(smallest.choices), Trace::kept());
    let why = shown.ended.as_ref().err().map_or_else(|| violation.why.clone(), |found| found.why.clone());
    Violated { seed, oracle: violation.oracle.as_str(), why, steps: [steps, smallest.steps], trace: shown.lines() }
}
