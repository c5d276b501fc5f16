//! What the tests share: known closures, small inputs, and all outcomes of a program.

#![allow(dead_code)]

use std::collections::BTreeSet;
use suki_ir::Program;
use suki_meaning::{Bounds, Machine, Outputs, Registry, Value, World, explore, known};

/// States that one test may look at.
pub const STATES_MAX: usize = 200_000;

/// A program or plan without errors.
pub fn program(text: &str) -> Program {
    let (program, mut diagnostics) = suki_ir::parse(text);
    diagnostics.extend(suki_ir::check(&program));
    let errors: Vec<_> = diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).collect();
    assert!(errors.is_empty(), "{errors:#?}\n{text}");
    program
}

/// One client that sends numbers to one port.
pub fn numbers(port: &str, numbers: &[u64]) -> Bounds {
    let inputs = vec![numbers.iter().map(|n| (port.to_string(), Value::number(*n))).collect()];
    Bounds { inputs, ..Bounds::default() }
}

/// What all tests' closures are.
pub fn registry() -> Registry {
    let known = [
        known!(|x: own(u64, u64)| x.0),
        known!(|x: own(u64, u64)| x.1),
        known!(|x: own u64| x + 1),
        known!(|x: own(u64, u64)| (x.0, x.1 + 1)),
        known!(|x: lend u64| *x > 1),
        known!(|x: lend(u64, u64)| x.1 > 1),
        known!(|x: own u64| (x > 1).then_some(x * 10)),
        known!(|x: own u64| vec![x, x + 10]),
        known!(|x: own(u64, u64)| vec![(x.0, x.1), (x.0, x.1 + 10)]),
        known!(|x: lend(u64, u64)| x.1 % 2),
        known!(|x: lend u64| *x % 2),
        known!(|x: own u64| (0, x)),
        known!(|x: own(u64, u64)| (0, x.0 * 100 + x.1)),
        known!(|x: own(u64, (u64, u64))| (0, x.1.0 * 100 + x.1.1)),
        known!(|x: own(u64, u64)| (x.1 % 2, x.1)),
        known!(|x: own u64| (x % 2, x)),
        known!(|| 0),
        known!(|| vec![1, 2]),
        known!(|sum: change u64, x: own u64| *sum += x),
        known!(|sum: change u64, x: own u64, out: change Vec<u64>| { *sum += x; out.push(*sum); }),
        known!(|acc: change u64, x: own u64| *acc = *acc * 10 + x),
        (String::from("|x| Max::new(x)"), known!(|x: own Value| x).1),
        (String::from("|x| 7"), known!(|_x: own()| 7).1),
        known!(|x: own Value| (0, x)),
        known!(|x: own Value| x),
        known!(|key: lend u64| *key),
        known!(|x: own(u64, Value)| (0, x.1)),
    ];
    Registry::of(known)
}

/// All that the output "out" may have carried when nothing is left to do: each as sorted text, all in order.
pub fn outcomes(text: &str, bounds: Bounds) -> Vec<String> {
    let program = program(text);
    let mut registry = registry();
    let mut world = World::new(&mut registry);
    let all = |reduces: bool, world: &mut World| {
        let machine = Machine::new(&program, bounds.clone(), Outputs::Later, world).expect("it has a machine");
        let machine = if reduces { machine } else { machine.with_all_interleavings() };
        let mut found = BTreeSet::new();
        let explored = explore(&machine, STATES_MAX, world, |state, world| {
            if machine.steps(state, world).is_empty() {
                let due = machine.due(state, "out", world);
                let shown: Vec<String> =
                    due.iter().map(|x| world.store.value(world.store.component(*x, 1)).to_string()).collect();
                found.insert(shown.join(" "));
            }
            Ok(())
        });
        assert!(explored.expect("no closure fails").is_complete);
        found
    };
    let found = all(true, &mut world);
    assert_eq!(found, all(false, &mut world), "steps that were left out matter");
    found.into_iter().collect()
}
