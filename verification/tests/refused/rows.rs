//! Operators at a helper of several parts.

use crate::plans::{ORDERED, STAGES, WATERMARK, voting, voting_with};
use crate::support::{Case, by};
use crate::{all_refused, changed};
use suki_rewrites::Distribution;

/// Operators at a helper of several parts.
#[test]
fn rows() {
    let ordered =
        |change: fn(&str) -> String, spread: &[(&str, Distribution)]| Case::new(ORDERED, &change(ORDERED), spread);
    let helper = "external clients;\nhelper shelves of leader[2];";
    let all = Distribution::Replicated;
    let flat =
        STAGES.replace("let plain = asks.map(|(_, ask)| ask);", "let plain = asks.flat_map(|(_, ask)| vec![ask]);");
    let flat_plan = flat.replace("external clients;", helper).replace(
        "let plain = asks.flat_map(",
        "let moved = asks.exchange(shelves, |x| x.1.id.clone());\nlet plain = moved.flat_map(",
    );
    all_refused(vec![
        ("one instance of several", voting().spread("ready", Distribution::One), "does not have it at one instance"),
        ("several instances of one", voting().spread("asked", Distribution::Any), "a location of one part has its streams at one instance"),
        ("a quorum anywhere", voting().spread("ready", Distribution::Any), "is not distributed by a key"),
        ("a quorum by another field", voting_with("send(counters, |x| x.1.id.clone())", "send(counters, |x| x.0.clone())").spread("votes", by("0")), "pulled back through the closure"),
        ("a join by another field", voting_with("owners.exchange(counters, |x| x.0.clone())", "owners.exchange(counters, |x| x.1.clone())").spread("owned", by("1")), "on one side and by"),
        ("a join by what it pairs", voting().spread("joined", by("1.0")), "is not determined by the group key"),
        ("a join by the pair", voting().spread("joined", by("")), "is not determined by the group key"),
        ("a key that a map does not keep", voting().spread("replies", by("0")), "pulled back through the closure"),
        ("a key that is no field", voting().spread("replies", by("7")), "cannot be read"),
        ("the closure of a move computes another key", voting().spread("owned", by("1")), "is not what"),
        ("a replicated result of an exchange", voting().spread("owned", all.clone()), "to the part that their key names"),
        ("a replicated join", voting().spread("joined", all.clone()), "is not distributed by a key"),
        ("replicas where nothing is replicated", voting().spread("replies", all.clone()), "is not at every part"),
        ("outputs of every replica", changed(voting(), |case| {
            let last = case.certificate.placements.len() - 1;
            case.certificate.placements[last].distribution = Distribution::Replicated;
        }), "every part would emit"),
        ("keys of a flat_map", Case::new(&flat, &flat_plan, &[("moved", by("1.id")), ("plain", by("id"))]), "nothing is known of the keys"),
        (
            "a union of two distributions",
            ordered(|text| text.replace("external clients;", "external clients;\nhelper shelves of leader[2];")
                .replace("let left = queue.map(", "let a = items.exchange(shelves, |x| x.1.id.clone());\nlet b = items.exchange(shelves, |x| x.1.weight.clone());\nlet c = a.union(b);\nlet left = queue.map("),
                &[("a", by("1.id")), ("b", by("1.weight")), ("c", by("1.id"))]),
            "on one side and by",
        ),
        (
            "a choice for the whole stream on several parts",
            ordered(|text| text.replace("external clients;", "external clients;\nhelper shelves of leader[2];")
                .replace("let queue = items.arrival_order();", "let spread = items.exchange(shelves, |x| x.1.id.clone());\nlet queue = spread.arrival_order();")
                .replace("let right = items", "let right = spread"),
                &[("spread", by("1.id")), ("queue", by("1.id")), ("left", by("0")), ("right", by("0")), ("joined", by("0"))]),
            "an ordered stream on several parts",
        ),
        ("a watermark at one part", changed(crate::plans::watermark(), |case| {
            let everywhere = case.named("everywhere");
            case.certificate.placements[everywhere].distribution = Distribution::Any;
        }), "an input is not at every part"),
        (
            "a watermark spread by key",
            Case::new(WATERMARK, &WATERMARK.replace("external clients;", "external clients;\nhelper counters of leader[3];")
                .replace("broadcast(members).send(leader);", "broadcast(members).send(counters, |x| x.1.slot.clone());\nlet everywhere = low.exchange(counters, |x| x.clone());")
                .replace("let counted = votes.quorum(|vote| vote.slot, 2).until(low,", "let parts = votes.quorum(|vote| vote.slot, 2).until(everywhere,")
                .replace("clients.output(", "let counted = parts.gather(leader);\nclients.output("),
                &[("votes", by("1.slot")), ("everywhere", by("")), ("parts", by(""))]),
            "an input is not at every part",
        ),
    ]);
}
