//! One text for each construct, with its canonical form.

use super::{PRELUDE, PROGRAMS, round_trip, sound};
use crate::{Clause, Fact, LocationKind, Op, OperatorId, canonicalize};

#[test]
fn the_examples_survive_the_round_trip() {
    for (_, text) in PROGRAMS {
        let program = sound(text);
        round_trip(&program);
        assert_eq!(canonicalize(program.clone()), program);
        for operator in &program.operators {
            operator.op.closures().into_iter().for_each(|closure| drop(closure.closure()));
        }
    }
}

/// A statement after the prelude, and how it is printed.
#[track_caller]
fn check(statement: &str, expect: &str) {
    let program = sound(&format!("{PRELUDE}{statement}"));
    round_trip(&program);
    let printed = program.to_string();
    let marker = "let requests = clients.input::<u64>(\"requests\").send(leader);\n";
    let (_, after) = printed.split_once(marker).expect("the prelude is printed");
    assert_eq!(after.trim_end(), expect);
}

#[test]
fn prints_statements() {
    let same = |text: &str| check(text, text);
    same("let a = requests.map(|(_, x)| x);");
    same("let a: (ClientId, u64) = requests.filter(|(_, x)| *x > 1);");
    same("let a = requests.filter_map(|x| x).flat_map(|x| vec![x]).key_by(|x| x.0).values().unique();");
    same("let a = requests.broadcast(acceptors);\nlet b = a.map(|a| (MemberId::new(0), a)).demux(acceptors);");
    same(
        "let a = requests.send(fan, |x| x.1);\nlet b = a.gather(leader).replicate(fan).exchange(fan, |x| x.1).gather(one);",
    );
    same("let a = requests.broadcast(fans, |x| x.1);");
    same("let a = requests.arrival_order().scan(|| 0, |state, x, out| out.push(*state));");
    same("let a = requests.persist_to(\"log\").union(leader.interval(20ms).map(|_| 1)).unique();");
    same(
        "let a = requests.quorum(|x| x.1, 2 * F + 1).until(low.map(|x| x), |key| *key);\nlet low = requests.map(|x| x.1);",
    );
    same("let a = requests.join(requests).until(requests, |key| *key);");
    same("let a = requests.batch(round).persist().fold(|| 0, |sum: &mut u64, x| *sum += x.1).all_ticks();");
    same("let a = requests.batch(round).max().unwrap_or(a.defer_tick(|| 0));");
    same(
        "let a = requests.batch(round).defer_tick().last();\nlet b = requests.batch(round).enumerate().cross_singleton(a);",
    );
    same("let a = requests.batch(round).filter_if_some(b).filter_if_none(b);\nlet b = requests.batch(round).count();");
    same("let a = leader.source_iter(|| vec![1, 2]).inspect(|x| format!(\"saw {x:?}\")).unordered();");
    same("let a = leader.random(20ms).cross_product(leader.recover::<(ClientId, u64)>(\"log\"));");
    same("let a = round.first_tick().all_ticks();\nlet b = round.first_tick().filter_if_none(round.first_tick());");
    same("let a = requests.key_by(|x| x.0).fold(|| 0, |sum, x| *sum += x.1).snapshot(round).keys();");
    same("let a = requests.reduce(#[commutative] |a, b| *a = (*a).max(b)).snapshot(round);");
    same("let a = requests.batch(round).sort().delta().anti_join(requests.batch(round).first()).min();");
    same(
        "let a = requests.batch(round).all_ticks_atomic();\nlet b = a.count().snapshot(round);\nlet c = a.end_atomic().merge();",
    );
    same("#[at_least_once] #[lossy]\nlet a = requests.deal(acceptors).demux(acceptors);");
    check("let a = requests.round_robin(acceptors);", "let a = requests.deal(acceptors).demux(acceptors);");
    same("clients.output(\"replies\", requests.map(|(c, x)| (c, x + 1)));");
    same("#[rate(0.5)] #[bytes(64)]\nclients.output(\"replies\", requests);");
    same("#[routed] #[balanced] #[selectivity(1e-7)]\nlet a = requests.map(|x| x);");
    same("#[fd((a, b) -> c)] #[fd(a -> (b, 1))] #[unique(a)] #[unique((a, b))]\nlet a = requests.map(|x| x);");
}

#[test]
fn normalizes_what_may_be_written_in_several_ways() {
    check("let a=requests . map(|x|x,) ;", "let a = requests.map(|x| x);");
    check("let a = leader.interval(3_000ms);", "let a = leader.interval(3s);");
    check("#[rate(1 / 1_000.0)] let a = requests.unique();", "#[rate(0.001)]\nlet a = requests.unique();");
    check("#[rate(1 / (F + 1))] let a = requests.unique();", "#[rate(0.5)]\nlet a = requests.unique();");
    check("#[bytes(F * 64)] let a = requests.unique();", "#[bytes(64)]\nlet a = requests.unique();");
    check("/// Said of it.\nlet a = requests.unique();", "let a = requests.unique();");
    check(
        "let process = requests.unique();\nlet b = process.unique();",
        "let process = requests.unique();\nlet b = process.unique();",
    );
}

#[test]
fn prints_the_wishes_of_locations_in_order() {
    let program = sound(
        "#[memory_mib(2 * 256)] #[cpu(1.5)] #[region(\"eu\")] #[machine(\"a \\\"b\\\"\")] process p; /// Said of it.\ncluster c[2];",
    );
    round_trip(&program);
    let expect =
        "#[machine(\"a \\\"b\\\"\")] #[region(\"eu\")] #[cpu(1.5)] #[memory_mib(512)]\nprocess p;\ncluster c[2];\n";
    assert_eq!(program.to_string(), expect);
}

#[test]
fn breaks_long_statements() {
    let long = "let a = requests.map(|(client, request)| (client, request + 1)).union(requests.map(|(client, request)| \
        (client, request + 2)).filter(|(_, request)| *request > 1_000_000_000)).unique();";
    let expect = "let a = requests
    .map(|(client, request)| (client, request + 1))
    .union(
        requests
            .map(|(client, request)| (client, request + 2))
            .filter(|(_, request)| *request > 1_000_000_000),
    )
    .unique();";
    check(long, expect);
}

#[test]
fn prints_sections_in_order() {
    let program = sound(
        "//! Docs.
         workload { retry_after(1_500ms); }
         clients.output(\"replies\", beats); let beats = p.interval(1s).map(|_| (ClientId::new(0), 1));
         fuse(c, p,); tick t at c; external clients; helper h of c[N + 1]; cluster c[N]; process p;
         const N: usize = 2; struct S; use std::fmt;",
    );
    round_trip(&program);
    let expect = "//! Docs.\n\nconst N: usize = 2;\n\nstruct S;\n\nuse std::fmt;\n
external clients;\ncluster c[N];\nprocess p;\nhelper h of c[3];\ntick t at c;\nfuse(c, p);\n
clients.output(\"replies\", beats);\nlet beats = p.interval(1s).map(|_| (ClientId::new(0), 1));\n
workload {\n    retry_after(1500ms);\n}\n";
    assert_eq!(program.to_string(), expect);
}

#[test]
fn prints_a_whole_program() {
    let text = "//! First line.\n//!\n//!   Indented.\n\nuse std::collections::BTreeMap;\nuse std::fmt;\n\nconst N: usize = 2;\n
struct S {\n    a: u64,\n}\n\nprocess p;\ncluster c[N];\nexternal clients;\nhelper h of c[3];\ntick t at c;\ncolocate(p, c);\nseparate(c, p);\n
let beats = p.interval(1s).map(|_| (ClientId::new(0), 1));\nclients.output(\"replies\", beats);\n
workload {\n    drive(\"in\", |i, rng| i);\n    answer(\"in\", \"out\", |a, b| a == b);\n    redirect(\"out\", |r| (r.0, r.1));\n    \
retry_after(1500ms);\n    observe(\"replies\", per_key);\n    linearizable(|| 0, |state, x| *state, |reply| reply.0);\n    \
linearizable(|x| x.0, || 0, |state, x| *state, |reply| reply.0);\n    atomic(\"a\", \"b\\n\");\n}\n";
    let program = sound(text);
    assert_eq!(program.to_string(), text);
    assert_eq!(program.docs, ["First line.", "", "  Indented."]);
    assert_eq!(program.locations[3].kind, LocationKind::Helper { of: crate::LocationId(1), parts: 3 });
    let clauses = program.workload.expect("there is a workload").clauses;
    assert!(matches!(&clauses[5], Clause::Linearizable { key: None, .. }));
    assert!(matches!(&clauses[6], Clause::Linearizable { key: Some(_), .. }));
    assert_eq!(clauses[7], Clause::Atomic { logs: vec!["a".into(), "b\n".into()] });
}

#[test]
fn gives_ids_receiver_first_then_arguments() {
    let program = sound(&format!(
        "{PRELUDE}let a = requests.unique().join(requests.map(|x| x).unique()).until(requests.filter(|_| true), |k| *k);"
    ));
    let names: Vec<_> = program.operators.iter().map(|operator| operator.op.name()).collect();
    assert_eq!(names, ["input", "send", "unique", "map", "unique", "filter", "join"]);
    let join = &program.operators[6];
    assert_eq!(join.inputs, [OperatorId(2), OperatorId(4), OperatorId(5)]);
    assert!(matches!(&join.op, Op::Join { until: Some(until) } if until.text() == "|k| *k"));
    assert_eq!(join.name.as_deref(), Some("a"));
}

#[test]
fn spans_cover_the_call() {
    let text = "process p; let a = p.interval(1s).map(|x| x);";
    let program = sound(text);
    let spans: Vec<_> = program.operators.iter().map(|o| &text[o.span.start as usize..o.span.end as usize]).collect();
    assert_eq!(spans, ["interval(1s)", "map(|x| x)"]);
    let closure = program.operators[1].op.closures()[0].span();
    assert_eq!(&text[closure.start as usize..closure.end as usize], "|x| x");
}

#[test]
fn rates_print_as_the_same_number() {
    for rate in [0.0, 1.0, 1.0 / 3.0, 1e-300, 1e300, f64::MAX, f64::MIN_POSITIVE, 123_456_789.125] {
        let mut program = sound(&format!("{PRELUDE}let a = requests.unique();"));
        program.operators[2].facts = vec![Fact::Rate(rate)];
        round_trip(&program);
    }
}
