//! Plans made by hand, each with a certificate that proves it.
#![allow(dead_code, missing_docs)]

use crate::support::{Case, by, key};
use suki_ir::Op;
use suki_rewrites::{Distribution, HopKind, Key, Logical};

pub fn all() -> Vec<(&'static str, Case)> {
    vec![
        ("voting", voting()),
        ("two_pc", two_pc()),
        ("kvs", kvs()),
        ("push-down", push_down()),
        ("forget-early", forget_early()),
        ("tick at a helper", tick()),
        ("watermark", watermark()),
        ("dependency", dependency()),
    ]
}

/// A program of this folder: fixed, whatever becomes of the examples.
fn example(name: &str) -> &'static str {
    match name {
        "voting" => include_str!("../programs/voting.ir"),
        "two_pc" => include_str!("../programs/two_pc.ir"),
        _ => include_str!("../programs/kvs.ir"),
    }
}

pub const VOTING: &str = r#"
const N: usize = 3;
struct Request { id: u64, payload: [u8; 16] }
struct Vote { id: u64 }
process leader;
cluster participants[N];
external clients;
helper proxies of leader[2];
helper counters of leader[3];

#[unique(id)]
let requests = clients.input::<Request>("requests").send(leader);
let asked = requests.map(|(_, request)| request);
let spread = asked.exchange(proxies, |x| x.id.clone());
let votes = spread.broadcast(participants).map(|request| Vote { id: request.id }).send(counters, |x| x.1.id.clone());
let ready = votes.quorum(|vote| vote.id, N);
let known = ready.map(|id| (id, ()));
let owners = requests.map(|(client, request)| (request.id, client));
let owned = owners.exchange(counters, |x| x.0.clone());
let joined = owned.join(known);
let replies = joined.map(|(id, (client, ()))| (client, id));
clients.output("replies", replies);
"#;

/// The text of a plan for an example: declarations of the example's own, its workload kept.
pub fn with_workload(plan: &str, example: &str) -> String {
    let workload = example.find("workload {").map_or("", |at| &example[at..]);
    format!("{plan}\n{workload}")
}

pub fn voting_spread() -> Vec<(&'static str, Distribution)> {
    vec![
        ("spread", by("id")),
        ("votes", by("1.id")),
        ("ready", by("")),
        ("known", by("0")),
        ("owned", by("0")),
        ("joined", by("0")),
        ("replies", by("1")),
    ]
}

/// The broadcast at proxies, quorum and join co-hashed at counters, which also reply.
pub fn voting() -> Case {
    let source = example("voting");
    Case::new(source, &with_workload(VOTING, source), &voting_spread())
}

/// `voting` with its plan's text changed.
pub fn voting_with(from: &str, to: &str) -> Case {
    assert!(VOTING.contains(from), "{from}");
    let source = example("voting");
    Case::new(source, &with_workload(&VOTING.replace(from, to), source), &voting_spread())
}

/// Participants keep the locks of each key at a part of a helper; the key is read through a `match`.
pub fn two_pc() -> Case {
    let source = example("two_pc");
    let plan = source
        .replace("external clients;", "external clients; helper shelves of participants[4];")
        .replace(
            "let votes = prepares.map(|t| Event::Prepare(t.id, t.key)).union(decisions.map(|d: Decision| Event::Release(d.id, d.key)))\n    .key_by(",
            "let asked = prepares.exchange(shelves, |x| x.key.clone());\n\
             let told = decisions.exchange(shelves, |d: Decision| d.key.clone());\n\
             let prepared = asked.map(|t| Event::Prepare(t.id, t.key));\n\
             let released = told.map(|d: Decision| Event::Release(d.id, d.key));\n\
             let events = prepared.union(released);\n\
             let locks = events.key_by(",
        )
        .replace(".arrival_order()\n    .scan(", ";\nlet queued = locks.arrival_order();\nlet answers = queued.scan(")
        .replace("lock.step(event, out)).values();", "lock.step(event, out));\nlet spread = answers.values();\nlet votes = spread.gather(participants);");
    let event = "|event| match event { Event::Prepare(_, key) | Event::Release(_, key) => *key }";
    let event = suki_ir::text::tokens(event.parse().expect("tokens"));
    let event = Distribution::Hash(Key::Closure(suki_ir::Quoted::from_canonical(event, suki_ir::Span::NONE)));
    Case::new(
        source,
        &plan,
        &[
            ("asked", by("key")),
            ("told", by("key")),
            ("prepared", event.clone()),
            ("released", event.clone()),
            ("events", event),
            ("locks", by("0")),
            ("queued", by("0")),
            ("answers", by("0")),
            ("spread", Distribution::Any),
        ],
    )
}

/// The whole store is spread by key, and clients route by it.
pub fn kvs() -> Case {
    let source = example("kvs");
    let plan = source
        .replace("external clients;", "external clients; helper shards of server[4];")
        .replace(".send(server)", ".send(shards, |x| x.1.key.clone())")
        .replace("let replies = requests.key_by(|(_, request)| request.key).arrival_order()\n    .scan(",
            "let keyed = requests.key_by(|(_, request)| request.key);\nlet queued = keyed.arrival_order();\nlet answers = queued.scan(")
        .replace("}).values();", "});\nlet replies = answers.values();");
    Case::new(
        source,
        &plan,
        &[
            ("requests", by("1.key")),
            ("keyed", by("0")),
            ("queued", by("0")),
            ("answers", by("0")),
            ("replies", Distribution::Any),
        ],
    )
}

pub const STAGES: &str = r#"
struct Ask { id: u64 }
struct Vote { id: u64 }
process leader;
cluster members[3];
external clients;
let asks = clients.input::<Ask>("asks").send(leader);
let plain = asks.map(|(_, ask)| ask);
let arrived = plain.broadcast(members);
let votes = arrived.map(|ask| Vote { id: ask.id });
let counted = votes.send(leader).quorum(|vote| vote.id, 2);
clients.output("replies", asks.map(|(client, ask)| (ask.id, client)).join(counted.map(|id| (id, ()))).map(|(id, (client, ()))| (client, id)));
"#;

/// The sender makes the votes: `push-down`, then `fuse-stateless` on the way there.
pub fn push_down() -> Case {
    let plan = STAGES.replace("let arrived = plain.broadcast(members);", "").replace(
        "let votes = arrived.map(|ask| Vote { id: ask.id });",
        "let early = plain.map(|ask| Vote { id: ask.id });\nlet votes = early.broadcast(members);",
    );
    let mut case = Case::new(STAGES, &plan, &[]);
    pushed(&mut case);
    case
}

/// Adds the proof of [`push_down`]: terms from the input up.
pub fn pushed(case: &mut Case) {
    let source = &case.source;
    let input = source.operator_ids().find(|id| matches!(source.operator(*id).op, Op::Input { .. }));
    let origin = input.expect("an input");
    let op = source.operator(origin).op.clone();
    let place = |name: &str| source.location_named(name).expect("a location");
    let (clients, leader, members) = (place("clients"), place("leader"), place("members"));
    let (plain, vote) = (case.source_op("plain"), case.source_op("votes"));
    let input = case.term(Logical::Source { origin, op }, &[]);
    let asks = case.term(Logical::Hop { kind: HopKind::Send, from: clients, to: leader }, &[input]);
    let plain_term = case.term(Logical::Stateless(vec![plain.clone()]), &[asks]);
    let hop = Logical::Hop { kind: HopKind::Broadcast, from: leader, to: members };
    let arrived = case.term(hop.clone(), &[plain_term]);
    let late = case.term(Logical::Stateless(vec![vote.clone()]), &[arrived]);
    let early = case.term(Logical::Stateless(vec![vote.clone()]), &[plain_term]);
    let sent = case.term(hop, &[early]);
    case.instance("push-down", late, sent);
    let fused = case.term(Logical::Stateless(vec![plain, vote]), &[asks]);
    case.instance("fuse-stateless", early, fused);
}

pub const ORDERED: &str = r#"
struct Item { id: u64, weight: u64 }
process leader;
external clients;
let items = clients.input::<Item>("items").send(leader);
let queue = items.arrival_order();
let left = queue.map(|(client, item)| (item.id, client));
let right = items.map(|(_, item)| (item.id, item.weight));
let joined = left.join(right);
clients.output("weights", joined.map(|(_, (client, weight))| (client, weight)));
"#;

/// An ordered stream is spread before a stateless operator; the join needs no order anyway.
pub fn forget_early() -> Case {
    let plan = ORDERED
        .replace("external clients;", "external clients;\nhelper shelves of leader[2];")
        .replace("let left = queue.map(", "let spread = queue.exchange(shelves, |x| x.1.id.clone());\nlet left = spread.map(")
        .replace("let right = items.map(", "let others = items.exchange(shelves, |x| x.1.id.clone());\nlet right = others.map(")
        .replace("clients.output(\"weights\", joined.map(|(_, (client, weight))| (client, weight)));", "let weights = joined.map(|(_, (client, weight))| (client, weight));\nclients.output(\"weights\", weights);");
    let spread = [
        ("spread", by("1.id")),
        ("others", by("1.id")),
        ("left", by("0")),
        ("right", by("0")),
        ("joined", by("0")),
        ("weights", Distribution::Any),
    ];
    let mut case = Case::new(ORDERED, &plan, &spread);
    forgotten(&mut case);
    case
}

/// Adds the proof of [`forget_early`].
pub fn forgotten(case: &mut Case) {
    let source = &case.source;
    let find =
        |wanted: fn(&Op) -> bool| source.operator_ids().find(|id| wanted(&source.operator(*id).op)).expect("is there");
    let (origin, choice) = (find(|op| matches!(op, Op::Input { .. })), find(|op| matches!(op, Op::ArrivalOrder)));
    let op = source.operator(origin).op.clone();
    let place = |name: &str| source.location_named(name).expect("a location");
    let (clients, leader) = (place("clients"), place("leader"));
    let left = case.source_op("left");
    let input = case.term(Logical::Source { origin, op }, &[]);
    let items = case.term(Logical::Hop { kind: HopKind::Send, from: clients, to: leader }, &[input]);
    let queue = case.term(Logical::ArrivalOrder { origin: choice, keyed: false }, &[items]);
    let mapped = case.term(Logical::Stateless(vec![left.clone()]), &[queue]);
    let late = case.term(Logical::Forget, &[mapped]);
    let bag = case.term(Logical::Forget, &[queue]);
    let early = case.term(Logical::Stateless(vec![left]), &[bag]);
    case.instance("forget-early", late, early);
}

pub const TICK: &str = r#"
process leader;
external clients;
tick turn at leader;
let items = clients.input::<u64>("items").send(leader).arrival_order();
let now = items.batch(turn);
let total = now.persist().fold(|| 0u64, |sum, (_, item)| *sum += item);
let last = total.defer_tick(|| 0u64);
let sums = now.cross_singleton(last).map(|((client, item), last)| (client, item + *last)).all_ticks();
clients.output("sums", sums);
"#;

/// A whole tick group moves to a helper of one part.
pub fn tick() -> Case {
    let plan = TICK
        .replace("external clients;", "external clients;\nhelper aside of leader[1];")
        .replace("tick turn at leader;", "tick turn at aside;")
        .replace(".send(leader).arrival_order();", ".send(leader).exchange(aside, |x| x.1.clone()).arrival_order();");
    Case::new(TICK, &plan, &[])
}

pub const WATERMARK: &str = r#"
struct Vote { slot: u64 }
process leader;
cluster members[3];
external clients;
let asks = clients.input::<Vote>("asks").send(leader);
let marks = clients.input::<u64>("marks").send(leader);
let low = marks.arrival_order().map(|(_, mark)| mark);
let votes = asks.map(|(_, vote)| vote).broadcast(members).send(leader);
let counted = votes.quorum(|vote| vote.slot, 2).until(low, |slot| *slot);
clients.output("counts", asks.map(|(client, vote)| (vote.slot, client)).join(counted.map(|slot| (slot, ()))).until(low, |slot| *slot).map(|(slot, (client, ()))| (client, slot)));
"#;

/// Quorums by slot at parts of a helper; the ordered watermark reaches each of them.
pub fn watermark() -> Case {
    let plan = WATERMARK
        .replace("external clients;", "external clients;\nhelper counters of leader[3];")
        .replace(
            "broadcast(members).send(leader);",
            "broadcast(members).send(counters, |x| x.1.slot.clone());\nlet everywhere = low.replicate(counters);",
        )
        .replace(
            "let counted = votes.quorum(|vote| vote.slot, 2).until(low,",
            "let parts = votes.quorum(|vote| vote.slot, 2).until(everywhere,",
        )
        .replace("clients.output(", "let counted = parts.gather(leader);\nclients.output(");
    Case::new(
        WATERMARK,
        &plan,
        &[("votes", by("1.slot")), ("everywhere", Distribution::Replicated), ("parts", Distribution::Hash(key("")))],
    )
}

pub const DEPENDENCY: &str = r#"
struct Ask { id: u64, key: u64 }
struct Vote { id: u64, key: u64 }
process leader;
cluster members[3];
external clients;
let asks = clients.input::<Ask>("asks").send(leader);
let votes = asks.map(|(_, ask)| ask).broadcast(members).map(|ask| Vote { id: ask.id, key: ask.key }).send(leader);
let counted = votes.quorum(|vote| vote.id, 2);
let stock = asks.map(|(client, ask)| (ask.key, client));
let sold = votes.map(|(_, vote)| (vote.key, vote.id));
let pairs = stock.join(sold);
clients.output("pairs", pairs.map(|(_, (client, id))| (client, id)));
clients.output("counts", asks.map(|(client, ask)| (ask.id, client)).join(counted.map(|id| (id, ()))).map(|(id, (client, ()))| (client, id)));
"#;

/// What the author states of the votes.
pub const FACT: (&str, &str) = ("let votes =", "#[fd(id -> key)]\nlet votes =");

/// [`DEPENDENCY`] and its plan, both with `changes`.
pub fn dependency_with(changes: &[(&str, &str)]) -> Case {
    let source = changes.iter().fold(DEPENDENCY.to_string(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    });
    let plan = source
        .replace("external clients;", "external clients;\nhelper counters of leader[3];")
        .replace(".send(leader);\nlet counted = votes.quorum(", ".send(counters, |x| x.1.key.clone());\nlet parts = votes.quorum(")
        .replace("let stock = asks.map(", "let counted = parts.gather(leader);\nlet moved = asks.exchange(counters, |x| x.1.key.clone());\nlet stock = moved.map(");
    let plan = plan.replace(
        "clients.output(\"pairs\", pairs.map(|(_, (client, id))| (client, id)));",
        "let out = pairs.map(|(_, (client, id))| (client, id));\nclients.output(\"pairs\", out);",
    );
    let any = Distribution::Any;
    let spread =
        [("moved", by("1.key")), ("stock", by("0")), ("sold", by("0")), ("pairs", by("0")), ("out", any.clone())];
    let spread: Vec<_> = spread.into_iter().chain([("votes", by("1.key")), ("parts", any)]).collect();
    Case::new(&source, &plan, &spread)
}

/// Votes are spread by the key of a join; quorums are by another field, which determines that one.
pub fn dependency() -> Case {
    dependency_with(&[FACT])
}
