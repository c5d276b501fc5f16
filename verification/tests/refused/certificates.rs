//! Certificates that break the format or their own bookkeeping.

use crate::plans::voting;
use crate::support::Case;
use crate::{all_refused, changed};
use suki_ir::OperatorId;
use suki_rewrites::{Distribution, Key, Logical, Origin};

/// A certificate that breaks the format or its own bookkeeping.
#[test]
fn malformed_certificates() {
    let origin_of = |case: &Case, name: &str| {
        let plan = OperatorId::new(case.named(name));
        case.certificate.origins.iter().position(|origin| origin.plan == plan).expect("has an origin")
    };
    all_refused(vec![
        ("version", changed(voting(), |case| case.certificate.version = 2), "version 2"),
        (
            "a placement is missing",
            changed(voting(), |case| drop(case.certificate.placements.pop())),
            "13 placements for 14 operators",
        ),
        ("an origin is missing", changed(voting(), |case| case.certificate.origins.truncate(1)), "without origin"),
        (
            "an origin that does not exist",
            changed(voting(), |case| case.certificate.origins[0].source = OperatorId(9_999)),
            "does not exist",
        ),
        (
            "an origin twice",
            changed(voting(), |case| {
                let first = case.certificate.origins[0];
                case.certificate.origins.insert(0, first);
            }),
            "not in ascending order",
        ),
        (
            "an origin where none is due",
            changed(voting(), |case| {
                let (plan, source) = (OperatorId::new(case.named("ready")), OperatorId(0));
                let at = case.certificate.origins.partition_point(|origin| origin.plan < plan);
                case.certificate.origins.insert(at, Origin { plan, source });
            }),
            "an origin where none is due",
        ),
        (
            "an operator unlike its origin",
            changed(crate::plans::tick(), |case| {
                let at = origin_of(case, "now");
                case.certificate.origins[at].source = OperatorId(0);
            }),
            "not like its origin",
        ),
        (
            "a variable that is no hop",
            changed(voting(), |case| case.certificate.variables = vec![OperatorId(0)]),
            "not the hops of the source",
        ),
        (
            "a cycle that is not cut",
            {
                let source = "process p; process q; external clients;\nlet asks = clients.input::<u64>(\"asks\").send(p);\nlet all = asks.union(back);\nlet back = all.filter(|x| x.1 > 9).send(q).send(p);\nclients.output(\"out\", all);";
                changed(Case::new(source, source, &[]), |case| assert!(case.certificate.variables.pop().is_some()))
            },
            "not the hops of the source",
        ),
        (
            "a term that no instance is made of",
            changed(voting(), |case| assert_eq!(case.term(Logical::Union, &[]), 0)),
            "no instance is made of it",
        ),
        (
            "a variable that does not exist",
            changed(voting(), |case| case.certificate.variables = vec![OperatorId(9_999)]),
            "not the hops of the source",
        ),
        (
            "a child after its parent",
            changed(voting(), |case| assert_eq!(case.term(Logical::Forget, &[0]), 0)),
            "a child does not come before its parent",
        ),
        (
            "a side that does not exist",
            changed(voting(), |case| case.instance("push-down", 7, 8)),
            "not in the term table",
        ),
        (
            "a key of a thousand parts",
            voting().spread("ready", Distribution::Hash(Key::Path(vec!["id".into(); 1_000]))),
            "KEY_PARTS_MAX",
        ),
        (
            "a key that nests",
            voting().spread("ready", Distribution::Hash((0..1_000).fold(Key::whole(), |key, _| Key::Tuple(vec![key])))),
            "KEY_PARTS_MAX",
        ),
        (
            "a key with code of its own",
            voting().spread(
                "ready",
                Distribution::Hash(Key::Closure(suki_ir::Quoted::from_canonical("|id| evil(id)", suki_ir::Span::NONE))),
            ),
            "neither program contains",
        ),
        (
            "another rule",
            changed(voting(), |case| {
                let index = case.named("ready");
                case.certificate.placements[index].rule = "implement-join".into();
            }),
            "the rule must be implement-quorum",
        ),
    ]);
}
