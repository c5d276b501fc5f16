//! What messages cost before they reach a socket: both codecs by size, and finding the part that a key belongs to.
//!
//! `cargo bench -p suki-benches --bench codecs`

#![allow(missing_docs, reason = "criterion_group! makes a function without documentation")]

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use serde::{Deserialize, Serialize};
use std::hint::black_box;
use suki_runtime::route::part_of;
use suki_runtime::wire::{Bincode, Codec, Postcard};

/// The command of the baselines: 28 bytes with bincode.
#[derive(Clone, Copy, Serialize, Deserialize)]
struct Command {
    client: u32,
    seq: u64,
    key: u64,
    value: u64,
}

/// Commands of one message.
const BATCHES: [usize; 3] = [1, 10, 100];

fn batch(commands: usize) -> Vec<Command> {
    (0..commands as u64).map(|number| Command { client: 7, seq: number, key: number << 40, value: u64::MAX }).collect()
}

fn codec<C: Codec>(criterion: &mut Criterion, name: &str) {
    let mut group = criterion.benchmark_group(name);
    for commands in BATCHES {
        group.throughput(Throughput::Elements(commands as u64));
        let (batch, mut out) = (batch(commands), Vec::new());
        group.bench_function(BenchmarkId::new("encode", commands), |bencher| {
            bencher.iter(|| {
                out.clear();
                C::encode(black_box(&batch), &mut out)
            })
        });
        group.bench_function(BenchmarkId::new("decode", commands), |bencher| {
            bencher.iter(|| C::decode::<Vec<Command>>(black_box(&out)))
        });
    }
    group.finish();
}

fn codecs(criterion: &mut Criterion) {
    codec::<Bincode>(criterion, "bincode");
    codec::<Postcard>(criterion, "postcard");
}

fn routes(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("part of a key");
    group.bench_function("u64", |bencher| bencher.iter(|| part_of(black_box(&7_u64), 6)));
    group.bench_function("text", |bencher| bencher.iter(|| part_of(black_box("a key of twenty letters"), 6)));
    group.finish();
}

criterion_group!(benches, codecs, routes);
criterion_main!(benches);
