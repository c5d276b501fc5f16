//! Clients do not change.

use super::Trap;
use crate::support::world::{World, home};
use suki_rewrites::condition::Condition;
use suki_rewrites::rule::Means;

const TEXT: &str = r#"
    process server; external clients;
    let x = clients.input::<u64>("in").send(server);
    let keyed = x.key_by(|(_, n)| *n).arrival_order()
        .scan(|| 0u64, |count, (client, _), out| { *count += 1; out.push((client, *count)); });
    clients.output("out", keyed.values());
"#;

/// Whether some client sends to a helper at once.
fn sends_to_helper(world: &World) -> bool {
    world.choices_of("x").iter().any(|(site, choice)| !home(site) && matches!(choice.means, Means::Enter(_)))
}

pub fn traps() -> Vec<Trap> {
    vec![Trap {
        name: "clients that know a location by its address send to its helpers",
        text: TEXT,
        conditions: &[Condition::ClientsDoNotChange],
        wrong: sends_to_helper,
    }]
}

#[test]
fn a_routed_input_goes_to_helpers_at_once() {
    assert!(sends_to_helper(&World::of(&TEXT.replace("let x =", "#[routed] let x ="), &[])));
}
