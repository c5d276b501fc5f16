//! The space grows with the program, and no faster.

use crate::support::random::Random;
use crate::support::{large, read};
use suki_optimizer::Stop;
use suki_optimizer::saturate::{Saturated, saturate, saturate_within};
use suki_rewrites::Role;
use suki_rewrites::encode;

fn saturated(text: &str) -> Saturated {
    let (program, streams) = read(text);
    saturate(encode(&program, &streams))
}

fn nodes(text: &str) -> usize {
    let saturated = saturated(text);
    assert_eq!(saturated.stop, Stop::Saturated);
    saturated.nodes
}

/// Each further operator adds as many e-nodes as the one before.
#[test]
fn chains_are_linear() {
    for (name, make) in [("maps", large::chain as fn(usize) -> String), ("filters", large::filters)] {
        let [one, two, three] = [100, 200, 300].map(|length| nodes(&make(length)));
        assert_eq!(two - one, three - two, "{name}");
        assert!(two - one <= 100 * 20, "{name}: {} for 100", two - one);
    }
    // Work done before a hop is no more than doubled.
    let pushed = |length: usize| {
        let chain = large::chain(length).replace("process a;", "process a; process b;");
        nodes(&chain.replace(".send(a);", ".send(b).send(a);"))
    };
    let [one, two, three] = [100, 200, 300].map(pushed);
    assert_eq!(two - one, three - two);
}

#[test]
fn trees_are_linear() {
    for seed in 0..3 {
        let per_operator = |operators: usize| nodes(&large::tree(operators, 10, seed)) as f64 / operators as f64;
        let (few, many) = (per_operator(500), per_operator(4_000));
        assert!(many < 1.5 * few, "seed {seed}: {few} e-nodes for each of 500 operators, {many} for each of 4,000");
    }
}

/// A limit that is reached is said, and what is left has its place where the program has it.
#[test]
fn a_limit_is_no_saturation() {
    let mut random = Random::of(1);
    let seed = random.below(100) as u64;
    let (program, streams) = read(&large::tree(300, 5, seed));
    let all = saturate(encode(&program, &streams));
    assert!(all.coverage.iter().all(|location| location.explored == location.streams), "{:?}", all.coverage);
    for nodes_max in [0, all.nodes / 4, all.nodes / 2] {
        let some = saturate_within(encode(&program, &streams), nodes_max);
        assert_eq!(some.stop, Stop::Nodes, "{nodes_max}");
        assert!(some.nodes < all.nodes, "{nodes_max}");
        assert!(some.coverage.iter().any(|location| location.explored < location.streams), "{:?}", some.coverage);
        let home = |site: &usize| matches!(some.space.sites[*site].place.role, Role::Home(_));
        assert_eq!(some.space.roots.len(), all.space.roots.len());
        assert!(some.space.roots.iter().all(|root| home(root) && !some.space.sites[*root].choices.is_empty()));
    }
}
