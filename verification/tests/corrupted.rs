//! A certificate that is damaged at random is refused, or it is still a proof of the same plan.
#![allow(missing_docs)]

mod plans;
mod support;

use std::time::{Duration, Instant};
use suki_ir::{OperatorId, Program};
use suki_rewrites::{Certificate, Distribution, Instance, Key, Logical, Origin, Placement, Term};
use support::Case;

/// Seeds for each plan.
const SEEDS: u64 = 200;

/// splitmix64: the same seed, the same damage.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % bound.max(1) as u64) as usize
    }

    fn pick<T: Clone>(&mut self, items: &[T]) -> Option<T> {
        if items.is_empty() { None } else { Some(items[self.below(items.len())].clone()) }
    }
}

fn damage(certificate: &mut Certificate, random: &mut Random) {
    let Certificate { terms, instances, variables, origins, placements, version } = certificate;
    let any = |random: &mut Random, bound: usize| random.below(bound + 2) as u32;
    let (term_count, operator_count) = (terms.len(), placements.len());
    match random.below(16) {
        0 => *version = any(random, 3),
        1 => drop(random.pick(terms).map(|term| terms.push(term))),
        2 if !terms.is_empty() => drop(terms.remove(random.below(term_count))),
        3 if !terms.is_empty() => {
            let index = random.below(term_count);
            terms[index].children = vec![any(random, term_count)];
        }
        4 if !terms.is_empty() => {
            let head = random.pick(terms).map_or(Logical::Union, |term: Term| term.head);
            let index = random.below(term_count);
            terms[index].head = head;
        }
        5 => instances.push(Instance {
            rule: random.pick(&["fuse-stateless", "push-down", "forget-early", "x"]).unwrap_or("x").into(),
            left: any(random, term_count),
            right: any(random, term_count),
        }),
        6 if !instances.is_empty() => drop(instances.remove(random.below(instances.len()))),
        7 if !variables.is_empty() => drop(variables.remove(random.below(variables.len()))),
        8 => variables.push(OperatorId(any(random, operator_count))),
        9 if !origins.is_empty() => drop(origins.remove(random.below(origins.len()))),
        10 if !origins.is_empty() => {
            let index = random.below(origins.len());
            origins[index].source = OperatorId(any(random, operator_count));
        }
        11 => {
            let origin = Origin {
                plan: OperatorId(any(random, operator_count)),
                source: OperatorId(any(random, operator_count)),
            };
            origins.push(origin);
            origins.sort_by_key(|origin| origin.plan);
        }
        12 if !placements.is_empty() => drop(placements.remove(random.below(placements.len()))),
        13 => drop(random.pick(placements).map(|placement: Placement| placements.push(placement))),
        _ if !placements.is_empty() => {
            let index = random.below(operator_count);
            let other =
                random.pick(placements).map_or(Distribution::One, |placement: Placement| placement.distribution);
            let path = |random: &mut Random| random.pick(&["0", "1", "id", "key"]).unwrap_or("0").to_string();
            placements[index].distribution = match random.below(6) {
                0 => Distribution::One,
                1 => Distribution::Any,
                2 => Distribution::Replicated,
                3 => Distribution::Hash(Key::Path(vec![path(random)])),
                4 => Distribution::Hash(Key::Tuple(vec![Key::Path(vec![path(random)]), Key::whole()])),
                _ => other,
            };
        }
        _ => {}
    }
}

/// What a verdict must not depend on: a damaged certificate that is accepted speaks of the same two programs, each
/// choice of the plan is still an equal choice of the source, and every stream on several parts is where it was.
fn is_still_a_proof(case: &Case, damaged: &Certificate) -> bool {
    let same_choices = damaged.origins.iter().all(|origin| {
        let (plan, source) = (case.plan.operator(origin.plan), case.source.operator(origin.source));
        std::mem::discriminant(&plan.op) == std::mem::discriminant(&source.op)
    });
    let split = |at: suki_ir::LocationId| case.plan.parts(at) > 1;
    let (streams, _) = suki_ir::infer(&case.plan);
    let weaker = |id: OperatorId| {
        let (was, is) = (&case.certificate.placements[id.index()], &damaged.placements[id.index()]);
        let sink = matches!(case.plan.operator(id).op, suki_ir::Op::Output { .. });
        sink || !split(streams[id.index()].at)
            || was.distribution == is.distribution
            || is.distribution == Distribution::Any
    };
    same_choices && case.plan.operator_ids().all(weaker)
}

#[test]
fn random_damage_is_refused_or_harmless() {
    let mut cases = plans::all();
    for name in ["voting", "two_pc", "kvs", "paxos"] {
        let text = support::example(name);
        cases.push(("identity", Case::new(&text, &text, &[])));
    }
    let (mut refused, mut accepted) = (0, 0);
    for (name, case) in &cases {
        case.accepted();
        for seed in 0..SEEDS {
            let mut random = Random(seed);
            let mut damaged = case.clone();
            for _ in 0..=random.below(3) {
                damage(&mut damaged.certificate, &mut random);
            }
            let begin = Instant::now();
            match damaged.check() {
                Err(_) => refused += 1,
                Ok(_) => {
                    accepted += 1;
                    assert!(
                        is_still_a_proof(case, &damaged.certificate),
                        "{name}, seed {seed}: {:#?}",
                        damaged.certificate
                    );
                }
            }
            assert!(begin.elapsed() < Duration::from_secs(20), "{name}, seed {seed} takes too long");
        }
    }
    assert!(refused > accepted, "{refused} refused, {accepted} accepted");
}

#[test]
fn huge_certificates_are_refused_in_time() {
    let case = plans::push_down();
    let begin = Instant::now();
    // A tower of unions that doubles at every level.
    let mut tower = case.clone();
    let mut below = 0;
    for _ in 0..64 {
        below = tower.term(Logical::Union, &[below, below]);
    }
    assert!(support::said(&tower.check().expect_err("too many")).contains("UNION_CHILDREN_MAX"));
    // A long chain of instances that are no instances.
    let mut chain = case.clone();
    for index in 0..100_000 {
        chain.instance("fuse-stateless", index, index + 1);
    }
    assert!(chain.check().is_err());
    // A long chain of terms, which nothing is made of.
    let mut deep = case;
    let mut below = 0;
    for _ in 0..100_000 {
        below = deep.term(Logical::Project { output: OperatorId(1) }, &[below]);
    }
    assert!(support::said(&deep.check().expect_err("too much")).contains("no instance is made of it"));
    assert!(begin.elapsed() < Duration::from_secs(60));
}

#[test]
fn mutilated_programs_are_refused() {
    let case = plans::voting();
    let mut accepted = Vec::new();
    for seed in 0..SEEDS {
        let mut random = Random(seed);
        let mut plan: Program = case.plan.clone();
        let count = plan.operators.len();
        let index = random.below(count);
        match random.below(4) {
            0 => drop(plan.operators.remove(index)),
            1 => {
                let other = OperatorId(random.below(count + 2) as u32);
                plan.operators[index].inputs.iter_mut().for_each(|input| *input = other);
            }
            2 => {
                let other = random.below(count);
                plan.operators.swap(index, other);
            }
            _ => {
                let op = plan.operators[random.below(count)].op.clone();
                plan.operators[index].op = op;
            }
        }
        let damaged = Case { plan, ..case.clone() };
        if damaged.plan != case.plan && damaged.check().is_ok() {
            accepted.push(seed);
        }
    }
    assert!(accepted.is_empty(), "{accepted:?}");
}
