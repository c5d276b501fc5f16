//! For each rule of the rule table, a plan as the rule makes it and one as a wrong rule would.

/// One wrong rule.
pub struct Mutant {
    /// The rule's name in the rule table, or the line of the list of traps.
    pub rule: &'static str,
    /// What is wrong with the plan.
    pub wrong: &'static str,
    /// Statements that all three programs share.
    pub common: &'static str,
    /// The rest of the source.
    pub source: &'static str,
    /// The rest of the plan.
    pub right: &'static str,
    /// The rest of the wrong plan.
    pub mutant: &'static str,
    /// What each client sends.
    pub sent: &'static [&'static [u64]],
    /// Who may crash.
    pub crash: Option<(&'static str, u32)>,
}

const NONE: Mutant =
    Mutant { rule: "", wrong: "", common: "", source: "", right: "", mutant: "", sent: &[], crash: None };

const SUM: &str = "scan(|| 0, |acc, x, out| { *acc = *acc * 10 + x; out.push(*acc); })";

/// Replaces `SUM` by a scan that writes digits: it tells every order apart.
pub fn text(common: &str, rest: &str) -> String {
    format!("{common}\n{rest}").replace("SUM", SUM)
}

/// Mutants of the rules, in the order of the rule table.
pub const RULES: &[Mutant] = &[
    Mutant {
        rule: "fuse-stateless",
        wrong: "stages in the wrong order",
        common: "let x = clients.input::<u64>(\"in\").send(a).map(|x| x.1); clients.output(\"out\", z.map(|x| (0, x)));",
        source: "let z = x.map(|x| x + 1).map(|x| x * 10);",
        right: "let z = x.map(|x| (x + 1) * 10);",
        mutant: "let z = x.map(|x| x * 10).map(|x| x + 1);",
        sent: &[&[1]],
        ..NONE
    },
    Mutant {
        rule: "push-down",
        wrong: "what asks for its own member moves to the sender",
        common: "let x = clients.input::<u64>(\"in\").send(a).map(|x| x.1);
            clients.output(\"out\", z.map(|x| (0, x.0 * 100 + x.1)));",
        source: "let z = x.broadcast(m).map(|x| x + self_id().index() as u64).send(a);",
        right: "let z = x.broadcast(m).map(|x| x + self_id().index() as u64).send(a);",
        mutant: "let z = x.map(|x| x + self_id().index() as u64).broadcast(m).send(a);",
        sent: &[&[1]],
        ..NONE
    },
    Mutant {
        rule: "forget-early",
        wrong: "the order is forgotten before a scan",
        common: "clients.output(\"out\", z.map(|x| (0, x)));",
        source: "let z = a.source_iter(|| vec![1, 2]).send(b).SUM.unordered();",
        right: "let z = a.source_iter(|| vec![1, 2]).send(b).SUM;",
        mutant: "let z = a.source_iter(|| vec![1, 2]).unordered().send(b).arrival_order().SUM;",
        sent: &[&[]],
        ..NONE
    },
    Mutant {
        rule: "implement-source",
        wrong: "one timer becomes two",
        common: "clients.output(\"out\", z.map(|x| (0, x)));",
        source: "let z = a.interval(1s).map(|_| 7);",
        right: "helper g of a[1]; let z = a.interval(1s).map(|_| 7);",
        mutant: "let z = a.interval(1s).union(a.interval(1s)).map(|_| 7);",
        sent: &[&[]],
        ..NONE
    },
    Mutant {
        rule: "implement-stateless",
        wrong: "a key is taken to survive a sum",
        common: "let x = clients.input::<(u64, u64)>(\"in\").send(a).map(|x| x.1);
            clients.output(\"out\", z.map(|x| (0, x)));",
        source: "let z = x.map(|x| x.0 + x.1).unique();",
        right: "helper h of a[2]; let z = x.map(|x| x.0 + x.1).exchange(h, |x| x).unique();",
        mutant: "helper h of a[2]; let z = x.exchange(h, |x| x.0).map(|x| x.0 + x.1).unique();",
        sent: &[&[12, 21]],
        ..NONE
    },
    Mutant {
        rule: "implement-union",
        wrong: "a replicated input beside a spread one",
        common: "let x = clients.input::<u64>(\"in\").send(a).map(|x| x.1); clients.output(\"out\", z.map(|x| (0, x)));",
        source: "let z = x.union(x.map(|x| x + 1));",
        right: "helper h of a[2]; let z = x.exchange(h, |x| x).union(x.map(|x| x + 1).exchange(h, |x| x));",
        mutant: "helper h of a[2]; let z = x.exchange(h, |x| x).union(x.map(|x| x + 1).replicate(h));",
        sent: &[&[1]],
        ..NONE
    },
    Mutant {
        rule: "implement-join",
        wrong: "the sides spread by different halves",
        common: "let x = clients.input::<(u64, u64)>(\"in\").send(a).map(|x| x.1);
            clients.output(\"out\", z.map(|x| (0, x.1.0 * 100 + x.1.1)));",
        source: "let z = x.join(x);",
        right: "helper h of a[2]; let y = x.exchange(h, |x| x.0); let z = y.join(y);",
        mutant: "helper h of a[2]; let z = x.exchange(h, |x| x.0).join(x.exchange(h, |x| x.1));",
        sent: &[&[12]],
        ..NONE
    },
    Mutant {
        rule: "implement-quorum",
        wrong: "votes spread by the member that sends them",
        common: "let x = clients.input::<u64>(\"in\").send(a).map(|x| x.1); clients.output(\"out\", z.map(|x| (0, x)));",
        source: "let z = x.broadcast(m).send(a).quorum(|x| x, 2);",
        right: "helper h of a[2]; let z = x.broadcast(m).send(h, |x| x.1).quorum(|x| x, 2);",
        mutant: "helper h of a[2]; let z = x.broadcast(m).send(h, |x| x.0).quorum(|x| x, 2);",
        sent: &[&[1]],
        ..NONE
    },
    Mutant {
        rule: "implement-unique",
        wrong: "copies spread by who sent them",
        common: "clients.output(\"out\", z.map(|x| (0, x)));",
        source: "let z = clients.input::<u64>(\"in\").send(a).map(|x| x.1).unique();",
        right: "helper h of a[2]; let z = clients.input::<u64>(\"in\").send(h, |x| x.1).map(|x| x.1).unique();",
        mutant: "helper h of a[2]; let z = clients.input::<u64>(\"in\").send(h, |x| x.0).map(|x| x.1).unique();",
        sent: &[&[1], &[1]],
        ..NONE
    },
    Mutant {
        rule: "implement-scan",
        wrong: "one state on each of two parts",
        common: "let x = clients.input::<u64>(\"in\").send(a).map(|x| x.1); clients.output(\"out\", z.map(|x| (0, x)));",
        source: "let z = x.arrival_order().SUM;",
        right: "helper g of a[1]; let z = x.exchange(g, |x| x).arrival_order().SUM;",
        mutant: "helper h of a[2]; let z = x.exchange(h, |x| x).arrival_order().SUM;",
        sent: &[&[1, 2]],
        ..NONE
    },
    Mutant {
        rule: "implement-arrival-order",
        wrong: "one order, decided twice",
        common: "let x = clients.input::<u64>(\"in\").send(a).map(|x| x.1);
            clients.output(\"out\", z.map(|x| (0, x))); clients.output(\"other\", y.map(|x| (0, x)));",
        source: "let o = x.arrival_order(); let z = o.SUM; let y = o.SUM;",
        right: "helper g of a[1]; let o = x.exchange(g, |x| x).arrival_order(); let z = o.SUM; let y = o.SUM;",
        mutant: "helper g of a[1]; let z = x.arrival_order().SUM; let y = x.exchange(g, |x| x).arrival_order().SUM;",
        sent: &[&[1, 2]],
        ..NONE
    },
    Mutant {
        rule: "implement-whole",
        wrong: "pairs of what lies on one part only",
        common: "let x = clients.input::<u64>(\"in\").send(a).map(|x| x.1);
            clients.output(\"out\", z.map(|x| (0, x.0 * 100 + x.1)));",
        source: "let z = x.cross_product(x);",
        right: "helper g of a[1]; let y = x.exchange(g, |x| x); let z = y.cross_product(y);",
        mutant: "helper h of a[2]; let y = x.exchange(h, |x| x); let z = y.cross_product(y);",
        sent: &[&[1, 2]],
        ..NONE
    },
    Mutant {
        rule: "implement-persist",
        wrong: "each replica writes, and each lets the element go",
        common: "let x = clients.input::<u64>(\"in\").send(a).map(|x| x.1); clients.output(\"out\", z.map(|x| (0, x)));",
        source: "let z = x.persist_to(\"log\");",
        right: "helper h of a[2]; let z = x.exchange(h, |x| x).persist_to(\"log\");",
        mutant: "helper h of a[2]; let z = x.replicate(h).persist_to(\"log\");",
        sent: &[&[1]],
        ..NONE
    },
    Mutant {
        rule: "implement-inspect",
        wrong: "each replica shows the element, and lets it go",
        common: "let x = clients.input::<u64>(\"in\").send(a).map(|x| x.1); clients.output(\"out\", z.map(|x| (0, x)));",
        source: "let z = x.inspect(|x| format!(\"{x}\"));",
        right: "helper h of a[2]; let z = x.exchange(h, |x| x).inspect(|x| format!(\"{x}\"));",
        mutant: "helper h of a[2]; let z = x.replicate(h).inspect(|x| format!(\"{x}\"));",
        sent: &[&[1]],
        ..NONE
    },
    Mutant {
        rule: "implement-region",
        wrong: "the group on each of two parts",
        common: "let x = clients.input::<u64>(\"in\").send(a).map(|x| x.1); clients.output(\"out\", z.map(|x| (0, x)));",
        source: "tick t at a; let z = x.batch(t).persist().count().all_ticks();",
        right: "helper g of a[1]; tick t at g; let z = x.exchange(g, |x| x).batch(t).persist().count().all_ticks();",
        mutant: "helper g of a[1]; helper k of a[1]; tick t at g; tick s at k;
            let u = x.filter(|x| *x > 1).exchange(g, |x| x).batch(t).persist().count().all_ticks();
            let v = x.filter(|x| *x < 2).exchange(k, |x| x).batch(s).persist().count().all_ticks();
            let z = u.gather(a).union(v.gather(a));",
        sent: &[&[1, 2]],
        ..NONE
    },
    Mutant {
        rule: "implement-sink",
        wrong: "a sequence leaves from two instances",
        common: "clients.output(\"out\", z.map(|x| (0, x)));",
        source: "let z = a.source_iter(|| vec![1, 2]); workload { observe(\"out\", sequence); }",
        right: "helper g of a[1]; let z = a.source_iter(|| vec![1, 2]).exchange(g, |x| x);",
        mutant: "helper h of a[2]; let z = a.source_iter(|| vec![1, 2]).exchange(h, |x| x);",
        sent: &[&[]],
        ..NONE
    },
    Mutant {
        rule: "refer",
        wrong: "the variable stands for something else than its definition",
        common: "let x = clients.input::<u64>(\"in\").send(a).map(|x| x.1); clients.output(\"out\", z.map(|x| (0, x)));",
        source: "let z = x.union(back.map(|x| x + 1)); let back = z.filter(|x| *x < 3).send(a);",
        right: "helper g of a[1]; let z = x.exchange(g, |x| x).union(back.map(|x| x + 1));
            let back = z.filter(|x| *x < 3).send(g, |x| x);",
        mutant: "let z = x.union(back.map(|x| x + 1)); let back = x.filter(|x| *x < 3).send(a);",
        sent: &[&[1]],
        ..NONE
    },
    Mutant {
        rule: "enter",
        wrong: "an ordered stream is sent by two parts",
        common: "clients.output(\"out\", z.map(|x| (0, x)));",
        source: "let z = a.source_iter(|| vec![1, 2]).send(b).arrival_order().SUM;",
        right: "helper g of a[1]; let z = a.source_iter(|| vec![1, 2]).exchange(g, |x| x).send(b).arrival_order().SUM;",
        mutant: "helper h of a[2]; let z = a.source_iter(|| vec![1, 2]).exchange(h, |x| x).send(b).arrival_order().SUM;",
        sent: &[&[]],
        ..NONE
    },
    Mutant {
        rule: "decouple",
        wrong: "the helper belongs to another family",
        common: "let x = clients.input::<u64>(\"in\").send(a).map(|x| x.1); clients.output(\"out\", z.map(|x| (0, x)));",
        source: "let z = x.map(|x| x + 1).send(b);",
        right: "helper g of a[1]; let z = x.exchange(g, |x| x).map(|x| x + 1).send(b);",
        mutant: "helper g of c[1]; let z = x.send(g, |x| x).map(|x| x + 1).send(b);",
        sent: &[&[1]],
        crash: Some(("c", 0)),
    },
    Mutant {
        rule: "partition",
        wrong: "an order per account, spread by amount",
        common: "let x = clients.input::<u64>(\"in\").send(a).map(|x| x.1);
            clients.output(\"first\", o.SUM.values().map(|x| (0, x)));
            clients.output(\"out\", z.values().map(|x| (0, x)));",
        source: "let o = x.key_by(|x| x / 10).arrival_order(); let z = o.SUM;",
        right: "helper h of a[2]; let o = x.exchange(h, |x| x / 10).key_by(|x| x / 10).arrival_order(); let z = o.SUM;",
        mutant: "helper h of a[2]; let o = x.key_by(|x| x / 10).arrival_order();
            let z = o.exchange(h, |x| x.1).values().gather(a).key_by(|x| x / 10).arrival_order().SUM;",
        sent: &[&[1, 2]],
        ..NONE
    },
    Mutant {
        rule: "gather",
        wrong: "replicas are gathered",
        common: "let x = clients.input::<u64>(\"in\").send(a).map(|x| x.1); clients.output(\"out\", z.map(|x| (0, x)));",
        source: "let z = x.map(|x| x + 1);",
        right: "helper h of a[2]; let z = x.exchange(h, |x| x).map(|x| x + 1).gather(a);",
        mutant: "helper h of a[2]; let z = x.replicate(h).map(|x| x + 1).gather(a);",
        sent: &[&[1]],
        ..NONE
    },
    Mutant {
        rule: "replicate",
        wrong: "an oracle below a replicated stream decides on each part",
        common: "let x = clients.input::<u64>(\"in\").send(a).map(|x| x.1); clients.output(\"out\", z.map(|x| (0, x)));",
        source: "let z = x.arrival_order().SUM.unique();",
        right: "helper h of a[2]; let z = x.arrival_order().SUM.replicate(h).gather(a).unique();",
        mutant: "helper h of a[2]; let z = x.replicate(h).arrival_order().SUM.gather(a).unique();",
        sent: &[&[1, 2]],
        ..NONE
    },
    Mutant {
        rule: "widen",
        wrong: "wherever an element is, its key is taken to have decided",
        common: "let x = clients.input::<(u64, u64)>(\"in\").send(a).map(|x| x.1);
            clients.output(\"out\", z.map(|x| (0, x)));",
        source: "let z = x.map(|x| x.1).unique();",
        right: "helper h of a[2]; let z = x.exchange(h, |x| x.1).map(|x| x.1).unique();",
        mutant: "helper h of a[2]; let z = x.exchange(h, |x| x.0).map(|x| x.1).unique();",
        sent: &[&[11, 21]],
        ..NONE
    },
    Mutant {
        rule: "fuse",
        wrong: "two share a process, and a crash, without the author's word",
        common: "let x = clients.input::<u64>(\"in\").send(a).map(|x| x.1); clients.output(\"out\", z.map(|x| (0, x)));",
        source: "let z = x.send(b).send(a).union(x.send(c).send(a)).unique();",
        right: "helper g of a[1]; let z = x.send(b).send(a).union(x.send(c).send(a)).unique();",
        mutant: "fuse(b, c); let z = x.send(b).send(a).union(x.send(c).send(a)).unique();",
        sent: &[&[1]],
        crash: Some(("b", 0)),
    },
];

/// Mutants behind conditions of design: what goes wrong without them, as far as traces show it.
pub const TRAPS: &[Mutant] = &[
    Mutant {
        rule: "via(F): a send into another fault domain is not the identity",
        wrong: "a participant that only echoes is left out",
        common: "let x = clients.input::<u64>(\"in\").send(a).map(|x| x.1); clients.output(\"out\", z.map(|x| (0, x)));",
        source: "let z = x.send(b).map(|x| x + 1).send(a);",
        right: "let z = x.map(|x| x + 1).send(b).send(a);",
        mutant: "let z = x.map(|x| x + 1);",
        sent: &[&[1]],
        crash: Some(("b", 0)),
    },
    Mutant {
        rule: "stateless operators only in the producer's or consumer's family",
        wrong: "a map at a third domain, which dies",
        common: "let x = clients.input::<u64>(\"in\").send(a).map(|x| x.1); clients.output(\"out\", z.map(|x| (0, x)));",
        source: "let z = x.map(|x| x + 1).send(b);",
        right: "let z = x.send(b).map(|x| x + 1);",
        mutant: "let z = x.send(c).map(|x| x + 1).send(b);",
        sent: &[&[1]],
        crash: Some(("c", 0)),
    },
    Mutant {
        rule: "tags on elements",
        wrong: "the items of one order fall into two ticks",
        common: "tick t at a; let x = clients.input::<u64>(\"in\").send(a).map(|x| x.1);
            clients.output(\"out\", z.map(|x| (0, x)));",
        source: "let z = x.batch(t).flat_map(|x| vec![x, x + 10]).count().all_ticks();",
        right: "let z = x.batch(t).flat_map(|x| vec![x, x + 10]).count().all_ticks();",
        mutant: "let z = x.flat_map(|x| vec![x, x + 10]).batch(t).count().all_ticks();",
        sent: &[&[1]],
        ..NONE
    },
    Mutant {
        rule: "partials of a fold need NoOrder or a final reader",
        wrong: "partial sums of a sequence are added up",
        common: "clients.output(\"out\", z.map(|x| (0, x)));",
        source: "tick t at b; let z = a.source_iter(|| vec![1, 2]).send(b).fold(|| 0, |acc, x| *acc = *acc * 10 + x)
            .snapshot(t).all_ticks();",
        right: "tick t at b; let z = a.source_iter(|| vec![1, 2]).send(b).fold(|| 0, |acc, x| *acc = *acc * 10 + x)
            .snapshot(t).all_ticks();",
        mutant: "tick t at b; let z = a.source_iter(|| vec![1, 2]).unordered().send(b)
            .fold(|| 0, #[commutative] |acc, x| *acc = *acc * 10 + x).snapshot(t).all_ticks();",
        sent: &[&[]],
        ..NONE
    },
    Mutant {
        rule: "FIFO per channel, not per pair of instances",
        wrong: "two streams are taken to arrive as they were sent",
        common: "let s = a.source_iter(|| vec![1, 2]);
            clients.output(\"out\", z.map(|x| (0, x)));",
        source: "let z = s.send(b).SUM;",
        right: "let z = s.send(b).SUM;",
        mutant: "let z = s.filter(|x| *x < 2).send(b).union(s.filter(|x| *x > 1).send(b)).arrival_order().SUM;",
        sent: &[&[]],
        ..NONE
    },
    Mutant {
        rule: "atomic regions move whole",
        wrong: "the count behind the acknowledgement lags",
        common: "tick t at a; let x = clients.input::<u64>(\"in\").send(a).map(|x| x.1); let w = x.batch(t);
            clients.output(\"out\", z.map(|x| (0, x)));",
        source: "let k = w.all_ticks_atomic(); clients.output(\"acks\", k.end_atomic().map(|x| (0, x))); let z = k.count().snapshot(t).filter_if_some(w.max()).all_ticks();",
        right: "let k = w.all_ticks_atomic(); clients.output(\"acks\", k.end_atomic().map(|x| (0, x))); let z = k.count().snapshot(t).filter_if_some(w.max()).all_ticks();",
        mutant: "let k = w.all_ticks(); clients.output(\"acks\", k.map(|x| (0, x))); let z = k.count().snapshot(t).filter_if_some(w.max()).all_ticks();",
        sent: &[&[1, 2]],
        ..NONE
    },
    Mutant {
        rule: "quiescence with timers silent",
        wrong: "every reply is dropped, the heartbeat goes on",
        common: "let x = clients.input::<u64>(\"in\").send(a).map(|x| x.1);
            clients.output(\"beats\", a.interval(1s).map(|_| 7).map(|x| (0, x))); clients.output(\"out\", z.map(|x| (0, x)));",
        source: "let z = x.map(|x| x + 1);",
        right: "helper g of a[1]; let z = x.exchange(g, |x| x).map(|x| x + 1);",
        mutant: "let z = x.map(|x| x + 1).filter(|x| *x < 2).filter(|x| *x > 1);",
        sent: &[&[1]],
        ..NONE
    },
    Mutant {
        rule: "quorum emits keys only",
        wrong: "the payload that comes with a vote is taken for the agreed one",
        common: "let x = clients.input::<u64>(\"in\").send(a).map(|x| x.1); clients.output(\"out\", z.map(|x| (0, x)));",
        source: "let z = x.broadcast(m).send(a).quorum(|x| x, 2);",
        right: "let z = x.broadcast(m).send(a).quorum(|x| x, 2);",
        mutant: "let z = x.broadcast(m).send(a).map(|x| x.0 * 100 + x.1);",
        sent: &[&[1]],
        ..NONE
    },
];
