//! How planning grows with the program: saturation of large programs, in e-nodes per second.
//!
//! `cargo bench -p suki-benches --bench size` runs all; that counts stay linear is a test (`optimizer/tests/plans/large.rs`).

#![allow(missing_docs, reason = "criterion_group! makes a function without documentation")]

#[path = "../../optimizer/tests/support/large.rs"]
mod large;
#[path = "../../optimizer/tests/support/random.rs"]
#[allow(dead_code, reason = "tests shuffle, benches do not")]
mod random;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use suki_ir::{Program, Stream, infer, parse};
use suki_optimizer::saturate::saturate;
use suki_rewrites::encode;

/// The programs: a name and its text.
fn programs() -> [(&'static str, String); 5] {
    [
        ("chain of 1,000 maps", large::chain(1_000)),
        ("1,000 filters that commute", large::filters(1_000)),
        ("1,000 operators on 50 locations", large::tree(1_000, 50, 1)),
        ("10,000 operators on 50 locations", large::tree(10_000, 50, 1)),
        ("100,000 operators on 50 locations", large::tree(100_000, 50, 1)),
    ]
}

fn size(criterion: &mut Criterion) {
    for (name, text) in programs() {
        let (program, streams) = read(&text);
        let nodes = saturate(encode(&program, &streams)).nodes;
        let mut group = criterion.benchmark_group(name);
        group.sample_size(10).throughput(Throughput::Elements(nodes as u64));
        group.bench_function("saturate", |bencher| {
            bencher.iter_batched(
                || encode(&program, &streams),
                |encoded| saturate(encoded).nodes,
                BatchSize::PerIteration,
            );
        });
        group.finish();
    }
}

fn read(text: &str) -> (Program, Vec<Stream>) {
    let (program, diagnostics) = parse(text);
    let (streams, more) = infer(&program);
    assert!(!diagnostics.iter().chain(&more).any(|diagnostic| diagnostic.is_error()), "the programs have no errors");
    (program, streams)
}

criterion_group!(benches, size);
criterion_main!(benches);
