//! Equality of keys is equality of their encoding.

use super::Trap;
use crate::support::world::{by, hashed};
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
                world.runs("once", |site| site.place.distribution == by("1"))
                    || world.runs("once", |site| site.place.distribution == by(""))
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
            wrong: |world| world.runs("joined", |site| site.place.distribution == by("0")),
        },
        Trap {
            name: "votes for 0.0 and for -0.0 are counted apart",
            text: r#"
                process a; cluster m[3]; external clients;
                let x = clients.input::<f64>("in").send(a);
                let votes = x.map(|(_, share)| share).broadcast(m).send(a);
                let agreed = votes.quorum(|share| *share, 2);
                let asked = x.map(|(client, share)| (share, client));
                let joined = asked.join(agreed.map(|share| (share, ())));
                clients.output("out", joined.map(|(share, (client, ()))| (client, share)));
            "#,
            conditions: &[Condition::CanonicalKey],
            wrong: |world| world.runs("agreed", hashed),
        },
        Trap {
            name: "what is kept for 0.0 and for -0.0 is kept apart",
            text: r#"
                process a; external clients;
                let x = clients.input::<f64>("in").send(a);
                let ordered = x.key_by(|(_, share)| *share).arrival_order();
                let counts = ordered.scan(|| 0u64, |count, (client, _), out| { *count += 1; out.push((client, *count)); });
                clients.output("out", counts.values());
            "#,
            conditions: &[Condition::CanonicalKey],
            wrong: |world| world.runs("counts", |site| site.place.distribution == by("0")),
        },
    ]
}
