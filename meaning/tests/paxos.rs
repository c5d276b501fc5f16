//! A small Paxos, every state of it: how many there are, and that no two values are decided in any.

use suki_meaning::{Bounds, Explored, Machine, Outputs, Registry, Trouble, Value, World, explore, known};

type Act = (u64, u64, u64, u64);
type Accepted = (u64, u64);
type Done = (u64, u64, u64, Accepted);

/// How an acceptor is wrong.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wrong {
    Nothing,
    /// It votes in any ballot, whatever it has promised.
    Vote,
    /// It says that it has accepted nothing.
    Forget,
}

fn registry(wrong: Wrong) -> Registry {
    let accept = match wrong {
        Wrong::Nothing => {
            known!(|state: change (u64, u64, u64), act: own Act, out: change Vec<Done>| step(state, act, out, true, true)).1
        }
        Wrong::Vote => {
            known!(|state: change (u64, u64, u64), act: own Act, out: change Vec<Done>| step(state, act, out, false, true)).1
        }
        Wrong::Forget => {
            known!(|state: change (u64, u64, u64), act: own Act, out: change Vec<Done>| step(state, act, out, true, false)).1
        }
    };
    let lead = known!(|state: change (u64, Accepted), promise: own (u64, (u64, Accepted)), out: change Vec<Accepted>| {
        state.0 |= 1 << promise.0;
        state.1 = state.1.max(promise.1.1);
        if state.0.count_ones() == 2 {
            out.push((promise.1.0, if state.1.0 > 0 { state.1.1 } else { promise.1.0 * 10 }));
            state.0 = 0b111;
        }
    });
    let texts = [
        ("|| vec![0]", known!(|| vec![0]).1),
        ("|_| self_id().index() as u64 + 1", known!(|me: own u64, _zero: own u64| me + 1).1),
        ("|x| (0, x.0.index() as u64, x.1, 0)", known!(|x: own Accepted| (0, x.0, x.1, 0)).1),
        ("|x| (1, x.0.index() as u64, x.1.0, x.1.1)", known!(|x: own(u64, Accepted)| (1, x.0, x.1.0, x.1.1)).1),
        ("|| (0, 0, 0)", known!(|| (0, 0, 0)).1),
        ("|state, act, out| accept(state, act, out)", accept),
        ("|x| x.0 == 0", known!(|x: lend Done| x.0 == 0).1),
        ("|x| x.0 == 1", known!(|x: lend Done| x.0 == 1).1),
        ("|x| (MemberId::new(x.1 as u32), (x.2, x.3))", known!(|x: own Done| (x.1, (x.2, x.3))).1),
        ("|| (0, (0, 0))", known!(|| (0, (0, 0))).1),
        ("|state, promise, out| lead(state, promise, out)", lead.1),
        ("|x| (x.2, x.3.1)", known!(|x: own Done| (x.2, x.3.1)).1),
        ("|x| (0, x)", known!(|x: own Value| (0, x)).1),
    ];
    Registry::of(texts)
}

/// What an acceptor does: `keeps` its promises, and `tells` what it has accepted.
fn step(state: &mut (u64, u64, u64), act: Act, out: &mut Vec<Done>, keeps: bool, tells: bool) {
    let (kind, to, ballot, value) = act;
    match kind {
        0 if ballot > state.0 => {
            state.0 = ballot;
            out.push((0, to, ballot, if tells { (state.1, state.2) } else { (0, 0) }));
        }
        1 if ballot >= state.0 || !keeps => {
            *state = (state.0.max(ballot), ballot, value);
            out.push((1, to, ballot, (ballot, value)));
        }
        _ => {}
    }
}

/// Every state, all interleavings of them; trouble where two values are decided.
fn all(wrong: Wrong) -> Result<Explored, Trouble> {
    let (program, diagnostics) = suki_ir::parse(include_str!("programs/paxos.ir"));
    assert!(!diagnostics.iter().any(|diagnostic| diagnostic.is_error()), "{diagnostics:#?}");
    let mut registry = registry(wrong);
    let mut world = World::new(&mut registry);
    let machine = Machine::new(&program, Bounds::default(), Outputs::Later, &mut world)?.with_all_interleavings();
    explore(&machine, STATES_MAX, &mut world, |state, world| match machine.due(state, "decided", world).len() {
        0 | 1 => Ok(()),
        _ => Err(Trouble::new("two values are decided")),
    })
}

const STATES_MAX: usize = 100_000;

#[test]
fn two_proposers_agree_in_every_state() {
    let explored = all(Wrong::Nothing).expect("they agree");
    assert!(explored.is_complete);
    assert_eq!(explored.states, 16_885);
}

#[test]
fn a_wrong_acceptor_is_found() {
    for wrong in [Wrong::Vote, Wrong::Forget] {
        assert!(all(wrong).is_err());
    }
}
