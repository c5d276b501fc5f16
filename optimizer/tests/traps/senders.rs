//! Stateless operators that cross a hop, and facts about feedback.

use super::Trap;
use crate::support::world::{World, by};
use suki_ir::Op;
use suki_rewrites::Logical;
use suki_rewrites::condition::Condition;

const LOOP: &str = r#"
    process a; process b; cluster m[3]; external clients;
    struct Vote { ballot: u64, slot: u64, value: u64 }
    let x = clients.input::<Vote>("in").send(a);
    let votes = x.map(|(_, vote)| vote).broadcast(m).send(a);
    #[fd((ballot, slot) -> value)]
    let kept = votes.union(again);
    let relayed = kept.send(b);
    let chosen = relayed.quorum(|vote| (vote.ballot, vote.slot), 2);
    let back = chosen.send(a);
    let again: (MemberId<m>, Vote) = back.map(|(ballot, slot)| (MemberId::new(0), Vote { ballot, slot, value: 0 }));
    let shown = x.map(|(client, vote)| ((vote.ballot, vote.slot), client)).join(back.map(|key| (key, ())));
    clients.output("out", shown.map(|((_, slot), (client, ()))| (client, slot)));
"#;

/// Whether a stateless operator that `fits` runs in the family of a location.
fn runs_at(world: &World, location: &str, fits: fn(&Op) -> bool) -> bool {
    let at = world.location(location);
    world.choices().any(|(site, choice)| match world.logical(choice) {
        Some(Logical::Stateless(stages)) => site.place.role.family() == at && stages.iter().any(fits),
        _ => false,
    })
}

pub fn traps() -> Vec<Trap> {
    vec![
        Trap {
            name: "flat_map at the sender: the receiver crashes between two outputs of one element and shows one",
            text: r#"
                process a; process b; external clients;
                let x = clients.input::<u64>("in").send(a);
                let twice = x.send(b).flat_map(|(client, n)| vec![(client, n), (client, n)]);
                clients.output("out", twice);
            "#,
            conditions: &[Condition::OneOutputPerInput],
            wrong: |world| runs_at(world, "a", |op| matches!(op, Op::FlatMap(_))),
        },
        Trap {
            name: "a closure that asks for its own id asks at the sender",
            text: r#"
                process a; cluster m[3]; external clients;
                let x = clients.input::<u64>("in").send(a);
                let signed = x.broadcast(m).map(|(client, n)| (client, n + self_id().index() as u64));
                clients.output("out", signed);
            "#,
            conditions: &[Condition::OwnIdStays],
            wrong: |world| {
                runs_at(world, "a", |op| op.closures().iter().any(|closure| closure.text().contains("self_id")))
            },
        },
        Trap {
            name: "a dependency that holds at the fixpoint only, used to split its own loop",
            text: LOOP,
            conditions: &[Condition::InductiveFacts],
            wrong: |world| {
                let counts = world.executions("chosen");
                counts.iter().any(|(_, choice)| {
                    world.needs(choice).next().is_some_and(|votes| votes.place.distribution == by("1.value"))
                })
            },
        },
    ]
}

/// Operators that do cross.
#[test]
fn map_and_filter_cross_to_the_sender() {
    let text = r#"
        process a; process b; external clients;
        let x = clients.input::<u64>("in").send(a);
        let y = x.send(b).filter(|(_, n)| *n > 0).map(|(client, n)| (client, n + 1));
        clients.output("out", y);
    "#;
    let world = World::of(text, &[]);
    assert!(runs_at(&world, "a", |op| matches!(op, Op::Map(_))));
    assert!(runs_at(&world, "a", |op| matches!(op, Op::Filter(_))));
}

/// The same dependency stated of what arrives, where it is an axiom, does split the count.
#[test]
fn a_stated_dependency_of_a_variable_is_used() {
    let text = LOOP.replace("let relayed", "#[fd((ballot, slot) -> value)] let relayed");
    let world = World::of(&text, &[]);
    let counts = world.executions("chosen");
    assert!(counts.iter().any(|(_, choice)| {
        world.needs(choice).next().is_some_and(|votes| votes.place.distribution == by("1.value"))
    }));
}
