//! The work-list against the naive loop: both close the logical part under the same rules.

use crate::support::generate::program;
use crate::support::random::Random;
use crate::support::{EXAMPLES, example, read};
use egg::Id;
use std::collections::BTreeMap;
use suki_optimizer::saturate::saturate;
use suki_rewrites::encode::Encoded;
use suki_rewrites::language::{Head, Node};
use suki_rewrites::rule::Apply;
use suki_rewrites::{encode, rules};

/// Applies every rule of algebra to every node until nothing changes.
fn naive(mut encoded: Encoded) -> Encoded {
    loop {
        let mut changed = false;
        let classes: Vec<(Id, Vec<Node>)> =
            encoded.graph.classes().map(|class| (class.id, class.nodes.clone())).collect();
        for (class, node) in
            classes.into_iter().flat_map(|(class, nodes)| nodes.into_iter().map(move |node| (class, node)))
        {
            for rule in rules() {
                let Apply::Algebra(apply) = rule.apply else { continue };
                for derived in apply(&mut encoded, &node) {
                    let right = encoded.graph.add(derived.right.outer);
                    changed |= encoded.graph.union(class, right);
                }
            }
        }
        encoded.graph.rebuild();
        if !changed {
            return encoded;
        }
    }
}

/// By class of `from`, its class in `to`. Panics when `to` does not have it, or keeps apart what `from` makes equal.
pub fn image(from: &Encoded, to: &mut Encoded, name: &str) -> BTreeMap<Id, Id> {
    let mut image: Vec<Option<Id>> = Vec::new();
    let mut equal: BTreeMap<Id, Id> = BTreeMap::new();
    for (position, node) in from.graph.nodes().iter().enumerate() {
        let Head::Logical(id) = node.head else {
            image.push(None);
            continue;
        };
        let logical = from.graph.analysis.payloads.logical(id).clone();
        let head = to.intern(logical.clone());
        let children = node.children.iter().map(|child| image[usize::from(*child)].expect("children come first"));
        let found = to.graph.lookup(Node { head, children: children.collect() });
        let found = found.unwrap_or_else(|| panic!("{name}: {logical:?} is missing"));
        let (class, of) = (to.graph.find(found), from.graph.find(Id::from(position)));
        assert_eq!(*equal.entry(of).or_insert(class), class, "{name}: one class here is several there");
        image.push(Some(found));
    }
    equal
}

/// Checks random programs, `steps` steps each.
pub fn check_all(programs: u64, steps: usize, check: impl Fn(&str, &str)) {
    for seed in 0..programs {
        let text = program(&mut Random::of(seed), steps);
        check(&format!("seed {seed}:\n{text}"), &text);
    }
}

#[track_caller]
fn check(name: &str, text: &str) {
    let (program, streams) = read(text);
    let mut slow = naive(encode(&program, &streams));
    let mut fast = saturate(encode(&program, &streams)).encoded;
    image(&slow, &mut fast, name);
    image(&fast, &mut slow, name);
}

#[test]
fn examples_are_closed() {
    for name in EXAMPLES {
        check(name, &example(name));
    }
}

#[test]
fn random_programs_are_closed() {
    check_all(60, 10, check);
}

/// The comparison sees what is missing.
#[test]
#[should_panic(expected = "is missing")]
fn an_open_graph_is_told_from_a_closed_one() {
    let (program, streams) = read(&example("voting"));
    let slow = naive(encode(&program, &streams));
    image(&slow, &mut encode(&program, &streams), "voting");
}
