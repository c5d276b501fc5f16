//! What state costs: the operators of the runtime that remember, each with a thousand keys under way.
//!
//! `cargo bench -p suki-benches --bench operators`. Figures are for one element that comes in.

#![allow(missing_docs, reason = "criterion_group! makes a function without documentation")]

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use suki_runtime::op::{Delta, Groups, Join, Keyed, Quorum, Side, Unique, UniqueJoin};

/// Keys that are remembered at a time.
const KEYS: u64 = 1_000;
const MEMBERS: u32 = 3;

/// Measures `step`, which gets 0, 1, 2, ..
fn each(group: &mut BenchmarkGroup<'_, WallTime>, name: &str, mut step: impl FnMut(u64)) {
    let mut number = 0;
    group.bench_function(name, |bencher| {
        bencher.iter(|| {
            step(black_box(number));
            number += 1;
        })
    });
}

fn joins(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("join");
    let mut unique = UniqueJoin::new();
    // The right side comes a thousand keys later and takes the left one along.
    each(&mut group, "unique/both sides", |number| {
        black_box(unique.left(number + KEYS, [number; 3]));
        black_box(unique.right(number, number));
    });
    let mut join = Join::new();
    each(&mut group, "repeated/a pair", |number| {
        // A new join now and then: this one never forgets.
        if number % KEYS == 0 {
            join = Join::new();
        }
        join.left(number, [number; 3]);
        join.right(number, number);
        black_box(join.pop());
    });
    let mut side = Side::new();
    (0..KEYS).for_each(|key| side.insert(key, key));
    each(&mut group, "in a tick/look up", |number| {
        black_box(side.get(&(number % KEYS)));
    });
    group.finish();
}

fn votes(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("quorum");
    for wanted in [2, 3] {
        let mut quorum = Quorum::<u64>::new(wanted, MEMBERS);
        each(&mut group, &format!("{wanted} of {MEMBERS}/a vote"), |number| {
            let (key, member) = (number / u64::from(MEMBERS), (number % u64::from(MEMBERS)) as u32);
            black_box(quorum.vote(key, member));
        });
    }
    group.finish();
}

fn maps(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("state");
    let mut keyed = Keyed::new();
    each(&mut group, "scan/a step", |number| {
        let state: &mut u64 = keyed.state(&(number % KEYS), || 0);
        *state = state.wrapping_add(number);
    });
    let mut groups = Groups::new();
    each(&mut group, "fold/an element", |number| {
        let state: &mut u64 = groups.state(number % KEYS, || 0);
        *state = state.wrapping_add(number);
    });
    let mut unique = Unique::new();
    each(&mut group, "unique/seen before", |number| {
        black_box(unique.insert(&(number % KEYS)));
    });
    let mut delta = Delta::new();
    each(&mut group, "delta/an element", |number| {
        if number % KEYS == 0 {
            delta.end_tick();
        }
        black_box(delta.is_new(&(number % KEYS)));
    });
    group.finish();
}

criterion_group!(benches, joins, votes, maps);
criterion_main!(benches);
