//! How long texts take: reading, checking, printing; wide and deep programs, with and without errors.
//!
//! `cargo bench -p suki-benches --bench text` runs all.

#![allow(missing_docs, reason = "criterion_group! makes a function without documentation")]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::fmt::Write;
use std::hint::black_box;
use suki_ir::text::read;
use suki_ir::{infer, parse};

/// Operators of the programs.
const SIZES: [usize; 3] = [1_000, 10_000, 100_000];
/// Operators of one statement in deep programs.
const CHAIN: usize = 10;
/// Closures of several forms, each with a number in it.
const CLOSURES: [&str; 8] = [
    ".map(|(a, b)| (a + #, b))",
    ".map(|(a, b)| (b, a ^ #))",
    ".filter(|(a, b)| a + b > #)",
    ".filter_map(|(a, b)| (a != #).then_some((a, b)))",
    ".flat_map(|(a, b)| vec![(a, b), (b, #)])",
    ".map(|(a, b)| if a > # { (a, b) } else { (b, a) })",
    ".filter(|pair| matches!(pair, (#, _)))",
    ".inspect(|pair| format!(\"# {pair:?}\"))",
];
const HEAD: &str = "process leader; external clients;
let s0 = clients.input::<(u64, u64)>(\"in\").send(leader).map(|(_, pair)| pair);
";

fn operator(number: usize) -> String {
    CLOSURES[number % CLOSURES.len()].replace('#', &number.to_string())
}

/// One chain through all operators, in statements of ten.
fn deep(operators: usize) -> String {
    let mut text = HEAD.to_string();
    let statements = operators / CHAIN;
    for statement in 1..=statements {
        let chain: String = (0..CHAIN).map(|at| operator(statement * CHAIN + at)).collect();
        // Writing to a string cannot fail.
        let _ = writeln!(text, "let s{statement} = s{}{chain};", statement - 1);
    }
    text + &format!("clients.output(\"out\", s{statements}.map(|pair| (ClientId(0), pair)));\n")
}

/// All operators read one stream.
fn wide(operators: usize) -> String {
    let mut text = HEAD.to_string();
    for number in 1..=operators {
        let _ = writeln!(text, "let _w{number} = s0{};", operator(number));
    }
    text + "clients.output(\"out\", s0.map(|pair| (ClientId(0), pair)));\n"
}

/// A deep program with an error of some kind in every tenth statement.
fn wrong(operators: usize) -> String {
    let broken = |(at, line): (usize, &str)| match at % 40 {
        10 => format!("{}\n", line.replacen("(a, b)", "(a, b", 1)),
        20 => format!("{}\n", line.replacen(".filter(", ".fliter(", 1)),
        30 => format!("{}\n", line.replacen("= s", "= nowhere", 1)),
        39 => format!("{}\n", line.replacen("|(a, b)|", "|(a, b, c)|", 1)),
        _ => format!("{line}\n"),
    };
    deep(operators).lines().enumerate().map(broken).collect()
}

fn text(criterion: &mut Criterion) {
    for size in SIZES {
        for (name, text) in [("deep", deep(size)), ("wide", wide(size))] {
            let mut group = criterion.benchmark_group(format!("{name}/{size}"));
            group.sample_size(10).throughput(Throughput::Elements(size as u64));
            let (program, diagnostics) = parse(&text);
            assert_eq!(diagnostics, []);
            group.bench_function("parse", |bencher| bencher.iter(|| parse(black_box(&text)).0.operators.len()));
            group.bench_function("check", |bencher| bencher.iter(|| infer(black_box(&program)).1.len()));
            group.bench_function("print", |bencher| bencher.iter(|| black_box(&program).to_string().len()));
            group.finish();
        }
        let text = wrong(size);
        assert!(read("wrong.ir", &text, &mut |_| Err(String::new())).diagnostics.len() > 5);
        let mut group = criterion.benchmark_group(format!("wrong/{size}"));
        group.sample_size(10).throughput(Throughput::Elements(size as u64));
        group.bench_function("parse and check", |bencher| {
            bencher.iter(|| read("wrong.ir", black_box(&text), &mut |_| Err(String::new())).diagnostics.len())
        });
        group.finish();
    }
}

criterion_group!(benches, text);
criterion_main!(benches);
