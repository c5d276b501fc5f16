//! Random schedules of a plan, each followed by the source for as long as its states can be counted.

use super::follow::{Followed, Followers};
use super::search::{Stepped, follow_all};
use super::violation::{Flaw, violation};
use super::{Budget, Verdict, guide};
use crate::{Choices, Machine, Seeded, Trouble, World};

/// How one schedule ended.
enum Ended {
    Fine,
    Undecided,
    Violated(Box<super::Violation>),
}

/// As many schedules as the budget says.
pub(super) fn sample(
    plan: &Machine,
    followers: &mut Followers,
    budget: &Budget,
    pairs: usize,
    world: &mut World,
) -> Result<Verdict, Trouble> {
    let (mut schedules, mut undecided, mut pairs) = (0, 0, pairs);
    for schedule in 0..budget.schedules {
        let mut choices = Seeded::new(budget.seed.wrapping_add(schedule as u64));
        let ended = match one(plan, followers, budget, &mut choices, &mut pairs, world)? {
            // What the source may be in is too much; one run of it that shows the same is enough.
            Ended::Undecided if guide::imitates(plan, followers.machine(), budget, schedule, world)? => Ended::Fine,
            ended => ended,
        };
        match ended {
            Ended::Fine => schedules += 1,
            Ended::Undecided => undecided += 1,
            Ended::Violated(violation) => return Ok(Verdict::Violated(violation)),
        }
    }
    Ok(Verdict::Sampled { schedules, undecided, pairs })
}

fn one(
    plan: &Machine,
    followers: &mut Followers,
    budget: &Budget,
    choices: &mut Seeded,
    pairs: &mut usize,
    world: &mut World,
) -> Result<Ended, Trouble> {
    let Followed::To(mut set) = followers.start(world)? else { return Ok(Ended::Undecided) };
    let (mut state, mut events) = plan.start(world)?;
    let mut steps = Vec::new();
    for _ in 0..budget.steps_max {
        match follow_all(followers, set, &events, world)? {
            Stepped::To(next) => set = next,
            Stepped::Flawed(set, event) => {
                let flaw = Flaw::Impossible(event);
                return Ok(Ended::Violated(Box::new(violation(plan, followers, &steps, set, flaw, world)?)));
            }
            Stepped::TooMany => return Ok(Ended::Undecided),
        }
        *pairs += 1;
        if plan.is_quiet(&state, world) && !followers.may_rest(set, world) {
            let found = violation(plan, followers, &steps, set, Flaw::Withheld, world)?;
            return Ok(Ended::Violated(Box::new(found)));
        }
        let possible = plan.steps(&state, world);
        if possible.is_empty() {
            return Ok(Ended::Fine);
        }
        let step = possible[choices.choose(possible.len())].clone();
        (state, events) = plan.after(&state, &step, world)?;
        steps.push(step);
    }
    Ok(Ended::Undecided)
}
