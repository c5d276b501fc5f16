//! Equality of keys is equality of their encoding.

use super::Trap;
use crate::support::world::hashed;
use suki_rewrites::condition::Condition;

pub fn traps() -> Vec<Trap> {
    vec![
        Trap {
            name: "0.0 and -0.0 are equal and are hashed apart",
            text: r#"
                process a; external clients;
                struct Sample { value: f64 }
                let x = clients.input::<Sample>("in").send(a);
                let once = x.unique();
                clients.output("out", once);
            "#,
            conditions: &[Condition::CanonicalKey],
            wrong: |world| {
                world.runs("once", |site| site.place.distribution == crate::support::world::by("1"))
                    || world.runs("once", |site| site.place.distribution == crate::support::world::by(""))
            },
        },
        Trap {
            name: "two equal maps are encoded in two orders",
            text: r#"
                use std::collections::HashMap;
                process a; external clients;
                struct Bag { counts: HashMap<u64, u64> }
                let x = clients.input::<Bag>("in").send(a).map(|(client, bag)| (bag, client));
                let joined = x.join(x.map(|(bag, _)| (bag, ())));
                clients.output("out", joined.map(|(_, (client, ()))| (client, 0u64)));
            "#,
            conditions: &[Condition::CanonicalKey],
            wrong: |world| world.runs("joined", hashed),
        },
        Trap {
            name: "what a hand-written equality joins is hashed apart",
            text: r#"
                process a; external clients;
                struct Name { text: String }
                impl PartialEq for Name {
                    fn eq(&self, other: &Self) -> bool { self.text.to_lowercase() == other.text.to_lowercase() }
                }
                impl Eq for Name {}
                let x = clients.input::<Name>("in").send(a).map(|(client, name)| (name, client));
                let joined = x.join(x.map(|(name, _)| (name, ())));
                clients.output("out", joined.map(|(_, (client, ()))| (client, 0u64)));
            "#,
            conditions: &[Condition::CanonicalKey],
            wrong: |world| world.runs("joined", |site| site.place.distribution == crate::support::world::by("0")),
        },
    ]
}
