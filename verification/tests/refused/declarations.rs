//! Declarations that a plan must not change.

use crate::plans::{STAGES, TICK, voting, voting_with};
use crate::support::Case;
use crate::{all_refused, changed};

/// Declarations that a plan must not change.
#[test]
fn declarations() {
    let with = |declaration: &str, source: &str| {
        let source = STAGES.replace("external clients;", &format!("external clients; process other; {source}"));
        let plan = source.replace("\nlet asks", &format!(" {declaration}\nlet asks"));
        Case::new(&source, &plan, &[])
    };
    let fused = |members: &str| {
        let source = STAGES.replace(
            "external clients;",
            &format!("external clients; cluster copies[{members}]; colocate(members, copies);"),
        );
        Case::new(
            &source,
            &source.replace("colocate(members, copies);", "colocate(members, copies); fuse(members, copies);"),
            &[],
        )
    };
    fused("3").accepted();
    let granted = changed(with("fuse(leader, other);", ""), |case| {
        let at = |name: &str| case.source.location_named(name).expect("a location");
        case.permissions.colocate = vec![vec![at("leader"), at("other")]];
    });
    granted.accepted();
    all_refused(vec![
        ("items", voting_with("struct Vote { id: u64 }", "struct Vote { id: u64, more: u64 }"), "items"),
        (
            "the size of a cluster",
            voting_with("cluster participants[N]", "cluster participants[4]"),
            "no location like",
        ),
        ("workload", changed(voting(), |case| case.plan.workload = None), "workloads"),
        ("fused without a word", with("fuse(leader, other);", ""), "without the author's word"),
        (
            "fused against the word",
            changed(with("", "separate(leader, other);"), |case| {
                let at = |name: &str| case.source.location_named(name).expect("a location");
                let locations = vec![at("leader"), at("other")];
                case.permissions.colocate = vec![locations.clone()];
                let (kind, span) = (suki_ir::AffinityKind::Fuse, suki_ir::Span::NONE);
                case.plan.affinities.push(suki_ir::Affinity { kind, locations, span });
            }),
            "S0018",
        ),
        (
            "a wish is dropped",
            changed(with("", "separate(leader, other);"), |case| case.plan.affinities.clear()),
            "Separate wishes",
        ),
        (
            "clients fused",
            changed(with("", ""), |case| {
                let at = |name: &str| case.source.location_named(name).expect("a location");
                let locations = vec![at("leader"), at("clients")];
                let (kind, span) = (suki_ir::AffinityKind::Fuse, suki_ir::Span::NONE);
                case.plan.affinities.push(suki_ir::Affinity { kind, locations, span });
            }),
            "fuse",
        ),
        (
            "a plan as the source",
            changed(voting(), |case| case.source = case.plan.clone()),
            "the source is itself a plan",
        ),
        (
            "a tick of another family",
            Case::new(TICK, &TICK.replace("process leader;", "process leader; process other;"), &[]),
            "no location like other",
        ),
    ]);
}

/// A `let` of the plan has the type that the source gives the same stream.
#[test]
fn types() {
    let (plain, map) = ("let plain =", "asks.map(|(_, ask)| ask);");
    let typed = |source: &str, plan: &str| {
        let text = |ty: &str| {
            STAGES
                .replace(plain, &format!("let plain{ty} ="))
                .replace(map, "asks.map(|(_, ask)| narrow(ask));")
                .replace("process leader;", "fn narrow<T>(ask: T) -> T { ask }\nprocess leader;")
        };
        Case::new(&text(source), &text(plan), &[])
    };
    typed(": Ask", ": Ask").accepted();
    typed(": Ask", "").accepted();
    all_refused(vec![("another type", typed(": Ask", ": Vote"), "another type than the source gives")]);
}
