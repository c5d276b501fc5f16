//! The stages around planning, for each of the examples: what a plan costs, what code it becomes, how it is laid out.
//!
//! `cargo bench -p suki-benches --bench stages`

#![allow(missing_docs, reason = "criterion_group! makes a function without documentation")]

use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use suki_codegen::{Options, Source, Types, rust};
use suki_cost_model::{Flush, Profile, Target, estimate, rates};
use suki_ir::text::format;
use suki_ir::{infer, parse};
use suki_rewrites::encode;

const PROGRAMS: [(&str, &str); 3] = [
    ("voting", include_str!("../../examples/voting.ir")),
    ("two_pc", include_str!("../../examples/two_pc.ir")),
    ("paxos", include_str!("../../examples/paxos.ir")),
];

fn stages(criterion: &mut Criterion) {
    let target = Target::shipped("emulated-cluster").expect("it is built in");
    let profile = Profile::default();
    for (name, text) in PROGRAMS {
        let (program, _) = parse(text);
        let (streams, _) = infer(&program);
        let mut group = criterion.benchmark_group(format!("stages/{name}"));
        group.bench_function("infer", |bencher| bencher.iter(|| infer(black_box(&program))));
        group.bench_function("encode", |bencher| bencher.iter(|| encode(black_box(&program), &streams)));
        group.bench_function("rates", |bencher| bencher.iter(|| rates(black_box(&program), &streams, &profile)));
        group.bench_function("estimate", |bencher| {
            bencher.iter(|| estimate(black_box(&program), &streams, &profile, &target, Flush::Each))
        });
        group.bench_function("print", |bencher| bencher.iter(|| black_box(&program).to_string()));
        group.bench_function("format", |bencher| bencher.iter(|| format(black_box(text))));
        if let Some(types) = Types::inferred(&program) {
            let options = Options { source: Source { name, text }, library: false };
            group.bench_function("generate", |bencher| bencher.iter(|| rust(black_box(&program), &types, &options)));
        }
        group.finish();
    }
}

criterion_group!(benches, stages);
criterion_main!(benches);
