//! Histories that are right, and histories that must be caught.

use super::{Linearizability, Operation, Sequential, Spec, Verdict, View, same};
use crate::client::rng::Rng;
use proptest::prelude::*;

/// A register for each key: put some number, or get; both answer what was there before.
type Request = (u8, Option<u64>);
type History = Vec<Operation<Request, u64>>;

fn registers() -> impl Spec<Request = Request, Reply = u64> {
    Sequential::new(
        |request: &Request| Some(request.0),
        || 0,
        |value: &mut u64, request: &Request| {
            let before = *value;
            *value = request.1.unwrap_or(before);
            before
        },
        |reply: &u64| Some(*reply),
    )
}

fn put(invoked: u64, value: u64, answer: Option<(u64, u64)>) -> Operation<Request, u64> {
    Operation { invoked, request: (0, Some(value)), answer }
}

fn get(invoked: u64, returned: u64, value: u64) -> Operation<Request, u64> {
    Operation { invoked, request: (0, None), answer: Some((returned, value)) }
}

fn verdict(history: History) -> Verdict {
    let mut check = Linearizability::new(registers());
    history.into_iter().for_each(|operation| check.over(operation));
    check.finish().verdict
}

#[test]
fn known_histories() {
    let check = |name: &str, history: History, expect: bool| {
        let verdict = verdict(history);
        assert_eq!(verdict.holds(), expect, "{name}: {verdict:?}");
    };
    check("nothing happens", vec![], true);
    check("one after the other", vec![put(0, 1, Some((1, 0))), get(2, 3, 1)], true);
    check("stale read", vec![put(0, 1, Some((1, 0))), get(2, 3, 0)], false);
    check("a read during the put may miss it", vec![put(0, 1, Some((9, 0))), get(1, 2, 0), get(3, 4, 1)], true);
    check("no way back", vec![put(0, 1, Some((9, 0))), get(1, 2, 1), get(3, 4, 0)], false);
    check("lost write", vec![put(0, 1, Some((1, 0))), put(2, 2, Some((3, 0)))], false);
    check("duplicated effect", vec![put(0, 1, Some((1, 0))), put(2, 2, Some((3, 1))), get(4, 5, 1)], false);
    check("out of thin air", vec![get(0, 1, 7)], false);
    check("an unanswered put may have happened", vec![put(0, 1, None), get(2, 3, 1)], true);
    check("or not", vec![put(0, 1, None), get(2, 3, 0)], true);
    check("but not both", vec![put(0, 1, None), get(2, 3, 1), get(4, 5, 0)], false);
    check("nor before it was asked for", vec![get(0, 1, 1), put(2, 1, None)], false);
    check("two puts saw the same", vec![put(0, 1, Some((9, 0))), put(0, 2, Some((9, 0)))], false);
    check("two puts in a row", vec![put(0, 1, Some((9, 2))), put(0, 2, Some((9, 0)))], true);
    check("a long put between reads", vec![put(0, 1, Some((99, 0))), get(50, 60, 0), get(70, 80, 1)], true);
    check("equal times overlap", vec![put(0, 1, Some((5, 0))), get(5, 6, 0)], true);
}

#[test]
fn a_violation_says_what_happened() {
    let Verdict::Violated(why) = verdict(vec![put(0, 1, Some((1, 0))), get(2, 3, 0)]) else { panic!("a stale read") };
    assert_eq!(why, "key 0: no order explains (0, None) -> 0; state before: 1");
}

#[test]
fn too_much_concurrency_is_unknown() {
    let history: History = (0..300).map(|i| put(i, i + 1, Some((1_000 + i, i)))).collect();
    assert!(matches!(verdict(history), Verdict::Unknown(_)));
}

#[test]
fn ways_are_bounded() {
    // Puts without answer, each of which may have happened in any order before the read of what nobody wrote.
    let mut history: History = (0..40).map(|i| put(i, i + 1, None)).collect();
    history.push(get(50, 51, 1_000));
    assert!(matches!(verdict(history), Verdict::Unknown(_)));
}

/// A right history: `clients` ask one register each time, effects happen in the order of `moments`.
fn simulate(seed: u64, clients: u64, operations: u64, keys: u64) -> History {
    let mut rng = Rng::new(seed, 0, 0);
    let mut free_at = vec![0_u64; clients as usize];
    let mut planned: Vec<(u64, u64, u64, Request)> = (0..operations)
        .map(|i| {
            let client = rng.below(clients) as usize;
            let invoked = free_at[client] + rng.below(20);
            let effect = invoked + 1 + rng.below(50);
            let returned = effect + 1 + rng.below(50);
            free_at[client] = returned + 1;
            let request = (rng.below(keys) as u8, (rng.below(2) == 0).then_some(i + 1));
            (effect, invoked, returned, request)
        })
        .collect();
    planned.sort_unstable();
    let spec = registers();
    let mut states: Vec<u64> = vec![0; keys as usize];
    let answer = |(_, invoked, returned, request): (u64, u64, u64, Request)| {
        let key = request.0 as usize;
        let before = states[key];
        states[key] = request.1.unwrap_or(before);
        Operation { invoked, request, answer: Some((returned, before)) }
    };
    let history: History = planned.into_iter().map(answer).collect();
    drop(spec);
    history
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn right_histories_hold(seed in any::<u64>(), clients in 1..20_u64, keys in 1..5_u64) {
        prop_assert_eq!(verdict(simulate(seed, clients, 300, keys)), Verdict::Holds);
    }

    /// A read's answer replaced by one that was overwritten before the read began.
    #[test]
    fn stale_reads_are_caught(seed in any::<u64>(), clients in 1..8_u64) {
        let mut history = simulate(seed, clients, 300, 1);
        let first_put = history.iter().filter(|it| it.request.1.is_some()).filter_map(|it| it.answer).min();
        let overwritten = first_put.map_or(u64::MAX, |(returned, _)| returned);
        let stale = history.iter_mut().rev().find(|it| it.request.1.is_none() && it.invoked > overwritten);
        if let Some(operation) = stale {
            operation.answer = operation.answer.map(|(returned, _)| (returned, 0));
            prop_assert!(matches!(verdict(history), Verdict::Violated(_)));
        }
    }

    /// Handing operations in as they end, and deciding as far as the watermark, finds what the whole history shows.
    #[test]
    fn windows_do_not_matter(seed in any::<u64>(), clients in 1..20_u64, window in 1..40_usize, spoil in any::<bool>()) {
        let mut history = simulate(seed, clients, 300, 2);
        if spoil
            && let Some(operation) = history.iter_mut().rev().find(|it| it.request.1.is_none()) {
            operation.answer = operation.answer.map(|(returned, value)| (returned, value + 1_000_000));
        }
        let whole = verdict(history.clone());
        history.sort_by_key(|it| it.answer.map(|(returned, _)| returned));
        let mut check = Linearizability::new(registers());
        for (number, operation) in history.iter().enumerate() {
            check.over(operation.clone());
            if number % window == 0 {
                let open = history[number + 1..].iter().map(|it| it.invoked).min();
                check.advance(open.unwrap_or(u64::MAX));
            }
        }
        let tally = check.finish();
        prop_assert_eq!(tally.operations, 300);
        prop_assert_eq!(matches!(tally.verdict, Verdict::Violated(_)), matches!(whole, Verdict::Violated(_)));
        prop_assert_eq!(whole.holds(), !spoil || !history.iter().any(|it| it.request.1.is_none()));
    }
}

#[test]
fn views_see_what_they_say() {
    let check = |view, one: &[u32], other: &[u32], expect| {
        assert_eq!(same(view, one, other, |x| x % 2, |a, b| *a.max(b)), expect, "{view:?} {one:?} {other:?}");
    };
    check(View::Sequence, &[1, 2], &[2, 1], false);
    check(View::Sequence, &[1, 2], &[1, 2], true);
    check(View::PerKey, &[1, 2, 3], &[2, 1, 3], true);
    check(View::PerKey, &[1, 2, 3], &[3, 2, 1], false);
    check(View::Bag, &[1, 2, 3], &[3, 2, 1], true);
    check(View::Bag, &[1, 2, 2], &[2, 1], false);
    check(View::Set, &[1, 2, 2], &[2, 1], true);
    check(View::Set, &[1, 2, 2], &[1], false);
    check(View::Lattice, &[1, 3, 2], &[3], true);
    check(View::Lattice, &[1, 2], &[3], false);
    check(View::Lattice, &[], &[], true);
}
