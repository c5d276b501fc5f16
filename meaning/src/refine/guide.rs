//! One run of the source that shows what one run of the plan shows: its deciders do what the plan's do.
//!
//! That is no search for all that the source may do, so a run that is not found proves nothing; one that is found proves
//! that the source may show this trace.

use super::Budget;
use crate::machine::{Decision, Done};
use crate::{Choices, Event, Machine, Seeded, State, Step, Trouble, World};

/// Runs of the source that are kept at a time.
const GUESSES_MAX: usize = 16;

/// A run of the source so far.
#[derive(Clone, PartialEq, Eq)]
struct Guess {
    state: State,
    /// What the plan's deciders have done and the source's have not yet.
    open: Vec<Vec<Decision>>,
}

/// Whether the source can show what the plan shows under this schedule, to its end.
pub(super) fn imitates(
    plan: &Machine,
    source: &Machine,
    budget: &Budget,
    schedule: usize,
    world: &mut World,
) -> Result<bool, Trouble> {
    let mut choices = Seeded::new(budget.seed.wrapping_add(schedule as u64));
    let (mut state, events) = plan.start(world)?;
    let mut guesses = vec![Guess { state: source.start(world)?.0, open: Vec::new() }];
    guesses = shown(source, guesses, &events, world)?;
    for _ in 0..budget.steps_max {
        if guesses.is_empty() {
            return Ok(false);
        }
        let possible = plan.steps(&state, world);
        if possible.is_empty() {
            break;
        }
        let step = possible[choices.choose(possible.len())].clone();
        let Done { state: next, events, decisions } = plan.done(&state, &step, world)?;
        state = next;
        let (first, rest) = match &step {
            // What comes from outside comes to both.
            Step::Send { .. } | Step::Crash { .. } => (&events[..1], &events[1..]),
            _ => (&events[..0], &events[..]),
        };
        let mut moved = Vec::new();
        for mut guess in guesses {
            if !first.is_empty() {
                guess.state = source.after(&guess.state, &step, world)?.0;
            }
            if !decisions.is_empty() {
                guess.open.push(decisions.clone());
            }
            moved.extend(caught_up(source, guess, world)?);
        }
        moved.truncate(GUESSES_MAX);
        guesses = shown(source, moved, rest, world)?;
    }
    let over = plan.steps(&state, world).is_empty();
    let rests = |guess: &Guess| source.is_quiet(&guess.state, world) && source.has_shown_all(&guess.state, world);
    Ok(over && guesses.iter().any(rests))
}

/// The guesses in which the source can show these events.
fn shown(source: &Machine, guesses: Vec<Guess>, events: &[Event], world: &mut World) -> Result<Vec<Guess>, Trouble> {
    let mut left = guesses;
    for event in events {
        let Event::Out { port, element } = event else { continue };
        let mut seen = Vec::new();
        for guess in left {
            if let Some(state) = source.observed(&guess.state, port, *element, world)? {
                seen.push(Guess { state, ..guess });
            }
        }
        left = seen;
    }
    Ok(left)
}

/// Lets the source's deciders do what is open, each its own in their order, for as long as one of them can.
fn caught_up(source: &Machine, guess: Guess, world: &mut World) -> Result<Vec<Guess>, Trouble> {
    let mut done: Vec<Guess> = Vec::new();
    let mut active = vec![guess];
    while let Some(guess) = active.pop() {
        let next = advanced(source, &guess, world)?;
        if next.is_empty() && !done.contains(&guess) {
            done.push(guess);
        } else if active.len() + done.len() < GUESSES_MAX {
            active.extend(next);
        } else {
            active.extend(next.into_iter().take(1));
        }
    }
    Ok(done)
}

/// All ways to do the first open decision that can be done.
fn advanced(source: &Machine, guess: &Guess, world: &mut World) -> Result<Vec<Guess>, Trouble> {
    if guess.open.is_empty() {
        return Ok(Vec::new());
    }
    let mut possible = Vec::new();
    for step in source.own_steps(&guess.state, world) {
        possible.push(source.done(&guess.state, &step, world)?);
    }
    for (position, wanted) in guess.open.iter().enumerate() {
        let same = |earlier: &Vec<Decision>| {
            earlier.iter().any(|one| wanted.iter().any(|other| (&one.who, one.member) == (&other.who, other.member)))
        };
        if guess.open[..position].iter().any(same) {
            continue;
        }
        let mut open = guess.open.clone();
        open.remove(position);
        let mut next: Vec<Guess> = Vec::new();
        for done in possible.iter().filter(|done| done.decisions == *wanted) {
            let guess = Guess { state: done.state.clone(), open: open.clone() };
            if !next.contains(&guess) {
                next.push(guess);
            }
        }
        if !next.is_empty() {
            return Ok(next);
        }
    }
    Ok(Vec::new())
}
