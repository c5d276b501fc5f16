//! What defines a feedback variable is written once, as the hop that it is.

use crate::support::plan::Ask;
use crate::support::search::Search;
use crate::support::{example, read};
use suki_ir::Kind;
use suki_optimizer::extract::extract;
use suki_verification::check;

/// `forth`, on a cycle, and `other`, on none, are the same stream: half of what is sent, or what is sent of the half.
const SAME: &str = r#"
    process a; process b; external clients;
    let x = clients.input::<u64>("in").send(a);
    let y = x.map(|(client, n)| (client, n)).union(again);
    let forth = y.map(|(client, n)| (client, n / 2)).send(b);
    let other = y.send(b).map(|(client, n)| (client, n / 2));
    #[rate(0.5)]
    let back = forth.filter(|(_, n)| *n > 0).send(a);
    let again = back.map(|(client, n)| (client, n - 1));
    clients.output("out", forth);
    clients.output("other", other.filter(|(_, n)| *n > 3));
"#;

#[test]
fn a_definition_stays_a_hop() {
    for machines in [2, 3, 4, 8] {
        let outcome = Ask::machines(machines).of(SAME);
        assert!(check(&read(SAME).0, &outcome.plan, &outcome.certificate).is_ok(), "{}", outcome.plan);
    }
}

/// A definition that arrives at another place than where it is read is sent once all the same.
#[test]
fn nothing_is_sent_for_nobody() {
    let paxos = example("paxos");
    let fused: &[&[&str]] = &[&["proposers", "replicas"]];
    for (text, machines, fused) in [(paxos.as_str(), 30, &[][..]), (&paxos, 30, fused), (SAME, 8, &[])] {
        let search = Search::of(text, "emulated-cluster", machines, fused);
        let plan = search.with(|shape, evaluation| {
            let found = extract(&search.saturated.encoded, shape, evaluation).expect("a plan");
            search.plan(evaluation, &found.selection, &found.score).0
        });
        let consumers = plan.consumers();
        for id in plan.operator_ids() {
            let op = &plan.operator(id).op;
            let read = !consumers[id.index()].is_empty() || matches!(op.kind(), Kind::Sink | Kind::Effect);
            assert!(read, "nothing reads {} {id:?}\n{plan}", op.name());
        }
    }
}
