//! How long planning takes: the programs in `examples/`, each whole and in parts.
//!
//! `cargo bench -p suki-benches` runs all, `cargo bench -p suki-benches -- paxos` one program.

#![allow(missing_docs, reason = "criterion_group! makes a function without documentation")]

use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use suki_cost_model::{Flush, Profile, Target};
use suki_ir::{Program, infer, parse};
use suki_optimizer::saturate::saturate;
use suki_optimizer::{Goal, optimize};
use suki_rewrites::encode;
use suki_verification::check;

/// The programs, with the machines that their figures are given for.
const PROGRAMS: [(&str, u32, &str); 4] = [
    ("voting", 20, include_str!("../../examples/voting.ir")),
    ("two_pc", 46, include_str!("../../examples/two_pc.ir")),
    ("kvs", 20, include_str!("../../examples/kvs.ir")),
    ("paxos", 20, include_str!("../../examples/paxos.ir")),
];

fn plan(criterion: &mut Criterion) {
    let target = Target::shipped("emulated-cluster").expect("it is built in");
    let profile = Profile::default();
    for (name, machines, text) in PROGRAMS {
        let goal = Goal { machines_max: Some(machines), flush: Flush::Each, ..Goal::default() };
        let mut group = criterion.benchmark_group(name);
        group.sample_size(10);
        group.bench_function("read", |bencher| bencher.iter(|| read(black_box(text))));
        let program = read(text);
        let (streams, _) = infer(&program);
        group.bench_function("saturate", |bencher| {
            bencher.iter(|| saturate(encode(black_box(&program), &streams)).nodes)
        });
        group.bench_function("optimize", |bencher| {
            bencher.iter(|| {
                optimize(black_box(&program), &profile, &target, &goal).map(|outcome| outcome.after.machines).ok()
            })
        });
        if let Ok(outcome) = optimize(&program, &profile, &target, &goal) {
            group.bench_function("check", |bencher| {
                bencher.iter(|| check(black_box(&program), &outcome.plan, &outcome.certificate).is_ok())
            });
        }
        group.finish();
    }
}

/// Reads and infers, as every run does first.
fn read(text: &str) -> Program {
    let (program, diagnostics) = parse(text);
    let (_, more) = infer(&program);
    assert!(!diagnostics.iter().chain(&more).any(|diagnostic| diagnostic.is_error()), "the examples have no errors");
    program
}

criterion_group!(benches, plan);
criterion_main!(benches);
