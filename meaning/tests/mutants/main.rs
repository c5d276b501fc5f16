//! The mutation gate: each rule has a wrong variant, and the refinement check kills it.

mod table;

use std::collections::BTreeSet;
use suki_ir::Program;
use suki_meaning::{Bounds, Budget, Registry, Trouble, Value, Verdict, World, known, refines};
use table::{Mutant, RULES, TRAPS, text};

const HEAD: &str = "process a; process b; process c; cluster m[2]; external clients;";

fn registry() -> Registry {
    Registry::of([
        known!(|x: own u64| x + 1),
        known!(|x: own u64| x * 10),
        known!(|x: own u64| (x + 1) * 10),
        known!(|x: own(u64, u64)| x.0 + x.1),
        known!(|x: own(u64, u64)| x.0 * 100 + x.1),
        known!(|x: own u64| (0, x)),
        known!(|x: own(u64, u64)| (0, x.0 * 100 + x.1)),
        known!(|x: own(u64, (u64, u64))| (0, x.1.0 * 100 + x.1.1)),
        known!(|x: own u64| vec![x, x + 10]),
        known!(|x: lend u64| *x < 3),
        known!(|x: lend u64| *x < 2),
        known!(|x: lend u64| *x > 1),
        known!(|x: lend u64| x / 10),
        known!(|| 0),
        known!(|| vec![1, 2]),
        known!(|acc: change u64, x: own u64| *acc = *acc * 10 + x),
        known!(|acc: change u64, x: own u64, out: change Vec<u64>| { *acc = *acc * 10 + x; out.push(*acc); }),
        (String::from("|_| 7"), known!(|_beat: own()| 7).1),
        (String::from("|x| x + self_id().index() as u64"), known!(|me: own u64, x: own u64| x + me).1),
    ])
}

fn program(rest: &str, common: &str) -> Program {
    let text = format!("{HEAD}\n{}", text(common, rest));
    let (program, diagnostics) = suki_ir::parse(&text);
    let errors: Vec<_> = diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).collect();
    assert!(errors.is_empty(), "{errors:#?}\n{text}");
    program
}

/// Numbers, or pairs of digits where the input takes pairs.
fn bounds(mutant: &Mutant) -> Bounds {
    let pairs = mutant.common.contains("<(u64, u64)>");
    let element = |n: u64| {
        let digits = || Value::pair(Value::number(n / 10), Value::number(n % 10));
        if pairs { digits() } else { Value::number(n) }
    };
    let sent = mutant.sent.iter().map(|list| list.iter().map(|n| (String::from("in"), element(*n))).collect());
    Bounds {
        inputs: sent.collect(),
        beats_max: 1,
        crashes: mutant.crash.iter().map(|(name, member)| (name.to_string(), *member)).collect(),
        crashes_max: u32::from(mutant.crash.is_some()),
        ..Bounds::default()
    }
}

fn verdict(mutant: &Mutant, plan: &str) -> Result<Verdict, Trouble> {
    let mut registry = registry();
    let mut world = World::new(&mut registry);
    let (source, plan) = (program(mutant.source, mutant.common), program(plan, mutant.common));
    refines(&source, &plan, &bounds(mutant), &Budget::default(), &mut world)
}

#[test]
fn each_rule_has_a_mutant_and_each_mutant_is_killed() {
    let rules: Vec<&str> = suki_rewrites::rules().iter().map(|rule| rule.name).collect();
    let have: BTreeSet<&str> = RULES.iter().map(|mutant| mutant.rule).collect();
    let missing: Vec<_> = rules.iter().filter(|rule| !have.contains(*rule)).collect();
    assert!(missing.is_empty(), "rules without a mutant: {missing:?}");
    assert!(have.iter().all(|name| rules.contains(name)), "mutants of rules that are not there");
    let mut faults = Vec::new();
    for mutant in RULES.iter().chain(TRAPS) {
        let name = mutant.rule;
        match verdict(mutant, mutant.right) {
            Ok(Verdict::Proven { .. }) => {}
            Ok(Verdict::Violated(violation)) => faults.push(format!("{name}: the right plan does wrong\n{violation}")),
            other => faults.push(format!("{name}: the right plan: {other:?}")),
        }
        match verdict(mutant, mutant.mutant) {
            Ok(Verdict::Violated(_)) => {}
            other => faults.push(format!("{name}: {} is not seen: {other:?}", mutant.wrong)),
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
