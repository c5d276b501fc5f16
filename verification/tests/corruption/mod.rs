//! Corruptions: one field of a certificate, or of the plan that it is for, is something else.

use suki_cost_model::{Profile, Target};
use suki_ir::{LocationKind, Op, OperatorId, Program, parse};
use suki_optimizer::{Goal, optimize};
use suki_rewrites::lineage::key_of;
use suki_rewrites::{Certificate, Distribution, Key};
use suki_verification::{Permissions, slice};

/// A source with its plan and why the one may replace the other.
#[derive(Clone)]
pub struct Proof {
    pub source: Program,
    pub plan: Program,
    pub certificate: Certificate,
}

impl Proof {
    /// What the optimizer finds for an example.
    pub fn of(name: &str) -> Proof {
        let path = format!("{}/../examples/{name}.ir", env!("CARGO_MANIFEST_DIR"));
        let (source, _) = parse(&std::fs::read_to_string(path).expect("the examples are there"));
        let target = Target::shipped("emulated-cluster").expect("it is shipped");
        let found = optimize(&source, &Profile::default(), &target, &Goal::default()).expect("a plan");
        let certificate = slice(&source, &found.plan, found.certificate, &Permissions::default());
        Proof { source, plan: found.plan, certificate }
    }
}

/// splitmix64: the same seed, the same corruption.
pub struct Random(u64);

impl Random {
    pub fn of(seed: u64) -> Random {
        Random(seed)
    }

    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % bound.max(1) as u64) as usize
    }

    fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        if items.is_empty() { None } else { Some(&items[self.below(items.len())]) }
    }
}

/// A corrupted proof with what has been done to it; none when it came out as it was.
pub fn corrupted(proof: &Proof, random: &mut Random) -> Option<(String, Proof)> {
    let mut changed = proof.clone();
    let what = if random.below(3) == 0 { plan(&mut changed, random)? } else { certificate(&mut changed, random)? };
    let differs = changed.certificate != proof.certificate || changed.plan != proof.plan;
    differs.then_some((what, changed))
}

const RULES: [&str; 9] = [
    "fuse-stateless",
    "push-down",
    "forget-early",
    "implement-stateless",
    "implement-join",
    "partition",
    "gather",
    "enter",
    "no-such-rule",
];

fn certificate(proof: &mut Proof, random: &mut Random) -> Option<String> {
    let Certificate { terms, instances, variables, origins, placements, version } = &mut proof.certificate;
    let operators = placements.len();
    Some(match random.below(13) {
        0 => {
            *version = random.below(9) as u32;
            format!("version {version}")
        }
        1 => {
            let head = random.pick(terms)?.head.clone();
            let index = random.below(terms.len());
            terms[index].head = head;
            format!("head of term {index}")
        }
        2 => {
            let index = random.below(terms.len());
            let child = random.below(terms.len() + 2) as u32;
            let position = random.below(terms.get(index)?.children.len());
            *terms[index].children.get_mut(position)? = child;
            format!("child {position} of term {index} is {child}")
        }
        3 => {
            let index = random.below(terms.len());
            let _ = terms.get(index)?;
            terms.remove(index);
            format!("term {index} is gone")
        }
        4 => {
            let index = random.below(instances.len());
            let side = random.below(terms.len() + 2) as u32;
            let instance = instances.get_mut(index)?;
            if random.below(2) == 0 {
                instance.left = side
            } else {
                instance.right = side
            }
            format!("a side of instance {index} is {side}")
        }
        5 => {
            let index = random.below(instances.len());
            instances.get_mut(index)?.rule = random.pick(&RULES)?.to_string();
            format!("rule of instance {index}")
        }
        6 => {
            let index = random.below(instances.len());
            let _ = instances.get(index)?;
            instances.remove(index);
            format!("instance {index} is gone")
        }
        7 => {
            if random.below(2) == 0 {
                let index = random.below(variables.len());
                let _ = variables.get(index)?;
                variables.remove(index);
                format!("variable {index} is gone")
            } else {
                variables.push(OperatorId(random.below(operators) as u32));
                variables.sort();
                variables.dedup();
                "a variable more".to_string()
            }
        }
        8 => {
            let index = random.below(origins.len());
            origins.get_mut(index)?.source = OperatorId(random.below(proof.source.operators.len() + 2) as u32);
            format!("source of origin {index} is {}", origins[index].source.0)
        }
        9 => {
            let index = random.below(origins.len());
            let _ = origins.get(index)?;
            origins.remove(index);
            format!("origin {index} is gone")
        }
        10 => {
            let index = random.below(operators);
            placements[index].rule = random.pick(&RULES)?.to_string();
            format!("rule of placement {index} is {}", placements[index].rule)
        }
        _ => {
            let index = random.below(operators);
            let known = random.pick(placements)?.distribution.clone();
            let was = placements[index].distribution.clone();
            let path = |random: &mut Random| random.pick(&["0", "1", "id", "key"]).unwrap_or(&"0").to_string();
            placements[index].distribution = match random.below(6) {
                0 => Distribution::One,
                1 => Distribution::Any,
                2 => Distribution::Replicated,
                3 => Distribution::Hash(Key::Path(vec![path(random)])),
                4 => Distribution::Hash(Key::Tuple(vec![Key::Path(vec![path(random)]), Key::whole()])),
                _ => known,
            };
            // Anywhere is true of whatever a key spreads: it says less, and nothing wrong.
            if matches!((was, &placements[index].distribution), (Distribution::Hash(_), Distribution::Any)) {
                return None;
            }
            format!("distribution of placement {index} is {:?}", placements[index].distribution)
        }
    })
}

fn plan(proof: &mut Proof, random: &mut Random) -> Option<String> {
    let plan = &mut proof.plan;
    let count = plan.operators.len();
    let index = random.below(count);
    Some(match random.below(5) {
        0 => {
            let position = random.below(plan.operators[index].inputs.len());
            let input = OperatorId(random.below(count + 2) as u32);
            *plan.operators[index].inputs.get_mut(position)? = input;
            format!("operator {index} reads {}", input.0)
        }
        1 => {
            let op = random.pick(&plan.operators)?.op.clone();
            plan.operators[index].op = op;
            format!("operator {index} is {}", plan.operators[index].op.name())
        }
        2 => {
            // Another closure of the same plan, where one is.
            let other = plan.operators.iter().flat_map(|operator| operator.op.closures()).cloned().collect::<Vec<_>>();
            let other = random.pick(&other)?.clone();
            let op = &mut plan.operators[index].op;
            // The same fields in other words are the same key.
            if op.closures().first().is_some_and(|closure| key_of(closure) == key_of(&other)) {
                return None;
            }
            match op {
                Op::Map(f) | Op::Filter(f) | Op::FilterMap(f) | Op::FlatMap(f) | Op::KeyBy(f) => *f = other,
                Op::Exchange { key, .. } => *key = other,
                Op::Send { key: Some(key), .. } | Op::Broadcast { key: Some(key), .. } => *key = other,
                Op::Quorum { key, .. } => *key = other,
                Op::Scan { step, .. } => *step = other,
                _ => return None,
            }
            format!("closure of operator {index}")
        }
        3 => {
            drop(plan.operators.remove(index));
            format!("operator {index} is gone")
        }
        _ => {
            let homes: Vec<_> = plan
                .location_ids()
                .filter(|id| matches!(plan.location(*id).kind, LocationKind::Process | LocationKind::Cluster { .. }))
                .collect();
            let other = *random.pick(&homes)?;
            let location = random.below(plan.locations.len());
            let LocationKind::Helper { of, .. } = &mut plan.locations[location].kind else { return None };
            *of = other;
            format!("helper {location} of {}", other.0)
        }
    })
}
