//! Choices and effects: one oracle, one machine; nothing dropped, nothing invented.

use crate::all_refused;
use crate::plans::{ORDERED, TICK, WATERMARK, voting_with};
use crate::support::Case;
use suki_ir::{Op, OperatorId};
use suki_rewrites::Origin;

/// Choices and effects: one oracle, one machine; nothing dropped, nothing invented.
#[test]
fn choices_and_effects() {
    let two_pc = include_str!("../programs/two_pc.ir");
    let persisted = two_pc.replace("acks.quorum(|id| *id, N).persist_to(\"ends\")", "acks.quorum(|id| *id, N)");
    let mut dangling = Case::new(two_pc, two_pc, &[]);
    dangling.plan.operators[0].inputs.push(OperatorId(40_000));
    all_refused(vec![
        (
            "an oracle twice",
            Case::new(
                ORDERED,
                &ORDERED.replace("let left = queue.map(", "let again = items.arrival_order();\nlet left = again.map("),
                &[],
            )
            .doubled("queue", "again"),
            "is 2 times in the plan",
        ),
        ("a fact of its own", voting_with("let votes = spread", "#[unique(id)]\nlet votes = spread"), "states a fact"),
        (
            "a watermark is read twice",
            {
                let twice = WATERMARK.replace("let counted = votes.quorum(|vote| vote.slot, 2).until(low, |slot| *slot);", "let counted = votes.quorum(|vote| vote.slot, 2).until(low, |slot| *slot);\nlet again = votes.quorum(|vote| vote.slot, 2).until(low, |slot| *slot);")
                    .replace("counted.map(|slot| (slot, ()))", "again.map(|slot| (slot, ()))");
                Case::new(WATERMARK, &twice, &[])
            },
            "oftener than in the source",
        ),
        ("a log is dropped", Case::new(two_pc, &persisted, &[]), "is 0 times in the plan"),
        ("an operator without input", dangling, "wrong number of inputs"),
        (
            "a deferred value begins otherwise",
            Case::new(TICK, &TICK.replace("total.defer_tick(|| 0u64)", "total.defer_tick(|| 1u64)"), &[]),
            "not like its origin",
        ),
        (
            "a state begins otherwise",
            Case::new(TICK, &TICK.replace("fold(|| 0u64", "fold(|| 7u64"), &[]),
            "nothing proves it equal",
        ),
        (
            "a timer at a helper",
            {
                let source = "process p; external clients; let beats = p.interval(5ms);\nlet asks = clients.input::<u64>(\"asks\").send(p);\nclients.output(\"out\", asks.map(|(c, n)| (n, c)).join(beats.map(|_| (1u64, ()))).map(|(n, (c, ()))| (c, n)));";
                let plan = source
                    .replace("external clients;", "external clients; helper h of p[1];")
                    .replace(".send(p);", ".send(p).exchange(h, |x| x.1.clone());");
                let mut case =
                    Case::new(source, &plan.replace("beats.map", "beats.exchange(h, |x| x.clone()).map"), &[]);
                let helper = case.plan.location_named("h").expect("a helper");
                let beats = case.named("beats");
                if let Op::Interval { at, .. } = &mut case.plan.operators[beats].op {
                    *at = helper;
                }
                case
            },
            "sources stay at home|S0039",
        ),
    ]);
}

impl Case {
    /// Claims that `copy` is the same choice as `original`.
    fn doubled(mut self, original: &str, copy: &str) -> Case {
        let of = OperatorId::new(self.named(original));
        let plan = OperatorId::new(self.named(copy));
        let source = self.certificate.origins.iter().find(|origin| origin.plan == of).expect("an origin").source;
        self.certificate.origins.retain(|origin| origin.plan != plan);
        self.certificate.origins.push(Origin { plan, source });
        self.certificate.origins.sort_by_key(|origin| origin.plan);
        self
    }
}
