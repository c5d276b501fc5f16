//! Instances that are none of their rule.

use crate::{all_refused, changed};
use suki_ir::Op;
use suki_rewrites::Logical;
use suki_verification::Refusal;

/// Instances that are none of their rule. The plan is right in each: what is refused is the instance.
#[test]
fn instances() {
    let closure = |text: &str| suki_ir::Quoted::from_canonical(text, suki_ir::Span::NONE);
    let push = |p: Op, from: &'static str, kind: suki_rewrites::HopKind| {
        changed(crate::plans::push_down(), |case| {
            let at = |name: &str| case.source.location_named(name).expect("a location");
            let hop = Logical::Hop { kind, from: at(from), to: at("members") };
            let arrived = case.term(hop.clone(), &[0]);
            let late = case.term(Logical::Stateless(vec![p.clone()]), &[arrived]);
            let early = case.term(Logical::Stateless(vec![p]), &[0]);
            let sent = case.term(hop, &[early]);
            case.instance("push-down", late, sent);
        })
    };
    use suki_rewrites::HopKind::{Broadcast, Demux, Send};
    let map = |text: &str| Op::Map(closure(text));
    let stages = |a: &[&str], b: &[&str], all: &[&str]| {
        let head = |texts: &[&str]| Logical::Stateless(texts.iter().map(|text| map(text)).collect());
        let (a, b, all) = (head(a), head(b), head(all));
        changed(crate::plans::push_down(), |case| {
            let inner = case.term(a, &[0]);
            let left = case.term(b, &[inner]);
            let right = case.term(all, &[0]);
            case.instance("fuse-stateless", left, right);
        })
    };
    let forget = |other: &'static str| {
        changed(crate::plans::forget_early(), |case| {
            let f = Logical::Stateless(vec![map("|x| x")]);
            let g = Logical::Stateless(vec![map(other)]);
            let mapped = case.term(f, &[0]);
            let late = case.term(Logical::Forget, &[mapped]);
            let bag = case.term(Logical::Forget, &[0]);
            let early = case.term(g, &[bag]);
            case.instance("forget-early", late, early);
        })
    };
    // Instances of their rules, though of nothing that the programs have.
    let of_neither =
        [push(map("|x| x"), "leader", Send), stages(&["|x| x"], &["|y| y"], &["|x| x", "|y| y"]), forget("|x| x")];
    for case in of_neither {
        let refusals = case.check().expect_err("they are about nothing");
        let stranger = |refusal: &Refusal| refusal.to_string().contains("it is about a stream of neither program");
        assert!(refusals.iter().all(stranger), "{refusals:#?}");
    }
    all_refused(vec![
        ("an unknown rule", changed(crate::plans::push_down(), |case| case.instance("wish", 0, 1)), "no such rule"),
        (
            "any two terms",
            changed(crate::plans::push_down(), |case| case.instance("push-down", 0, 1)),
            "rule push-down",
        ),
        ("two outputs", push(Op::FlatMap(closure("|x| vec![x, x]")), "leader", Broadcast), "more than one element"),
        ("a keyed stream", push(Op::KeyBy(closure("|x| x.id")), "leader", Send), "more than one element"),
        ("own id", push(map("|x| (self_id(), x)"), "leader", Broadcast), "own member's id"),
        ("tagged by a cluster", push(map("|x| x"), "members", Send), "not from a process"),
        ("clients", push(map("|x| x"), "clients", Send), "not from a process"),
        ("a demux", push(map("|x| x"), "leader", Demux), "a demux consumes"),
        ("stages in the wrong order", stages(&["|x| x"], &["|y| y"], &["|y| y", "|x| x"]), "the stages of one side"),
        ("a stage too many", stages(&["|x| x"], &["|y| y"], &["|x| x", "|y| y", "|y| y"]), "the stages of one side"),
        ("another operator below the forgotten order", forget("|y| y"), "not the same stateless operators"),
    ]);
}
