//! Which test shows which trap of the literature, and which counter-example of the design.

use std::path::Path;

/// Where the wrong rewrite is shown.
enum Shown {
    /// A trap of this folder, by its name: it fires when its conditions are dropped.
    Trap(&'static str),
    /// A test elsewhere: a file and a piece of its text. No rule leads there; what does is refused, or does not happen.
    Text(&'static str, &'static str),
    /// The language has no program for it.
    Not(&'static str),
}

use Shown::{Not, Text, Trap};

const TICKS: &str = "a tick group in several parts: one client's writes are seen in either order";
const ORDERED: &str = "verification/tests/refused/order_and_keys.rs";
const TABLE: &str = "rewrites/tests/table.rs";

/// The traps of the literature by their number, then the counter-examples of the design in their order.
const INVENTORY: &[(&str, &[Shown])] = &[
    (
        "1 refinement is not equality",
        &[Trap("a join of a tick with its own copy from afar, which comes in a later tick")],
    ),
    (
        "2 a tick-synchronous read is split",
        &[Trap("the highest promise in another tick than the vote that is checked against it")],
    ),
    (
        "3 negation over a set that is partly forwarded",
        &[Trap("an alarm for a member whose ack came in the same tick and is still on its way")],
    ),
    ("4 monotone, not persisted", &[Trap("two elements of one tick arrive in two: their pair is lost")]),
    (
        "5 forgetting is a negation",
        &[
            Trap("a watermark that reaches one part only: others count what is forgotten"),
            Trap("a join's watermark that reaches one part only"),
        ],
    ),
    (
        "6 sets and bags: what is kept is sent again",
        &[
            Text("verification/tests/refused/ticks.rs", "state starts afresh"),
            Text("verification/tests/refused/edges.rs", "replicas are gathered"),
        ],
    ),
    ("7 identity by content", &[Text("rewrites/tests/facts.rs", "fn equal_choices_are_two")]),
    (
        "8 order across two channels",
        &[
            Trap("a sequence sent by two parts arrives interleaved"),
            Text("rewrites/tests/facts.rs", "check(\"either\", Order::None)"),
        ],
    ),
    ("9 a partitioned output for an ordered reader", &[Trap("a sequence gathered from parts")]),
    ("10 global counters", &[Trap("slots handed out by two parts: both hand out slot 0")]),
    (
        "11 constants at the positive side of a negation",
        &[Trap("every part reports the members whose acks are at other parts")],
    ),
    (
        "12 false dependencies",
        &[
            Trap("0.0 and -0.0 are equal and are hashed apart"),
            Trap("two equal maps are encoded in two orders"),
            Text("ir/src/check/tests/closures.rs", "fn flaws()"),
        ],
    ),
    (
        "13 lineage through unions and branches",
        &[
            Text("verification/tests/refused/rows.rs", "a union of two distributions"),
            Text("rewrites/src/lineage/tests.rs", "fn branches_must_agree()"),
        ],
    ),
    ("14 order per key", &[Trap("two deposits of one account, partitioned by amount")]),
    (
        "15 identity and quorums",
        &[
            Text("verification/tests/refused/meaning.rs", "a member's parts are voters"),
            Text("codegen/tests/simulation/world.rs", "(from / {}) as u32"),
        ],
    ),
    ("16 membership apart from its broadcast", &[Not("clusters have members by declaration")]),
    ("17 seals that are not complete", &[Trap(TICKS)]),
    ("18 replicated state without a window", &[Trap(TICKS)]),
    ("19 early outputs", &[Trap("the sum behind an acknowledgement moves away: a client misses its own write")]),
    (
        "20 the failure model",
        &[
            Trap("a timer beats in a helper while its home is dead"),
            Text("runtime/tests/processes/family.rs", "fn when_a_part_goes_all_go()"),
        ],
    ),
    ("21 feedback through a network", &[Trap("the next slot is read twice before its update is back")]),
    ("22 one input of two halves", &[Trap("a cancellation that one half of a tick has seen and the other has not")]),
    ("23 a value over a network", &[Text("ir/src/check/tests/running.rs", "fn only_snapshots_read_running_values()")]),
    ("24 running totals into a sum", &[Trap("a running count in two parts: whoever reads one of them reads half")]),
    ("25 Byzantine faults", &[Not("members crash and return, they do not lie")]),
    (
        "via: a send into another domain is not the identity",
        &[
            Trap("participants that only echo are implemented at the leader, and need not be alive"),
            Text("verification/tests/refused/meaning.rs", "via: nobody votes"),
        ],
    ),
    ("stateless operators in a third domain", &[Trap("a map placed at a third domain, with which the edge dies")]),
    ("a tick split by key", &[Trap(TICKS)]),
    (
        "an oracle is split as a keyed family only",
        &[Trap("a timer in several parts fires several times"), Trap("one order of arrival decided by two parts")],
    ),
    ("refining is no union", &[Text(TABLE, "What only refines must not be a union")]),
    ("names of roles do not make a refinement safe", &[Text(TABLE, "What only refines must not be a union")]),
    ("facts do not cross a refinement", &[Text(TABLE, "What only refines must not be a union")]),
    ("tags on elements", &[Trap("a flat_map outside of the tick in which its results are counted")]),
    (
        "partials need a bag or a final reader",
        &[Trap("a running count in two parts: whoever reads one of them reads half")],
    ),
    ("FIFO by channel", &[Text("rewrites/tests/facts.rs", "check(\"either\", Order::None)")]),
    (
        "atomic regions move whole",
        &[Trap("the sum behind an acknowledgement moves away: a client misses its own write")],
    ),
    (
        "the order condition in every row",
        &[
            Trap("two deposits of one account, exchanged from part to part"),
            Text(ORDERED, "ordered per account, spread by amount"),
        ],
    ),
    ("a family fails as one", &[Text("runtime/tests/processes/family.rs", "fn when_a_part_goes_all_go()")]),
    ("incarnations", &[Text("runtime/tests/processes/fencing.rs", "fn a_returned_answerer_is_refused()")]),
    ("rest with timers silent", &[Text("verification/proofs/semantics/Rest.v", "Theorem")]),
    (
        "back-pressure at external inputs only",
        &[Text(
            "runtime/tests/processes/overflow.rs",
            "fn a_member_that_has_stopped_is_given_up_and_the_rest_goes_on()",
        )],
    ),
    (
        "a quorum emits keys",
        &[
            Text("verification/proofs/counter/Excluded.v", "Theorem"),
            Text("ir/src/op.rs", "each key once, when `n` distinct source members"),
        ],
    ),
    ("counted keys stay until a watermark", &[Text("runtime/src/op/until.rs", "fn a_watermark_never_falls()")]),
    ("p1b carries the checkpoint", &[Text("examples/paxos.ir", "checkpoint")]),
    (
        "inductive facts on feedback variables",
        &[Trap("a dependency that holds at the fixpoint only, used to split its own loop")],
    ),
    ("canonical keys", &[Trap("what a hand-written equality joins is hashed apart")]),
    (
        "a buffer on every cycle",
        &[
            Text("optimizer/tests/plans/definitions.rs", "fn a_definition_stays_a_hop()"),
            Text("verification/tests/refused/meaning.rs", "a cycle without a hop"),
        ],
    ),
];

/// Counter-examples of the design, below the 25 of the literature.
const OF_THE_DESIGN: usize = 22;

#[test]
fn every_trap_is_shown() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let traps = super::all();
    let mut missing = Vec::new();
    for (what, shown) in INVENTORY {
        assert!(!shown.is_empty(), "{what}");
        for place in *shown {
            let there = match place {
                Trap(name) => traps.iter().any(|trap| trap.name == *name),
                Text(file, text) => std::fs::read_to_string(root.join(file)).is_ok_and(|all| all.contains(text)),
                Not(reason) => !reason.is_empty(),
            };
            if !there {
                let place = match place {
                    Trap(name) => format!("trap {name}"),
                    Text(file, text) => format!("{file}: {text}"),
                    Not(reason) => (*reason).to_string(),
                };
                missing.push(format!("{what}: {place}"));
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
    let numbers: Vec<usize> = INVENTORY.iter().filter_map(|(what, _)| what.split(' ').next()?.parse().ok()).collect();
    assert_eq!(numbers, (1..=25).collect::<Vec<_>>());
    assert_eq!(INVENTORY.len(), 25 + OF_THE_DESIGN);
}
