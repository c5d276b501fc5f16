//! Edges: hops and moves.

use crate::plans::{STAGES, voting};
use crate::support::Case;
use crate::{all_refused, changed};
use suki_rewrites::Distribution;

/// Edges: hops and moves.
#[test]
fn edges() {
    let kvs = include_str!("../programs/kvs.ir");
    let unrouted = kvs.replace("#[routed]\n", "");
    let direct = changed(crate::plans::kvs(), |case| {
        case.source = crate::support::program(&unrouted);
    });
    let replicas = |after: &str| {
        let plan = STAGES
            .replace("external clients;", "external clients;\nhelper shelves of leader[2];")
            .replace("let plain = asks.map(|(_, ask)| ask);", &format!("let spread = asks.replicate(shelves);\nlet copied = spread.map(|(_, ask)| ask);\nlet plain = copied{after};"));
        Case::new(STAGES, &plan, &[("spread", Distribution::Replicated), ("copied", Distribution::Replicated)])
    };
    all_refused(vec![
        ("clients route an unrouted input", direct, "clients do not change"),
        ("replicas are gathered", replicas(".gather(leader)"), "every part would send every element"),
        (
            "replicas are sent",
            {
                let plan =
                    STAGES.replace("external clients;", "external clients;\nhelper shelves of leader[2];").replace(
                        "let plain = asks.map(|(_, ask)| ask);",
                        "let spread = asks.replicate(shelves);\nlet plain = spread.map(|(_, ask)| ask);",
                    );
                Case::new(STAGES, &plan, &[("spread", Distribution::Replicated), ("plain", Distribution::Replicated)])
            },
            "every part would send every element",
        ),
        (
            "a send into a helper of a cluster",
            {
                let mut case = voting();
                let members = case.plan.location_named("participants").expect("a cluster");
                let counters = case.plan.location_named("counters").expect("a helper");
                case.plan.locations[counters.index()].kind = suki_ir::LocationKind::Helper { of: members, parts: 3 };
                case
            },
            "a location of the wrong kind",
        ),
        (
            "a move into another family",
            {
                let plan = STAGES
                    .replace("external clients;", "external clients;\nhelper spots of members[2];")
                    .replace("plain.broadcast(members)", "plain.exchange(spots, |x| x.id.clone()).gather(members)");
                Case::new(STAGES, &plan, &[])
            },
            "S0008",
        ),
    ]);
}
