//! Large programs: how planning grows with them is counted in tests and timed in benches.
//! Every stream carries `(ClientId, (u64, u64))`.

use super::random::Random;
use std::fmt::Write;

/// A chain of `length` maps on one process.
pub fn chain(length: usize) -> String {
    along((0..length).map(|i| format!(".map(|(client, (k, v))| (client, (k, v + {i})))")))
}

/// `length` filters on one process; any two of them commute.
pub fn filters(length: usize) -> String {
    along((0..length).map(|i| format!(".filter(|(_, (k, v))| k + v != {i})")))
}

fn along(steps: impl Iterator<Item = String>) -> String {
    /// Steps in one statement: the language has a limit for statements.
    const STEPS: usize = 100;
    let steps: Vec<String> = steps.collect();
    let mut text =
        String::from("process a; external clients;\nlet s0 = clients.input::<(u64, u64)>(\"in\").send(a);\n");
    for (i, steps) in steps.chunks(STEPS).enumerate() {
        let _ = writeln!(text, "let s{} = s{i}{};", i + 1, steps.concat());
    }
    let _ = writeln!(text, "clients.output(\"out\", s{});", steps.chunks(STEPS).len());
    text
}

/// `operators` operators, or a few more, on `locations` processes: one in six is a hop, one in six keyed.
pub fn tree(operators: usize, locations: usize, seed: u64) -> String {
    let mut random = Random::of(seed);
    let mut text = String::from("external clients;\n");
    // By process: its streams, the latest last.
    let mut streams: Vec<Vec<String>> = Vec::new();
    let mut read: std::collections::BTreeSet<String> = std::collections::BTreeSet::new();
    for at in 0..locations {
        let _ = writeln!(text, "process p{at};\nlet in{at} = clients.input::<(u64, u64)>(\"in{at}\").send(p{at});");
        streams.push(vec![format!("in{at}")]);
    }
    let mut made = 2 * locations;
    // What nobody reads becomes an output.
    while made + streams.iter().map(Vec::len).sum::<usize>() - read.len() < operators {
        let at = random.below(locations);
        let pick = |random: &mut Random, at: usize| {
            let known: &Vec<String> = &streams[at];
            known[known.len() - 1 - random.below(known.len().min(4))].clone()
        };
        let (x, y) = (pick(&mut random, at), pick(&mut random, at));
        let name = format!("s{made}");
        let to = (at + 1 + random.below(locations.max(2) - 1)) % locations;
        let (chain, lands, steps) = match random.below(12) {
            0..=4 => (format!("{x}.map(|(client, (k, v))| (client, (k, v + {})))", made % 7), at, 1),
            5..=6 => (format!("{x}.filter(|(_, (k, _))| k % {} != 0)", 2 + made % 5), at, 1),
            7..=8 if to != at => (format!("{x}.send(p{to})"), to, 1),
            9 => (format!("{x}.union({y})"), at, 1),
            10 => (format!("{x}.unique()"), at, 1),
            _ => (
                format!(
                    "{x}.map(|(client, (k, v))| (k, (client, v))).join({y}.map(|(_, (k, v))| (k, v)))\
                     .map(|(k, ((client, v), w))| (client, (k, v + w)))"
                ),
                at,
                4,
            ),
        };
        read.extend(
            [x, y]
                .into_iter()
                .filter(|stream| chain.contains(&format!("{stream}.")) || chain.contains(&format!("({stream}"))),
        );
        let _ = writeln!(text, "let {name} = {chain};");
        streams[lands].push(name);
        made += steps;
    }
    for (at, stream) in streams.iter().enumerate().flat_map(|(at, all)| all.iter().map(move |stream| (at, stream))) {
        if !read.contains(stream) {
            let _ = writeln!(text, "clients.output(\"out_{at}_{stream}\", {stream});");
        }
    }
    text
}
