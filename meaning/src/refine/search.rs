//! All of a plan, breadth first, so that what is found wrong is found by a shortest way.

use super::Budget;
use super::follow::{Followed, Followers, SetId};
use super::violation::{Flaw, Violation, violation};
use crate::{Event, Machine, State, Step, Trouble, World};
use rustc_hash::FxHashMap;

/// What a search has come to.
pub(super) enum Found {
    /// Everything was looked at, and is right.
    All { pairs: usize },
    /// Something is wrong.
    Violation(Box<Violation>),
    /// There is more than the budget allows.
    TooMany { pairs: usize },
}

/// A plan's state with what the source may be in; where it was come to from, and by which step.
struct Pair {
    state: State,
    set: SetId,
    from: Option<(usize, Step)>,
}

/// One step of the plan, followed by the source.
pub(super) enum Stepped {
    To(SetId),
    /// The source cannot follow this event.
    Flawed(SetId, Event),
    TooMany,
}

/// Lets the source follow what is seen of one step.
pub(super) fn follow_all(
    followers: &mut Followers,
    mut set: SetId,
    events: &[Event],
    world: &mut World,
) -> Result<Stepped, Trouble> {
    for event in events {
        match followers.follow(set, event, world)? {
            Followed::To(next) => set = next,
            Followed::Nowhere => return Ok(Stepped::Flawed(set, event.clone())),
            Followed::TooMany => return Ok(Stepped::TooMany),
        }
    }
    Ok(Stepped::To(set))
}

/// Looks at all pairs, or at as many as the budget allows.
pub(super) fn search(
    plan: &Machine,
    followers: &mut Followers,
    budget: &Budget,
    world: &mut World,
) -> Result<Found, Trouble> {
    let Followed::To(set) = followers.start(world)? else { return Ok(Found::TooMany { pairs: 0 }) };
    let (state, events) = plan.start(world)?;
    let set = match follow_all(followers, set, &events, world)? {
        Stepped::To(set) => set,
        Stepped::Flawed(set, event) => {
            let flaw = Flaw::Impossible(event);
            return Ok(Found::Violation(Box::new(violation(plan, followers, &[], set, flaw, world)?)));
        }
        Stepped::TooMany => return Ok(Found::TooMany { pairs: 0 }),
    };
    let mut pairs = vec![Pair { state: state.clone(), set, from: None }];
    let mut seen = FxHashMap::from_iter([((state, set), 0usize)]);
    let mut at = 0;
    while at < pairs.len() {
        let (state, set) = (pairs[at].state.clone(), pairs[at].set);
        if plan.is_quiet(&state, world) && !followers.may_rest(set, world) {
            let steps = way(&pairs, at);
            return Ok(Found::Violation(Box::new(violation(plan, followers, &steps, set, Flaw::Withheld, world)?)));
        }
        for step in plan.steps(&state, world) {
            let (next, events) = plan.after(&state, &step, world)?;
            match follow_all(followers, set, &events, world)? {
                Stepped::To(set) => {
                    let key = (next, set);
                    if seen.contains_key(&key) {
                        continue;
                    }
                    if pairs.len() >= budget.pairs_max {
                        return Ok(Found::TooMany { pairs: pairs.len() });
                    }
                    seen.insert(key.clone(), pairs.len());
                    pairs.push(Pair { state: key.0, set, from: Some((at, step)) });
                }
                Stepped::Flawed(set, event) => {
                    let mut steps = way(&pairs, at);
                    steps.push(step);
                    let flaw = Flaw::Impossible(event);
                    return Ok(Found::Violation(Box::new(violation(plan, followers, &steps, set, flaw, world)?)));
                }
                Stepped::TooMany => return Ok(Found::TooMany { pairs: pairs.len() }),
            }
        }
        at += 1;
    }
    Ok(Found::All { pairs: pairs.len() })
}

/// The steps that lead to a pair.
fn way(pairs: &[Pair], at: usize) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut here = at;
    while let Some((from, step)) = &pairs[here].from {
        steps.push(step.clone());
        here = *from;
    }
    steps.reverse();
    steps
}
