//! Plans with another meaning.

use crate::plans::{STAGES, VOTING, voting_with};
use crate::support::Case;
use crate::{all_refused, changed};
use suki_ir::{Op, OperatorId};

/// Plans with another meaning.
#[test]
fn meaning() {
    let third = VOTING.replace("external clients;", "external clients; process third;").replace(
        "let asked = requests.map(|(_, request)| request);",
        "let asked = requests.send(third).map(|(_, request)| request).send(leader);",
    );
    let source = include_str!("../programs/voting.ir").replace("external clients;", "external clients; process third;");
    let unequal = "nothing proves it equal";
    let push_down = |change: fn(&mut Case)| changed(crate::plans::push_down(), change);
    let cut = push_down(|case| case.certificate.instances.clear());
    let forget = changed(crate::plans::forget_early(), |case| case.certificate.instances.clear());
    all_refused(vec![
        (
            "via: nobody votes",
            voting_with(
                ".broadcast(participants).map(|request| Vote { id: request.id }).send(counters, |x| x.1.id.clone());",
                ".gather(leader).broadcast(participants).map(|request| Vote { id: request.id + 1 }).send(counters, |x| x.1.id.clone());",
            ),
            unequal,
        ),
        (
            "a stateless operator in a third family",
            Case::new(&source, &crate::plans::with_workload(&third, &source), &crate::plans::voting_spread()),
            unequal,
        ),
        (
            "a smaller quorum",
            voting_with("ready = votes.quorum(|vote| vote.id, N)", "ready = votes.quorum(|vote| vote.id, 2)"),
            unequal,
        ),
        (
            "a member's parts are voters",
            voting_with("votes.quorum(|vote| vote.id, N);", "votes.unique().quorum(|vote| vote.id, N);"),
            unequal,
        ),
        ("no proof of push-down", cut, unequal),
        ("no proof of a forgotten order", forget, unequal),
        (
            "a filter is dropped",
            {
                let filtered = STAGES.replace(
                    "let plain = asks.map(|(_, ask)| ask);",
                    "let plain = asks.map(|(_, ask)| ask).filter(|ask| ask.id > 3);",
                );
                Case::new(&filtered, STAGES, &[])
            },
            unequal,
        ),
        (
            "two operators swapped",
            {
                let two = |a: &str, b: &str| {
                    STAGES.replace(
                        "let plain = asks.map(|(_, ask)| ask);",
                        &format!("let plain = asks.map(|(_, ask)| ask){a}{b};"),
                    )
                };
                let (f, g) = (".map(|ask| Ask { id: ask.id + 1 })", ".filter(|ask| ask.id > 3)");
                Case::new(&two(f, g), &two(g, f), &[])
            },
            unequal,
        ),
        (
            "a union misses a side",
            {
                let both = STAGES.replace("let plain = asks.map(|(_, ask)| ask);", "let one = asks.map(|(_, ask)| ask);\nlet other = asks.map(|(_, ask)| Ask { id: ask.id + 1 });\nlet plain = one.union(other);");
                Case::new(&both, &both.replace("one.union(other)", "one.union(one)"), &[])
            },
            unequal,
        ),
        (
            "a cycle without a hop",
            {
                let source = "process p; process q; external clients;\nlet asks = clients.input::<u64>(\"asks\").send(p);\nlet all = asks.map(|(_, n)| n).union(back);\nlet back = all.send(q).map(|n| n).send(p);\nclients.output(\"out\", asks.map(|(c, n)| (n, c)).join(all.map(|n| (n, ()))).map(|(n, (c, ()))| (c, n)));";
                let mut case = Case::new(source, source, &[]);
                let back = case.named("back");
                let all = OperatorId::new(case.named("all"));
                // The send is replaced by what it sends: an instantaneous loop.
                case.plan.operators[back].op = Op::Map(match case.plan.operators[back - 1].op.clone() {
                    Op::Map(f) => f,
                    other => panic!("{}", other.name()),
                });
                case.plan.operators[back].inputs = vec![all];
                case
            },
            "S0011",
        ),
        (
            "a variable with another definition",
            {
                let source = "process p; process q; external clients;\nlet asks = clients.input::<u64>(\"asks\").send(p);\nlet all = asks.map(|(_, n)| n).union(back);\nlet back = all.send(q).filter(|n| *n < 9).map(|n| n + 1).send(p);\nclients.output(\"out\", asks.map(|(c, n)| (n, c)).join(all.map(|n| (n, ()))).map(|(n, (c, ()))| (c, n)));";
                Case::new(source, &source.replace("*n < 9", "*n < 8"), &[])
            },
            unequal,
        ),
    ]);
}
